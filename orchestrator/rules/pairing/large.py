"""Rounds of more than sixteen people: a first seating, then exchanges around costly rooms.

A costly room exchanges partners with the room that saves most; then a costly room and five others
are emptied and seated exactly. Each round is improved given all others, so a pair that meets twice
is as costly as any other. Work is counted in exchanges tried, never in seconds.
"""

from __future__ import annotations

from operator import add, itemgetter, sub
from typing import TYPE_CHECKING

from orchestrator.rules.pairing import exact
from orchestrator.rules.pairing.board import Board, solve_round
from orchestrator.rules.pairing.matching import largest_matching
from orchestrator.rules.pairing.search import make_noise
from orchestrator.rules.pairing.spread import first_rooms
from orchestrator.rules.pairing.trios import find_trio

if TYPE_CHECKING:
    from orchestrator.rules.pairing.case import Case
    from orchestrator.rules.pairing.dice import Dice
    from orchestrator.rules.pairing.search import Noise

    Room = tuple[int, ...]

_TOGETHER = 6  # rooms seated anew in one exact step, at most
_TRIES = 9  # draws for them, some of which hit a room twice or one that is gone
_PASSES = 3
_WORK = 3_000_000  # table choices in each of two polishings
_STEP_WORK = 1_500  # what a step costs beside its table
_LOOK_AGAIN = 64  # steps after which costly rooms are listed anew
_PAIR = 2


def solve_large(case: Case, dice: Dice) -> Board | None:
    """Return a full board for a case of any size; None when a round cannot be seated."""
    board = Board(case)
    noise = make_noise(dice)
    for at, around in enumerate(case.rounds):
        if len(around.free) <= exact.LARGEST:
            board.seat(at, solve_round(board.price, around.free, around)[1])
        else:
            board.seat(at, first_rooms(case, around))
    for at, around in enumerate(case.rounds):
        if len(around.free) > exact.LARGEST:
            _exchange(board, at)
    _polish(board, noise)
    for at in range(len(case.rounds)):
        if _is_broken(board, at) and not _seat_soundly(board, at):
            return None
    _polish(board, noise)
    return board


def _is_broken(board: Board, at: int) -> bool:
    return any(board.cost(at, room) >= board.case.scale.hard for room in board.rooms[at])


def _exchange(board: Board, at: int) -> None:
    """Let costly rooms of a round exchange partners with whichever room saves most."""
    passes = _PASSES
    while passes and _exchange_all(board, at):
        passes -= 1


def _exchange_all(board: Board, at: int) -> bool:
    rooms = [room for room in board.rooms[at] if len(room) == _PAIR]
    costs = [board.cost(at, room) for room in rooms]
    costly = sorted((i for i, cost in enumerate(costs) if cost), key=lambda i: -costs[i])
    saved = [_exchange_one(board, at, rooms, costs, i) for i in costly]
    return any(saved)


def _exchange_one(board: Board, at: int, rooms: list[Room], costs: list[int], one: int) -> bool:
    """Exchange partners between room number `one` and the best other; say whether that saved."""
    if not costs[one]:
        return False
    first, second = rooms[one]
    heres, theres = zip(*rooms, strict=True)
    pick_here, pick_there = itemgetter(*heres), itemgetter(*theres)
    row, other_row = board.price[first], board.price[second]
    best: tuple[int, int, bool] = (costs[one], one, False)
    for crossed in (False, True):
        picks = (pick_there, pick_here) if crossed else (pick_here, pick_there)
        more = list(map(sub, map(add, picks[0](row), picks[1](other_row)), costs))
        more[one] = costs[one]
        least = min(more)
        best = min(best, (least, more.index(least), crossed))
    least, other, crossed = best
    if least >= costs[one]:
        return False
    here, there = rooms[other] if not crossed else rooms[other][::-1]
    return _try_exchange(board, at, (rooms, costs), (one, other), ((first, here), (second, there)))


