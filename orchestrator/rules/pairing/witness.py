"""The smallest proof that people cannot be paired: hubs, and odd groups only hubs could join.

Tutte 1947: take the hubs away; every odd group keeps one person over, and each hub can help one
group. The Gallai-Edmonds decomposition gives such hubs at once; for small rounds all sets of hubs
up to four are tried, so that the smallest witness is the one shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from orchestrator.rules.pairing.matching import avoidable, largest_matching

if TYPE_CHECKING:
    from collections.abc import Sequence

    Near = Sequence[Sequence[int]]
    Group = tuple[int, ...]

_ALL_HUBS_UP_TO = 16  # people: here every set of hubs is tried,
_MOST_HUBS = 4  # up to this many (five hubs and their groups would name 11 people)


@dataclass(frozen=True, slots=True)
class Witness:
    """More odd groups than hubs: `groups` have no neighbours but the `hubs`."""

    hubs: Group
    groups: tuple[Group, ...]

    @property
    def size(self) -> int:
        """Return how many people it names."""
        return len(self.hubs) + sum(map(len, self.groups))


def find_witness(near: Near, spare: int) -> Witness | None:
    """Return the smallest reason why more than `spare` people stay over, None if they need not.

    `spare` is 1 where one person may join a pair, else 0.

    >>> find_witness([[3], [3], [3], [0, 1, 2]], 0)
    Witness(hubs=(3,), groups=((0,), (1,)))
    """
    mate = largest_matching(near)
    if sum(partner < 0 for partner in mate) <= spare:
        return None
    outside = avoidable(near, mate)
    hubs = {
        other
        for person, out in enumerate(outside)
        if out
        for other in near[person]
        if not outside[other]
    }
    best = _reduced(near, sorted(hubs), spare)
    if len(near) <= _ALL_HUBS_UP_TO:
        count = 0
        while 2 * count + spare + 1 < best.size and count <= _MOST_HUBS:
            for some in combinations(range(len(near)), count):
                best = _smaller(best, _picked(some, _odd_groups(near, some), spare))
            count += 1
    return best


def _smaller(best: Witness, other: Witness | None) -> Witness:
    return best if other is None or other.size >= best.size else other


def _picked(hubs: Sequence[int], groups: Sequence[Group], spare: int) -> Witness | None:
    """Return the witness of these hubs with as few and small groups as prove it."""
    needed = len(hubs) + spare + 1
    return _fewest(hubs, groups, needed) if len(groups) >= needed else None


def _fewest(hubs: Sequence[int], groups: Sequence[Group], needed: int) -> Witness:
    return Witness(tuple(hubs), tuple(sorted(sorted(groups, key=len)[:needed])))


def _odd_groups(near: Near, hubs: Sequence[int]) -> list[Group]:
    """Return the groups of odd size that hang together when the hubs are taken away."""
    seen = set(hubs)
    groups = []
    for person in range(len(near)):
        if person in seen:
            continue
        group, waiting = [], [person]
        seen.add(person)
        while waiting:
            group.append(waiting.pop())
            new = [other for other in near[group[-1]] if other not in seen]
            seen.update(new)
            waiting += new
        if len(group) % 2:
            groups.append(tuple(sorted(group)))
    return groups


def _reduced(near: Near, hubs: list[int], spare: int) -> Witness:
    """Return a witness within the Gallai-Edmonds hubs, giving up hubs while one remains.

    Those hubs always leave more than `spare` groups too many (Gallai 1964, Edmonds 1965).
    """
    best = _fewest(hubs, _odd_groups(near, hubs), len(hubs) + spare + 1)
    shrinking = True
    while shrinking:
        shrinking = False
        for hub in best.hubs:
            fewer = [each for each in best.hubs if each != hub]
            touched = [g for g in _odd_groups(near, best.hubs) if not _touches(near, g, hub)]
            other = _picked(fewer, touched, spare)
            if other is not None and other.size < best.size:
                best, shrinking = other, True
                break
    return best


def _touches(near: Near, group: Group, hub: int) -> bool:
    return any(each in near[hub] for each in group)
