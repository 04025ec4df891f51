"""What follows whenever a consultation changes: its Zoom meeting, feeds, the host's calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.services import feed_marks
from orchestrator.services.zoom import meetings

if TYPE_CHECKING:
    from orchestrator.models import Consultation


def follow(row: Consultation) -> None:
    """Have everything that shows the consultation looked at; call it in its transaction."""
    meetings.mark(row)
    feed_marks.mark_facilitator()
