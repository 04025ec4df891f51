"""The roll of a workshop: its people by where they stand, its blocks, who was there. Read only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from calendars import clock
from orchestrator.models import Registration, SeatBlock
from orchestrator.rules.registration import RegistrationState
from orchestrator.services.seats import attending, waitlist
from orchestrator.services.seats.seating import seating

if TYPE_CHECKING:
    from orchestrator.models import Visit, Workshop
    from orchestrator.rules.seating import Seating


@dataclass(frozen=True, slots=True)
class Block:
    """Seats kept for one organization, and how many of its people have one."""

    row: SeatBlock
    taken: int


@dataclass(frozen=True, slots=True)
class People:
    """Everybody of one workshop; `attended` and `unknown` stand once it has begun."""

    seats: Seating
    seated: tuple[Registration, ...]
    waiting: tuple[Registration, ...]
    ended: tuple[Registration, ...]
    blocks: tuple[Block, ...]
    begun: bool
    attended: tuple[attending.Line, ...]
    unknown: tuple[Visit, ...]


def people_of(workshop: Workshop) -> People:
    """Return the roll as it is now."""
    seats = seating(workshop)
    rows = Registration.objects.filter(workshop=workshop, forgotten_at=None)
    rows = rows.select_related("organization")
    seated = rows.filter(state__in=(RegistrationState.CONFIRMED, RegistrationState.OFFERED))
    ended = rows.filter(state__in=(RegistrationState.CANCELLED, RegistrationState.LAPSED))
    blocks = SeatBlock.objects.filter(workshop=workshop).select_related("organization")
    begun = workshop.start is not None and workshop.start <= clock.now()
    lines, unknown = attending.register_of(workshop) if begun else ([], [])
    return People(
        seats=seats,
        seated=tuple(seated.order_by("name", "id")),
        waiting=tuple(waitlist.waiting(workshop)),
        ended=tuple(ended.order_by("-changed_at", "id")),
        blocks=tuple(Block(row, seats.taken.get(row.organization_id, 0)) for row in blocks),
        begun=begun,
        attended=tuple(lines),
        unknown=tuple(unknown),
    )
