"""Small workshops settled for good: every combination of rounds that could still be better.

Branch and bound over whole rounds for up to eight people. The bound seats every remaining round
exactly at today's prices; rounds with the same people are tried in one order only.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from orchestrator.rules.pairing import exact
from orchestrator.rules.pairing.board import Board, solve_round

if TYPE_CHECKING:
    from orchestrator.rules.pairing.case import Case

    Room = tuple[int, ...]

LARGEST = 8


@cache
def all_seatings(size: int) -> tuple[tuple[Room, ...], ...]:
    """Return every way to seat `size` people in pairs and, if odd, one trio.

    >>> len(all_seatings(7)), len(all_seatings(8))
    (105, 105)
    """
    plan = exact.table(size)
    groups = plan.pairs + plan.trios
    ways: list[list[tuple[Room, ...]]] = [[()]]
    for options in plan.choices[1:]:
        ways.append([(groups[room], *more) for room, rest in options for more in ways[rest]])
    return tuple(ways[-1])


@dataclass(slots=True)
class _Tree:
    board: Board
    order: list[int]
    best: int
    best_rooms: list[tuple[Room, ...]]
    nodes: int

    def grow(self, depth: int, least: int) -> None:
        """Try every seating of the round at `depth`, from number `least` on if it is a twin."""
        at = self.order[depth]
        around = self.board.case.rounds[at]
        if depth == len(self.order) - 1:
            rooms = solve_round(self.board.price, around.free, around)[1]
            self.board.seat(at, rooms)
            self._keep()
            self.board.clear(at)
            return
        twin = self._is_twin(depth + 1)
        for number, seating in enumerate(all_seatings(len(around.free))[least:], least):
            if self.nodes <= 0:
                return
            self.nodes -= 1
            self.board.seat(at, [tuple([around.free[i] for i in room]) for room in seating])
            if self._floor(depth + 1) < self.best:
                self.grow(depth + 1, number if twin else 0)
            self.board.clear(at)

    def _keep(self) -> None:
        if self.board.value < self.best:
            self.best = self.board.value
            self.best_rooms = list(self.board.rooms)

    def _floor(self, depth: int) -> int:
        floor = self.board.value
        for at in self.order[depth:]:
            around = self.board.case.rounds[at]
            floor += solve_round(self.board.price, around.free, around)[0]
            if floor >= self.best:
                break
        return floor

    def _is_twin(self, depth: int) -> bool:
        """Say whether the round at `depth` could be exchanged with the one before it."""
        before, now = (self.board.case.rounds[self.order[i]] for i in (depth - 1, depth))
        return before.free == now.free and not before.change and not now.change


def fits(case: Case) -> bool:
    """Say whether the case is small enough to be worth settling this way."""
    return all(len(each.free) <= LARGEST for each in case.rounds)


def settle(board: Board, nodes: int) -> bool:
    """Put the best rooms there are on the board; say whether `nodes` were enough to be sure."""
    start = Board(board.case)
    free = [at for at, each in enumerate(board.case.rounds) if each.free]
    order = sorted(free, key=lambda at: (board.case.rounds[at].free, at))
    tree = _Tree(start, order, board.value, list(board.rooms), nodes)
    if order:
        tree.grow(0, 0)
    board.restore(tree.best_rooms)
    return tree.nodes > 0
