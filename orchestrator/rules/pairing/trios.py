"""Whether a room of three can be found so that everybody else still finds a partner."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from orchestrator.rules.pairing import exact
from orchestrator.rules.pairing.matching import avoidable, largest_matching

if TYPE_CHECKING:
    from collections.abc import Sequence

    Near = Sequence[Sequence[int]]
    Pair = tuple[int, int]


def blocking_pairs(near: Near) -> list[Pair] | None:
    """Return pairs whose exclusion alone makes a trio impossible; None when one is possible.

    `near` is an odd number of people of whom at most one need stay over (see `find_witness`).
    No pair can be left out of the answer without making a trio possible.
    """
    if len(near) == 1:
        return []
    if find_trio(near) is not None:
        return None
    shut = [(a, b) for a, b in combinations(range(len(near)), 2) if b not in near[a]]
    for pair in list(shut):
        fewer = [each for each in shut if each != pair]
        if find_trio(_opened(len(near), fewer)) is None:
            shut = fewer
    return shut


def _opened(size: int, shut: Sequence[Pair]) -> list[list[int]]:
    apart = set(shut)
    return [
        [b for b in range(size) if b != a and (min(a, b), max(a, b)) not in apart]
        for a in range(size)
    ]


def find_trio(near: Near) -> tuple[int, ...] | None:
    """Return three people who may all meet and whose absence leaves the others pairable."""
    if len(near) <= exact.LARGEST:
        return _exact_trio(near)
    sets = [set(each) for each in near]
    return _joined_trio(near, sets) or _any_trio(near, sets)


def _exact_trio(near: Near) -> tuple[int, ...] | None:
    plan = exact.table(len(near))
    sets = [set(each) for each in near]
    pairs = [int(b not in sets[a]) for a, b in plan.pairs]
    trios = [sum(pairs[plan.number[side]] for side in combinations(t, 2)) for t in plan.trios]
    total, rooms = exact.cheapest(plan, pairs + trios)
    return None if total else max(rooms, key=len)


def _joined_trio(near: Near, sets: Sequence[set[int]]) -> tuple[int, ...] | None:
    """Try each person who can stay over: let them join a pair of a matching without them."""
    outside = avoidable(near, largest_matching(near))
    for person, out in enumerate(outside):
        if not out:
            continue
        mate = _mates_without(near, {person})
        for one, other in enumerate(mate):
            if one < other and one in sets[person] and other in sets[person]:
                return tuple(sorted((person, one, other)))
    return None


def _any_trio(near: Near, sets: Sequence[set[int]]) -> tuple[int, ...] | None:
    """Try every three people who may all meet; dense cases have ended before."""
    for first, second, third in combinations(range(len(near)), 3):
        if second in sets[first] and third in sets[first] and third in sets[second]:
            mate = _mates_without(near, {first, second, third})
            if sum(partner < 0 for partner in mate) == 3:  # noqa: PLR2004 -- the three themselves
                return first, second, third
    return None


def _mates_without(near: Near, gone: set[int]) -> list[int]:
    return largest_matching(
        [[] if i in gone else [j for j in each if j not in gone] for i, each in enumerate(near)]
    )
