"""The rooms of all open rounds while they are being improved, and what they cost."""

from __future__ import annotations

from itertools import combinations
from operator import add
from typing import TYPE_CHECKING, TypeVar

from orchestrator.rules.pairing import exact
from orchestrator.rules.pairing.scale import NOISE_BITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from orchestrator.rules.pairing.case import Case, OpenRound

    Room = tuple[int, ...]

Cost = TypeVar("Cost", int, float)


class Board:
    """`price[a][b]` is what one more meeting of the two would cost now, repeats included.

    `rooms[i]` are the rooms of open round i without the locked ones; `value` is the packed cost of
    the whole workshop, rounds already held included.
    """

    __slots__ = ("case", "price", "rooms", "value")

    def __init__(self, case: Case) -> None:
        self.case = case
        self.price = [row.copy() for row in case.linear]
        for (first, second), times in case.met.items():
            self.price[first][second] += times * case.repeat
        self.rooms: list[tuple[Room, ...]] = [() for _ in case.rounds]
        self.value = case.base
        for at, each in enumerate(case.rounds):
            for room in each.fixed:
                self._enter(at, room)

    def seat(self, at: int, rooms: Iterable[Room]) -> None:
        """Add rooms to open round `at`."""
        rooms = tuple(rooms)
        for room in rooms:
            self._enter(at, room)
        self.rooms[at] += rooms

    def clear(self, at: int) -> tuple[Room, ...]:
        """Empty open round `at`, but for its locked rooms, and return what stood there."""
        rooms = self.rooms[at]
        self.rooms[at] = ()
        for room in rooms:
            self._leave(at, room)
        return rooms

    def replace(self, at: int, old: Iterable[Room], new: Iterable[Room]) -> None:
        """Put `new` rooms in the place of some `old` ones of open round `at`."""
        gone = set(old)
        kept = tuple(room for room in self.rooms[at] if room not in gone)
        for room in gone:
            self._leave(at, room)
        self.rooms[at] = kept
        self.seat(at, new)

    def restore(self, rooms: Sequence[tuple[Room, ...]]) -> None:
        """Bring back these rooms, one tuple per open round."""
        changed = [at for at, each in enumerate(rooms) if each != self.rooms[at]]
        for at in changed:
            self.clear(at)
        for at in changed:
            self.seat(at, rooms[at])

    def _enter(self, at: int, room: Room) -> None:
        self.value += self.case.rounds[at].price(room)
        for first, second in combinations(room, 2):
            self.value += self.price[first][second]
            self.price[first][second] += self.case.repeat
            self.price[second][first] += self.case.repeat

    def _leave(self, at: int, room: Room) -> None:
        self.value -= self.case.rounds[at].price(room)
        for first, second in combinations(room, 2):
            self.price[first][second] -= self.case.repeat
            self.price[second][first] -= self.case.repeat
            self.value -= self.price[first][second]

    def cost(self, at: int, room: Room) -> int:
        """Return what the room costs where it stands in open round `at`."""
        meetings = sum(
            self.price[first][second] - self.case.repeat for first, second in combinations(room, 2)
        )
        return meetings + self.case.rounds[at].price(room)


def room_costs(
    price: Sequence[Sequence[int]], people: Sequence[int], around: OpenRound
) -> list[int]:
    """Return what each pair, then each trio of `people` would cost, in `exact.table` order."""
    costs: list[int] = []
    for i, first in enumerate(people, 1):
        row = price[first]
        costs += [row[second] for second in people[i:]]
    if len(people) % 2:
        costs += trio_costs(costs, exact.table(len(people)))
    if around.change:
        plan = exact.table(len(people))
        costs = [
            cost + around.price(tuple([people[i] for i in room]))
            for cost, room in zip(costs, plan.pairs + plan.trios, strict=True)
        ]
    return costs


def trio_costs(pairs: Sequence[Cost], plan: exact.Table) -> list[Cost]:
    """Return the sum of the three pairs for every trio, in `exact.table` order."""
    first, second, third = plan.trio_sides
    return list(map(add, map(add, first(pairs), second(pairs)), third(pairs)))


def solve_round(
    price: Sequence[Sequence[int]],
    people: Sequence[int],
    around: OpenRound,
    noise: Sequence[int] = (),
) -> tuple[int, list[Room]]:
    """Return the least packed cost of seating `people` in one round, and the rooms.

    `noise` holds one small number per pair and trio and decides among equals only.
    """
    if not people:
        return 0, []
    plan = exact.table(len(people))
    costs = room_costs(price, people, around)
    if noise:
        costs = list(map(add, costs, noise))
    total, rooms = exact.cheapest(plan, costs)
    return total >> NOISE_BITS << NOISE_BITS, [tuple([people[i] for i in each]) for each in rooms]
