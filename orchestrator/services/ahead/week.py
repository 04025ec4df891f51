"""What takes the facilitator's time: workshops, journeys, consultations, time off, others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from orchestrator.services import ledger
from orchestrator.services.consultations.host import named_takers
from orchestrator.services.sources.outside import outside_busy

if TYPE_CHECKING:
    from datetime import datetime

AWAY, ELSEWHERE = "away", "elsewhere"


@dataclass(frozen=True, slots=True)
class Taken:
    """A part of the time that is taken (UTC instants): by which kind of thing, and by what."""

    kind: str
    start: datetime
    end: datetime
    words: str


def taken_in(span: tuple[datetime, datetime]) -> list[Taken]:
    """Return everything that takes a part of the span, in order of time."""
    found = [
        Taken(claim.kind, claim.start, claim.end, named_takers([f"{claim.kind} {claim.key}"])[0])
        for claim in ledger.claims_in(span)
    ]
    found += [
        Taken(AWAY, off.start, off.end, off.note or _("time off"))
        for off in ledger.time_off_in(span)
    ]
    found += [
        Taken(ELSEWHERE, start, end, _("busy in another calendar"))
        for start, end in outside_busy(span).busy
    ]
    return sorted(found, key=lambda one: (one.start, one.end, one.kind))
