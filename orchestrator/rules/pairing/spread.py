"""A first seating for a large round: no search, no repeats when everybody stays, few costs.

People stand in a row, colleagues side by side. To mix organizations the first half meets the
second, shifted by one seat per round (the circle method on two rows); to keep them, each
organization turns in a circle of its own. Whoever has no partner that way is paired as it comes.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from orchestrator.rules.pairing.instance import OrgMode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from orchestrator.rules.pairing.case import Case, OpenRound

    Room = tuple[int, ...]

_PAIR = 2


def first_rooms(case: Case, around: OpenRound) -> list[Room]:
    """Return rooms for everybody who is free in the round; kept rooms stand first."""
    free = set(around.free)
    rooms = kept_rooms(case, around, free)
    seated = {person for room in rooms for person in room}
    for room in _in_circles(case, around.number):
        if free.issuperset(room) and seated.isdisjoint(room):
            rooms.append(room)
            seated.update(room)
    left = sorted(free - seated)
    rooms += list(zip(left[::2], left[1::2], strict=False))
    if len(left) % 2:
        pair = next(at for at, room in enumerate(rooms) if len(room) == _PAIR)
        rooms[pair] = tuple(sorted((*rooms[pair], left[-1])))
    return rooms


def kept_rooms(case: Case, around: OpenRound, free: set[int]) -> list[Room]:
    """Return the rooms people were told that can stand, with one trio at most, if it is needed."""
    kept = sorted(tuple(sorted(room)) for room in around.kept if room and room <= free)
    sound = [room for room in kept if all(case.allowed(*pair) for pair in combinations(room, 2))]
    trios = [room for room in sound if len(room) > _PAIR]
    return [room for room in sound if len(room) == _PAIR] + trios[: len(free) % 2]


def _in_circles(case: Case, number: int) -> Iterator[Room]:
    row = _row(case)
    if case.instance.org_mode is not OrgMode.KEEP:
        half = (len(row) + 1) // 2
        for i, person in enumerate(row[:half]):
            other = half + (i + number - 1) % half
            if other < len(row):
                yield min(person, row[other]), max(person, row[other])
        return
    start = 0
    for end in range(1, len(row) + 1):
        if end == len(row) or _org(case, row[end]) != _org(case, row[start]):
            yield from _circle(row[start:end], number)
            start = end


def _circle(members: Sequence[int], number: int) -> Iterator[Room]:
    """Yield round `number` of a round-robin: everybody meets everybody in as many rounds."""
    seats: list[int | None] = [*members]
    if len(seats) % 2:
        seats.append(None)
    last = len(seats) - 1
    for i in range(len(seats) // 2):
        one = seats[last] if i == 0 else seats[(number + i) % last]
        other = seats[number % last if i == 0 else (number - i) % last]
        if one is not None and other is not None:
            yield min(one, other), max(one, other)


def _row(case: Case) -> list[int]:
    """Return everybody, colleagues side by side, the largest organizations first."""
    sizes: dict[str | None, int] = {}
    first: dict[str | None, int] = {}
    for person in range(len(case.ids)):
        org = _org(case, person)
        sizes[org] = sizes.get(org, 0) + 1
        first.setdefault(org, person)
    return sorted(
        range(len(case.ids)),
        key=lambda person: (-sizes[_org(case, person)], first[_org(case, person)], person),
    )


def _org(case: Case, person: int) -> str | None:
    return case.orgs[person]
