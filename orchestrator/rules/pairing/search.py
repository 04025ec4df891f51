"""Several rounds made good together: seat them one by one, then undo a few and seat them again.

Each step empties two to five rounds, makes one costly meeting dearer for a moment and solves the
emptied rounds exactly, one after another. It counts its work in table choices, never in seconds,
so the same input always gives the same plan.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import add
from typing import TYPE_CHECKING

from orchestrator.rules.pairing import exact
from orchestrator.rules.pairing.board import Board, solve_round
from orchestrator.rules.pairing.spread import kept_rooms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from orchestrator.rules.pairing.case import Case
    from orchestrator.rules.pairing.dice import Dice

    Room = tuple[int, ...]
    Rooms = tuple[Room, ...]

_POOL = 4096
_KICKS = 10  # of ten steps so many follow the guide, or else are loud; the others part a pair
_GUIDED = 3
_LOUD = 5
_LENIENT = 8  # one step in so many may end a little worse
_NOISE_SHIFT = 15
_NOISE = 2 << _NOISE_SHIFT
_STALE = 60  # steps without a better plan before the search goes back to the best one


@dataclass(slots=True)
class Noise:
    """Small random numbers that decide between rooms of equal cost."""

    pool: list[int]
    dice: Dice
    guide: Mapping[Room, list[int]] = field(default_factory=dict)

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


def fill_as_known(board: Board, noise: Noise) -> None:
    """Seat every round as people know it, and only those who have no such room anew."""
    for at, around in enumerate(board.case.rounds):
        kept = kept_rooms(board.case, around, set(around.free))
        seated = {person for room in kept for person in room}
        left = [person for person in around.free if person not in seated]
        board.seat(at, kept)
        if len(left) == 1 or solve_round(board.price, left, around)[0] >= board.case.scale.hard:
            board.clear(at)
            seat_best(board, at, noise)
        else:
            board.seat(at, solve_round(board.price, left, around)[1])


def seat_best(board: Board, at: int, noise: Noise, louder: int = 0) -> None:
    """Seat open round `at`, which is empty, at least cost; noise may be 2**louder times as loud."""
    around = board.case.rounds[at]
    drawn = noise.draw(len(around.free))
    if louder:
        drawn = [each << louder for each in drawn]
    board.seat(at, solve_round(board.price, around.free, around, drawn)[1])


def improve(
    board: Board,
    floor: int,
    budget: int,
    dice: Dice,
    guide: Mapping[Room, list[int]] | None = None,
) -> None:
    """Improve a full board until it costs no more than `floor` or the budget of work is spent."""
    open_rounds = [at for at, each in enumerate(board.case.rounds) if len(each.free) > 2]  # noqa: PLR2004 -- two people have no choice
    noise = make_noise(dice)
    noise.guide = guide or {}
    best, best_rooms, stale = board.value, list(board.rooms), 0
    work = [exact.table(len(each.free)).work for each in board.case.rounds if each.free]
    step_work = max(work, default=0) + 150
    while open_rounds and best > floor and budget > 0:
        budget -= _step(board, open_rounds, noise) * step_work
        stale += 1
        if board.value < best:
            best, best_rooms, stale = board.value, list(board.rooms), 0
        elif stale > _STALE:
            board.restore(best_rooms)
            stale = 0
    board.restore(best_rooms)


def _step(board: Board, open_rounds: list[int], noise: Noise) -> int:
    """Undo two to five rounds and seat them again, keeping the result unless it is worse.

    Returns how many rounds were solved. The first is kicked off its optimum: mostly by keeping one
    costly pair apart, sometimes by noise as large as a few units of a random tier.
    """
    dice = noise.dice
    before = board.value
    chosen = open_rounds.copy()
    dice.shuffle(chosen)
    chosen = chosen[: 2 + dice.below(4)]
    old = [board.clear(at) for at in chosen]
    kick = dice.below(_KICKS)
    if noise.guide and kick < _GUIDED:
        for at in chosen[:-1]:
            _seat_guided(board, at, noise)
        seat_best(board, chosen[-1], noise)
    else:
        if kick < _LOUD:
            shifts = board.case.scale.shifts or (_NOISE_SHIFT,)
            seat_best(board, chosen[0], noise, shifts[dice.below(len(shifts))] - _NOISE_SHIFT)
        else:
            _seat_without(board, chosen[0], noise, _costly_pair(board, chosen[0], old[0], dice))
        for at in chosen[1:]:
            seat_best(board, at, noise)
    if board.value > before + slack(board.case, dice):
        for at in chosen:
            board.clear(at)
        for at, rooms in zip(chosen, old, strict=True):
            board.seat(at, rooms)
    return len(chosen)


def slack(case: Case, dice: Dice) -> int:
    """Return how much worse a step may be: mostly nothing, now and then a unit of a late tier."""
    shifts = case.scale.shifts[-2:]
    if not shifts or dice.below(_LENIENT):
        return 0
    return 1 << shifts[dice.below(len(shifts))]


def _costly_pair(board: Board, at: int, rooms: Rooms, dice: Dice) -> Room:
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


def _seat_guided(board: Board, at: int, noise: Noise) -> None:
    """Seat the round at the prices of the last proof, so that scarce pairs are left to others."""
    around = board.case.rounds[at]
    drawn = list(map(add, noise.draw(len(around.free)), noise.guide[around.free]))
    board.seat(at, solve_round(board.price, around.free, around, drawn)[1])