def _try_exchange(
    board: Board,
    at: int,
    standing: tuple[list[Room], list[int]],
    numbers: tuple[int, int],
    new: tuple[Room, Room],
) -> bool:
    """Put two new rooms in the place of two old ones unless that turns out dearer."""
    rooms, costs = standing
    before = board.value
    old = [rooms[i] for i in numbers]
    fresh = [(min(room), max(room)) for room in new]
    board.replace(at, old, fresh)
    if board.value >= before:
        board.replace(at, fresh, old)
        return False
    for i, room in zip(numbers, fresh, strict=True):
        rooms[i], costs[i] = room, board.cost(at, room)
    return True


def _polish(board: Board, noise: Noise) -> None:
    """Seat a costly room and five others of its round anew, exactly, again and again."""
    costly: list[tuple[int, Room]] = []
    related: dict[int, list[Room]] = {}
    best, best_rooms = board.value, list(board.rooms)
    work, step = _WORK, 0
    while work > 0:
        if step % _LOOK_AGAIN == 0:
            costly = _costly_rooms(board)
            related = _by_round(costly)
        if not costly:
            break
        step += 1
        at, room = costly[noise.dice.below(1 + noise.dice.below(len(costly)))]
        if room in board.rooms[at]:
            work -= _seat_some(board, (at, room), related[at], noise)
            if board.value < best:
                best, best_rooms = board.value, list(board.rooms)
        work -= 1
    board.restore(best_rooms)


def _costly_rooms(board: Board) -> list[tuple[int, Room]]:
    """Return the rooms that cost anything, with their round, the dearest first."""
    costs = {
        (at, room): cost
        for at, rooms in enumerate(board.rooms)
        if len(board.case.rounds[at].free) > exact.LARGEST
        for room in rooms
        if (cost := board.cost(at, room))
    }
    return sorted(costs, key=lambda each: (-costs[each], each))


def _by_round(costly: list[tuple[int, Room]]) -> dict[int, list[Room]]:
    related: dict[int, list[Room]] = {}
    for at, room in costly:
        related.setdefault(at, []).append(room)
    return related


def _seat_some(board: Board, which: tuple[int, Room], related: list[Room], noise: Noise) -> int:
    """Seat a room and others of its round anew, which never ends worse; return the work.

    Every other companion is a costly room too: what one lacks another may have too much of.
    """
    at, first = which
    rooms = board.rooms[at]
    standing = set(rooms)
    chosen = {first}
    for pick in range(_TRIES):
        source = rooms if pick % 2 else related
        room = source[noise.dice.below(len(source))]
        if room in standing and len(chosen) < _TOGETHER:
            chosen.add(room)
    people = sorted(person for each in chosen for person in each)
    board.replace(at, chosen, ())
    drawn = noise.draw(len(people))
    board.seat(at, solve_round(board.price, people, board.case.rounds[at], drawn)[1])
    return exact.table(len(people)).work + _STEP_WORK


def _seat_soundly(board: Board, at: int) -> bool:
    """Seat the round anew without forbidden pairs, at any cost; say whether that is possible."""
    people = board.case.rounds[at].free
    near = [
        [j for j, other in enumerate(people) if i != j and board.case.allowed(person, other)]
        for i, person in enumerate(people)
    ]
    trio = find_trio(near) if len(people) % 2 else ()
    if trio is None:
        return False
    gone = set(trio)
    mate = largest_matching(
        [[] if i in gone else [j for j in each if j not in gone] for i, each in enumerate(near)]
    )
    if sum(partner < 0 for partner in mate) > len(gone):
        return False
    rooms: list[Room] = [(people[i], people[j]) for i, j in enumerate(mate) if i < j]
    board.clear(at)
    board.seat(at, [*rooms, tuple(people[i] for i in trio)] if trio else rooms)
    _exchange(board, at)
    return True
