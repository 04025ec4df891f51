"""A consultation as a calendar entry: in its visitor's eyes, and in the host's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from calendars.feed import Entry, EntryStatus, tombstone
from orchestrator.rules.consultation import ConsultationState
from orchestrator.services.consultations import host_words
from orchestrator.services.consultations.links import join_address, office_address, page_address

if TYPE_CHECKING:
    from orchestrator.models import Consultation


def visitor_entry(row: Consultation) -> Entry:
    """Return the consultation as its visitor sees it, with their own way in."""
    company = settings.COMPANY
    door, page = join_address(row), page_address(row)
    lines = [
        f"{(row.end - row.start).total_seconds() / 60:.0f} minutes on Zoom.",
        f"Your own way in: {door}",
        f"Move or cancel it: {page}",
    ]
    return _entry(
        row,
        summary=f"{company.consultations.title} with {company.company.name}",
        zone=row.timezone,
        description="\n".join(lines),
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
