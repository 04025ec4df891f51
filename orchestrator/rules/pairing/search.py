"""Several rounds made good together: seat them one by one, then undo a few and seat them again.

Each step empties one to three rounds, makes one costly meeting dearer for a moment and solves the
emptied rounds exactly, one after another. It counts its work in table choices, never in seconds,
so the same input always gives the same plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestrator.rules.pairing import exact
from orchestrator.rules.pairing.board import Board, solve_round

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.rules.pairing.dice import Dice

    Room = tuple[int, ...]
    Rooms = tuple[Room, ...]

_POOL = 4096
_NOISE = 1 << 16
_STALE = 60  # steps without a better plan before the search goes back to the best one


@dataclass(slots=True)
class Noise:
    """Small random numbers that decide between rooms of equal cost."""

    pool: list[int]
    dice: Dice

    def draw(self, size: int) -> list[int]:
        """Return one number for every pair and trio of `size` people."""
        plan = exact.table(size)
        length = len(plan.pairs) + len(plan.trios)
        start = self.dice.below(_POOL - length)
        return self.pool[start : start + length]


def make_noise(dice: Dice) -> Noise:
    """Return noise drawn from the dice."""
    return Noise([dice.below(_NOISE) for _ in range(_POOL)], dice)


def fill(board: Board, noise: Noise) -> None:
    """Seat every empty open round at least cost given the rounds before it."""
    for at, each in enumerate(board.case.rounds):
        if not board.rooms[at] and each.free:
            seat_best(board, at, noise)


def seat_best(board: Board, at: int, noise: Noise) -> None:
    """Seat open round `at`, which is empty, at least cost."""
    around = board.case.rounds[at]
    board.seat(at, solve_round(board.price, around.free, around, noise.draw(len(around.free)))[1])


def improve(board: Board, floor: int, budget: int, dice: Dice) -> None:
    """Improve a full board until it costs no more than `floor` or the budget of work is spent."""
    open_rounds = [at for at, each in enumerate(board.case.rounds) if len(each.free) > 2]  # noqa: PLR2004 -- two people have no choice
    noise = make_noise(dice)
    best, best_rooms, stale = board.value, list(board.rooms), 0
    work = [exact.table(len(each.free)).work for each in board.case.rounds if each.free]
    step_work = 2 * max(work, default=0) + 100
    while open_rounds and best > floor and budget > 0:
        budget -= step_work
        _step(board, open_rounds, noise)
        stale += 1
        if board.value < best:
            best, best_rooms, stale = board.value, list(board.rooms), 0
        elif stale > _STALE:
            restore(board, best_rooms)
            stale = 0
    restore(board, best_rooms)


def restore(board: Board, rooms: Sequence[Rooms]) -> None:
    """Bring the board back to these rooms."""
    changed = [at for at, each in enumerate(rooms) if each != board.rooms[at]]
    for at in changed:
        board.clear(at)
    for at in changed:
        board.seat(at, rooms[at])


def _step(board: Board, open_rounds: list[int], noise: Noise) -> None:
    """Undo a few rounds and seat them again; keep the result unless it is worse."""
    dice = noise.dice
    before = board.value
    chosen = open_rounds.copy()
    dice.shuffle(chosen)
    chosen = chosen[: 1 + dice.below(3)]
    old = [board.clear(at) for at in chosen]
    costly = _costly_pair(board, chosen[0], old[0], dice)
    for turn, at in enumerate(chosen):
        if turn == 0 and costly:
            _seat_without(board, at, noise, costly)
        else:
            seat_best(board, at, noise)
    if board.value > before:
        for at in chosen:
            board.clear(at)
        for at, rooms in zip(chosen, old, strict=True):
            board.seat(at, rooms)


def _costly_pair(board: Board, at: int, rooms: Rooms, dice: Dice) -> Room | None:
    """Return a pair of the emptied rooms to keep apart: a costly one if there is any."""
    around = board.case.rounds[at]
    costs = [board.price[room[0]][room[1]] + around.price(room) for room in rooms]
    costly = [room for room, cost in zip(rooms, costs, strict=True) if cost]
    options = costly or rooms
    room = options[dice.below(len(options))]
    skip = dice.below(len(room)) if len(room) > 2 else 2  # noqa: PLR2004 -- one side of a trio
    return tuple(each for i, each in enumerate(room) if i != skip)


def _seat_without(board: Board, at: int, noise: Noise, pair: Room) -> None:
    """Seat the round with the pair made as dear as a forbidden one, if that is possible."""
    first, second = pair
    extra = board.case.scale.hard
    board.price[first][second] += extra
    board.price[second][first] += extra
    around = board.case.rounds[at]
    rooms = solve_round(board.price, around.free, around, noise.draw(len(around.free)))[1]
    board.price[first][second] -= extra
    board.price[second][first] -= extra
    board.seat(at, rooms)
