"""Who can be paired at all: a largest matching by blossoms, and who must be left over.

Edmonds 1965, in the breadth-first form with blossom bases. Only yes-or-no: prices live elsewhere.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    Near = Sequence[Sequence[int]]


def largest_matching(near: Near) -> list[int]:
    """Return everybody's partner (-1: nobody) in a matching with as many pairs as possible.

    `near[a]` lists whom `a` may meet.

    >>> largest_matching([[1, 2], [0], [0, 3], [2]])
    [1, 0, 3, 2]
    """
    mate = [-1] * len(near)
    for person in sorted(range(len(near)), key=lambda each: len(near[each])):
        if mate[person] < 0:
            partner = next((other for other in near[person] if mate[other] < 0), -1)
            if partner >= 0:
                mate[person], mate[partner] = partner, person
    for person in range(len(near)):
        if mate[person] < 0:
            _Tree(near, mate).grow(person)
    return mate


def avoidable(near: Near, mate: list[int]) -> list[bool]:
    """Say of each person whether some largest matching leaves them over (Gallai's set D)."""
    found = [False] * len(near)
    for person in range(len(near)):
        if mate[person] < 0:
            tree = _Tree(near, mate)
            tree.grow(person)
            for each, outer in enumerate(tree.outer):
                found[each] = found[each] or outer
    return found


class _Tree:
    """One search for a path that exchanges pairs so that one more person finds a partner."""

    def __init__(self, near: Near, mate: list[int]) -> None:
        self.near = near
        self.mate = mate
        self.outer = [False] * len(near)
        self.parent = [-1] * len(near)
        self.base = list(range(len(near)))
        self.queue: deque[int] = deque()

    def grow(self, root: int) -> bool:
        """Look for a free person from `root` on; exchange pairs along the path if there is one."""
        self.outer[root] = True
        self.queue.append(root)
        while self.queue:
            person = self.queue.popleft()
            for other in self.near[person]:
                if self.base[person] == self.base[other] or self.mate[person] == other:
                    continue
                if other == root or (self.mate[other] >= 0 and self.parent[self.mate[other]] >= 0):
                    self._shrink(person, other)
                elif self.parent[other] < 0:
                    self.parent[other] = person
                    if self.mate[other] < 0:
                        self._exchange(other)
                        return True
                    self.outer[self.mate[other]] = True
                    self.queue.append(self.mate[other])
        return False

    def _exchange(self, person: int) -> None:
        while person >= 0:
            before = self.parent[person]
            after = self.mate[before]
            self.mate[person], self.mate[before] = before, person
            person = after

    def _shrink(self, first: int, second: int) -> None:
        """Make one node of the odd cycle that the edge between two outer people closes."""
        base = self._common_base(first, second)
        inside = [False] * len(self.near)
        self._mark(first, base, second, inside)
        self._mark(second, base, first, inside)
        for person in range(len(self.near)):
            if inside[self.base[person]]:
                self.base[person] = base
                if not self.outer[person]:
                    self.outer[person] = True
                    self.queue.append(person)

    def _mark(self, person: int, base: int, child: int, inside: list[bool]) -> None:
        while self.base[person] != base:
            partner = self.mate[person]
            inside[self.base[person]] = inside[self.base[partner]] = True
            self.parent[person] = child
            child = partner
            person = self.parent[partner]

    def _common_base(self, first: int, second: int) -> int:
        seen = set()
        while True:
            first = self.base[first]
            seen.add(first)
            if self.mate[first] < 0:
                break
            first = self.parent[self.mate[first]]
        while self.base[second] not in seen:
            second = self.parent[self.mate[self.base[second]]]
        return self.base[second]
