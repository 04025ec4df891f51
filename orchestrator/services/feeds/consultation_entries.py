"""A consultation as a calendar entry: in its visitor's eyes, and in the host's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from calendars.feed import Entry, EntryStatus, tombstone
from orchestrator.rules.consultation import ConsultationState
from orchestrator.rules.sentence import Sentence
from orchestrator.services.consultations import host_words
from orchestrator.services.consultations.links import join_address, office_address, page_address
from orchestrator.services.feeds.feed_words import in_ours

if TYPE_CHECKING:
    from orchestrator.models import Consultation


def visitor_entry(row: Consultation) -> Entry:
    """Return the consultation as its visitor sees it, with their own way in."""
    company = settings.COMPANY
    door, page = join_address(row), page_address(row)
    minutes = (row.end - row.start).total_seconds() / 60
    title, name = company.consultations.title, company.company.name
    lines: list[str] = [
        Sentence("{minutes} minutes on Zoom.", minutes=f"{minutes:.0f}"),
        Sentence("Your own way in: {address}", address=door),
        Sentence("Move or cancel it: {address}", address=page),
    ]
    return _entry(
        row,
        summary=in_ours(Sentence("{title} with {company}", title=title, company=name)),
        zone=row.timezone,
        description="\n".join(map(in_ours, lines)),
        location=door,
        conference=door,
    )


def host_entry(row: Consultation) -> Entry:
    """Return the consultation as the host sees it: with whom, about what, and where to start it."""
    page = office_address(row)
    return _entry(
        row,
        summary=host_words.summary(row),
        zone=settings.COMPANY.company.timezone,
        description=host_words.description(row),
        location=page,
        url=page,
    )


def _entry(row: Consultation, **words: str) -> Entry:
    booked = row.state == ConsultationState.BOOKED
    entry = Entry(
        uid=row.uid,
        sequence=row.changes,
        changed_at=row.changed_at,
        status=EntryStatus.CONFIRMED if booked else EntryStatus.TENTATIVE,
        start=row.start,
        end=row.end,
        blocks=True,
        **words,  # type: ignore[arg-type]  # its texts, by name
    )
    return entry if row.is_kept else tombstone(entry)
