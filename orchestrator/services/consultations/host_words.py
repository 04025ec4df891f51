"""What a consultation is called in its host's calendars, ours and their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.services.consultations.links import office_address

if TYPE_CHECKING:
    from orchestrator.models import Consultation


def summary(row: Consultation) -> str:
    """Return the line that stands in the calendar: with whom it is."""
    who = ", ".join(text for text in (row.name, row.organization) if text)
    return f"Consultation: {who}" if who else "Consultation"


def description(row: Consultation) -> str:
    """Return what it is about, and where it is started."""
    about = [row.needs, ""] if row.needs else []
    return "\n".join([*about, f"Start it from: {office_address(row)}"])
