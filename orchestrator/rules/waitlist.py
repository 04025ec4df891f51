"""The waitlist: who is offered a freed seat next, and until when."""

from __future__ import annotations

from dataclasses import dataclass

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orchestrator.rules.seating import Seating
    from datetime import datetime, timedelta
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Waiting:
    """One person who waits; `arrival` grows with the order in which people came."""

    registration: int
    organization: int
    priority: int
    arrival: int


def in_order(waiting: Iterable[Waiting]) -> list[Waiting]:
    """Return who waits in the order of offers: by priority, the highest first, then by arrival."""
    return sorted(waiting, key=lambda one: (-one.priority, one.arrival))


def next_offers(waiting: Iterable[Waiting], seating: Seating) -> list[int]:
    """Return which registrations are offered a seat now, in order.

    Somebody whose organization has no free seat is passed over and keeps the place.

    >>> people = [Waiting(1, 0, 0, 1), Waiting(2, 0, 0, 2), Waiting(3, 0, 5, 3)]
    >>> next_offers(people, Seating(2))
    [3, 1]
    """
    offered = []
    for one in in_order(waiting):
        if seating.free_for(one.organization):
            offered.append(one.registration)
            seating = seating.with_one_more(one.organization)
    return offered


def closes_at(start: datetime, closed_before: timedelta) -> datetime:
    """Return from when nobody is offered a seat any more (UTC)."""
    return start - closed_before


def offer_expires_at(
    start: datetime, now: datetime, *, hold: timedelta, closed_before: timedelta
) -> datetime | None:
    """Return until when an offer made now is held: `hold`, but no longer than the list is open.

    None when the list is closed. An answer at the very moment still counts.
    """
    closes = closes_at(start, closed_before)
    return min(now + hold, closes) if now < closes else None
