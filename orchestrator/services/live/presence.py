"""Who is here now, by registration: Zoom's visits and the facilitator's ticks. Read only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from calendars import clock
from orchestrator.rules.session.presence import Presence, Seen, presence
from orchestrator.services.seats.attending import visits_by_person

if TYPE_CHECKING:
    from collections.abc import Mapping

    from orchestrator.models import Registration, Visit, Workshop
    from orchestrator.rules.session.presence import Tick


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """One person: here or not, the name Zoom shows, and Zoom's id of the room they are in.

    `in_zoom` says that Zoom sees them now; a tick by hand alone does not. `by_address` says whether
    Zoom knows them by the address we have: only such people can be put into a room beforehand.
    """

    seen: Seen
    shown_as: str
    room: str
    in_zoom: bool
    by_address: bool


def whereabouts(
    workshop: Workshop, people: list[Registration], ticks: Mapping[int, Tick]
) -> tuple[dict[int, Whereabouts], list[Visit]]:
    """Return everybody's whereabouts by registration, and the visits of nobody known."""
    visits, unknown = visits_by_person(workshop)
    found = {
        row.pk: _of(row, visits.get(row.pk, []), ticks.get(row.pk), workshop) for row in people
    }
    return found, [visit for visit in unknown if visit.joined_at and not visit.left_at]


def _of(
    row: Registration, visits: list[Visit], tick: Tick | None, workshop: Workshop
) -> Whereabouts:
    stays = [(visit.joined_at, visit.left_at) for visit in visits]
    seen = presence(stays, tick, workshop.span[0], clock.now())
    inside = [visit for visit in visits if visit.joined_at and not visit.left_at]
    last = (inside or visits)[-1] if visits else None
    return Whereabouts(
        seen,
        shown_as=last.name if last and last.name else row.name,
        room=next((visit.room for visit in reversed(inside) if visit.room), ""),
        in_zoom=bool(inside),
        by_address=any(visit.email == row.email.lower() for visit in visits),
    )


def is_here(one: Whereabouts) -> bool:
    """Say whether somebody is in the meeting now."""
    return one.seen.state is Presence.HERE
