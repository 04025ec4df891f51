"""Who responds in which meeting: an orientation of the meetings that leaves nobody without a role.

A meeting is an edge, drawn from the responder to the reporter. An Euler walk makes everybody
responder and reporter equally often, give or take one; then paths are turned round as long as that
lowers the cost. The cost of a person is convex in the number of times they respond, so an
orientation that no single path improves is optimal (Frank and Gyarfas 1976; M-convexity, Murota).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

LACK = 1_000_000  # what one missing role weighs against imbalance


@dataclass(slots=True)
class Orientation:
    """Edges [responder, reporter] over people; `done` holds earlier turns, `exempt` owes nothing.

    `done[v]` is [times responder, times reporter]; people numbered `exempt` or more (the
    facilitator) play whatever is needed.
    """

    edges: list[list[int]]
    done: list[list[int]]
    exempt: int
    at: list[set[int]] = field(default_factory=list)
    count: list[list[int]] = field(default_factory=list)

    def solve(self) -> None:
        """Orient all edges at least cost."""
        self._walk()
        self.refresh()
        improved = True
        while improved:
            improved = False
            for person in range(self.exempt):
                while self._wants(person) and self._turn_best_path(person):
                    improved = True

    def refresh(self) -> None:
        """Count afresh who has which edges."""
        self.at = [set() for _ in self.done]
        self.count = [each.copy() for each in self.done]
        for edge, (responder, reporter) in enumerate(self.edges):
            self.at[responder].add(edge)
            self.at[reporter].add(edge)
            self.count[responder][0] += 1
            self.count[reporter][1] += 1

    def lacking(self) -> int:
        """Return how many roles are missing in all."""
        return sum((self.cost(person, 0) + LACK // 2) // LACK for person in range(self.exempt))

    def cost(self, person: int, shift: int) -> int:
        """Return a person's cost with `shift` more turns as responder instead of as reporter."""
        if person >= self.exempt:
            return 0
        responds, reports = self.count[person][0] + shift, self.count[person][1] - shift
        return LACK * ((responds < 1) + (reports < 1)) + (responds - reports) ** 2

    def _gain(self, person: int, shift: int) -> int:
        return self.cost(person, 0) - self.cost(person, shift)

    def _wants(self, person: int) -> int:
        """Return +1 if responding once more would help, -1 if once less would, else 0."""
        return next((shift for shift in (1, -1) if self._gain(person, shift) > 0), 0)

    def _turn_best_path(self, person: int) -> bool:
        """Turn the path from `person` that lowers the cost most; say whether there is one."""
        shift = self._wants(person)
        came = self._reach(person, forward=shift < 0)
        gains = {end: self._gain(end, -shift) for end in came if end != person}
        best = min(gains, key=lambda end: (-gains[end], end), default=person)
        if best == person or gains[best] + self._gain(person, shift) <= 0:
            return False
        self._turn(best, came)
        return True

    def _reach(self, start: int, *, forward: bool, least: int = 0) -> dict[int, int]:
        """Return who can be reached along (or against) edges from `least` on, and the last edge."""
        came = {start: -1}
        queue = deque([start])
        tail = 0 if forward else 1
        while queue:
            person = queue.popleft()
            for edge in sorted(self.at[person]):
                other = self.edges[edge][1 - tail]
                if edge >= least and self.edges[edge][tail] == person and other not in came:
                    came[other] = edge
                    queue.append(other)
        return came

    def _turn(self, end: int, came: dict[int, int]) -> None:
        while (edge := came[end]) >= 0:
            responder, reporter = self.edges[edge]
            self.flip(edge)
            end = reporter if end == responder else responder

    def flip(self, edge: int) -> None:
        """Exchange the two sides of one meeting."""
        responder, reporter = self.edges[edge]
        self.edges[edge] = [reporter, responder]
        for person, change in ((responder, -1), (reporter, 1)):
            self.count[person][0] += change
            self.count[person][1] -= change

    def flip_in_cycle(self, edge: int, later: int) -> bool:
        """Exchange one meeting's sides and make up for it in edges from `later` on, if possible."""
        responder, reporter = self.edges[edge]
        came = self._reach(reporter, forward=True, least=later)
        if responder not in came:
            return False
        self._turn(responder, came)
        self.flip(edge)
        return True

    def _walk(self) -> None:
        """Walk along every edge once, from people with an odd number of edges first."""
        self.refresh()
        unused = [sorted(edges, reverse=True) for edges in self.at]
        walked = [False] * len(self.edges)
        for start in (p for p, edges in enumerate(self.at) if len(edges) % 2):
            if sum(not walked[edge] for edge in self.at[start]) % 2:
                self._walk_from(start, unused, walked)
        for start in range(len(self.at)):
            self._walk_from(start, unused, walked)

    def _walk_from(self, person: int, unused: list[list[int]], walked: list[bool]) -> None:
        while unused[person]:
            edge = unused[person].pop()
            if not walked[edge]:
                walked[edge] = True
                other = sum(self.edges[edge]) - person
                self.edges[edge] = [person, other]
                person = other
