"""What a consultation is called in its host's calendars, ours and their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.rules.sentence import Sentence
from orchestrator.services.consultations.links import office_address
from orchestrator.services.language import said, speaking

if TYPE_CHECKING:
    from orchestrator.models import Consultation


def summary(row: Consultation) -> str:
    """Return the line that stands in the calendar: with whom it is."""
    who = ", ".join(text for text in (row.name, row.organization) if text)
    with speaking():  # one entry for every device of the host
        return (
            said(Sentence("Consultation: {who}", who=who))
            if who
            else said(Sentence("Consultation"))
        )


def asked_for(title: str) -> str:
    """Return the line of one that still waits for an answer."""
    with speaking():
        return said(Sentence("Asked for: {title}", title=title))


def description(row: Consultation) -> str:
    """Return what it is about, and where it is started."""
    about = [row.needs, ""] if row.needs else []
    with speaking():
        start = said(Sentence("Start it from: {address}", address=office_address(row)))
    return "\n".join([*about, start])
