"""What follows whenever a consultation changes: its Zoom meeting, feeds, the host's calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calendars.remote.port import WrittenEntry
from orchestrator.rules.consultation import ConsultationState
from orchestrator.services import feed_marks
from orchestrator.services.consultations import host_words
from orchestrator.services.consultations.links import office_address
from orchestrator.services.sources import entries
from orchestrator.services.zoom import meetings

if TYPE_CHECKING:
    from orchestrator.models import Consultation


def follow(row: Consultation) -> None:
    """Have everything that shows the consultation looked at; call it in its transaction."""
    meetings.mark(row)
    feed_marks.mark_facilitator()
    if row.is_kept:
        entries.want_entry(_entry(row))
    else:
        entries.unwant_entry(row.public_id)


def _entry(row: Consultation) -> WrittenEntry:
    """Return the entry of the host's own calendar; its id is ours, so a repeat makes no second."""
    summary = host_words.summary(row)
    if row.state != ConsultationState.BOOKED:
        summary = host_words.asked_for(summary)
    return WrittenEntry(
        id=row.public_id,
        uid=row.uid,
        start=row.start,
        end=row.end,
        summary=summary,
        description=host_words.description(row),
        location=office_address(row),
        sequence=row.changes,
    )
