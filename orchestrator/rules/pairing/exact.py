"""One round seated at least cost, exactly: a dynamic programme over the people still standing.

The lowest free person is always seated next, so of 2**14 sets of free people only 609 are ever
reached; which ones depends on the head-count alone, so the table is made once and each solve is
one pass of `min(map(add, ...))` over it. An odd head-count gets exactly one room of three.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import combinations
from operator import add, itemgetter
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Group = tuple[int, ...]

LARGEST = 16

Cost = TypeVar("Cost", int, float)


@dataclass(frozen=True, slots=True)
class Table:
    """The sets of free people that can be reached, smallest first, and the rooms leading on.

    A state is a row of `choices`: (room index, next state) pairs; state 0 is nobody left.
    `work` counts the choices of the whole table. `number` is the place of a pair or trio in a list
    of costs; `trio_sides` pick the pair costs of all trios' first, second and third sides.
    """

    pairs: tuple[Group, ...]
    trios: tuple[Group, ...]
    choices: tuple[tuple[tuple[int, int], ...], ...]
    leaves: tuple[int, ...]
    steps: tuple[tuple[Callable[[Any], Any], Callable[[Any], Any]], ...]
    work: int
    number: dict[Group, int]
    trio_sides: tuple[Callable[[Any], Any], ...]


@cache
def table(size: int) -> Table:
    """Return the table for `size` people, 2 to 16 (15 takes 15 ms to make, once)."""
    pairs: tuple[Group, ...] = tuple(combinations(range(size), 2))
    trios: tuple[Group, ...] = tuple(combinations(range(size), 3)) if size % 2 else ()
    number = {room: i for i, room in enumerate(pairs + trios)}
    reached = _reached(size)
    order = sorted(reached, key=lambda mask: (mask.bit_count(), mask))
    at = {mask: i for i, mask in enumerate(order)}
    choices = tuple(
        tuple((number[room], at[rest]) for room, rest in reached[mask]) for mask in order
    )
    leaves = tuple(options[0][0] for options in choices if len(options) == 1)
    steps = tuple(
        (itemgetter(*(room for room, _ in options)), itemgetter(*(rest for _, rest in options)))
        for options in choices
        if len(options) > 1
    )
    return Table(
        pairs=pairs,
        trios=trios,
        choices=choices,
        leaves=leaves,
        steps=steps,
        work=sum(map(len, choices)),
        number=number,
        trio_sides=_trio_sides(number, trios),
    )


def _trio_sides(
    number: dict[Group, int], trios: Sequence[Group]
) -> tuple[Callable[[Any], Any], ...]:
    """Return three functions that pick the first, second and third side of trios."""
    if len(trios) == 1:
        return tuple(itemgetter(slice(i, i + 1)) for i in range(3))
    return tuple(
        itemgetter(*(number[trio[first], trio[second]] for trio in trios))
        for first, second in ((0, 1), (0, 2), (1, 2))
        if trios
    )


def _reached(size: int) -> dict[int, list[tuple[Group, int]]]:
    reached: dict[int, list[tuple[Group, int]]] = {0: []}
    waiting = [(1 << size) - 1]
    while waiting:
        mask = waiting.pop()
        if mask in reached:
            continue
        reached[mask] = _rooms_of_lowest(mask, size)
        waiting.extend(rest for _, rest in reached[mask])
    return reached


def _rooms_of_lowest(mask: int, size: int) -> list[tuple[Group, int]]:
    first, *others = (i for i in range(size) if mask >> i & 1)
    odd = len(others) % 2 == 0
    rooms: list[Group] = [(first, other) for other in others if not odd or len(others) > 2]  # noqa: PLR2004 -- three people left are the trio
    if odd:
        rooms += [(first, *two) for two in combinations(others, 2)]
    return [(room, mask - sum(1 << i for i in room)) for room in rooms]


def cheapest(plan: Table, costs: Sequence[Cost]) -> tuple[Cost, list[Group]]:
    """Return the least total and its rooms; `costs` lists all pairs, then all trios, in order.

    Among equal totals the first room in that order wins, from the lowest person on.

    >>> cheapest(table(4), [5, 0, 0, 0, 0, 5])
    (0, [(0, 2), (1, 3)])
    """
    values: list[Any] = [0, *(costs[leaf] for leaf in plan.leaves)]
    push = values.append
    for rooms_of, rests_of in plan.steps:
        push(min(map(add, rooms_of(costs), rests_of(values))))
    return values[-1], _traced(plan, costs, values)


def _traced(plan: Table, costs: Sequence[Cost], values: list[Any]) -> list[Group]:
    groups = plan.pairs + plan.trios
    state, rooms = len(values) - 1, []
    while state:
        room, state = next(
            option
            for option in plan.choices[state]
            if costs[option[0]] + values[option[1]] == values[state]
        )
        rooms.append(groups[room])
    return rooms
