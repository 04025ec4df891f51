"""From an instance to a plan: rooms, proofs, roles and names, or why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.rules.pairing import bounds, exact, exhaust, large, search
from orchestrator.rules.pairing.board import Board
from orchestrator.rules.pairing.case import make_case
from orchestrator.rules.pairing.dice import Dice
from orchestrator.rules.pairing.explain import find_conflicts, find_lock_conflicts
from orchestrator.rules.pairing.plan import Plan, Status
from orchestrator.rules.pairing.writeup import write_up

if TYPE_CHECKING:
    from orchestrator.rules.pairing.case import Case
    from orchestrator.rules.pairing.instance import Instance
    from orchestrator.rules.pairing.plan import Conflict, TierResult

    Solved = tuple[Board, tuple[TierResult, ...]]

_FIRST = 220_000  # work before the first attempt at a proof, in table choices
_SECOND = 450_000  # and after it, when something is not proven
_PROOF = 800_000  # work for a proof
_HURRIED = 400_000  # work for either when a room full of people waits
_NODES = 1_500  # rounds tried when a small workshop is settled exhaustively


def solve(
    instance: Instance,
    seed: int = 0,
    announced: frozenset[int] = frozenset(),
    *,
    hurried: bool = False,
) -> Plan:
    """Return a plan, or the conflicts that make one impossible.

    The same instance and seed give the same plan on every machine. In the rounds `announced`, the
    rooms of `previous` are kept before any other goal; elsewhere after all others. When `hurried`,
    less work goes into what is not proven yet.
    """
    conflicts = find_lock_conflicts(instance)
    if conflicts:
        return _infeasible(instance, conflicts)
    case = make_case(instance, seed, announced)
    small = all(len(each.free) <= exact.LARGEST for each in case.rounds)
    solved = _solve_small(case, seed, hurried=hurried) if small else _solve_large(case, seed)
    if solved is None:
        return _infeasible(instance, find_conflicts(instance))
    return write_up(case, *solved)


def _infeasible(instance: Instance, conflicts: tuple[Conflict, ...]) -> Plan:
    return Plan(instance.id, Status.INFEASIBLE, conflicts=conflicts)


def _solve_small(case: Case, seed: int, *, hurried: bool) -> Solved | None:
    """Search and prove in turns; None when a round cannot be seated."""
    floor = bounds.floor_of(case)
    if floor >= case.scale.hard:
        return None
    board = _start(case, floor, seed)
    second, proving = (_HURRIED, _HURRIED) if hurried else (_SECOND, _PROOF)
    proof = bounds.prove(case, board.value, floor, proving)
    if proof.complete:
        return board, proof.tiers
    if exhaust.fits(case) and exhaust.settle(board, _NODES):
        return board, bounds.settled(case, board.value)
    before = board.value
    search.improve(board, floor, second, Dice(seed, "second"), proof.guide)
    if board.value < before:
        proof = bounds.prove(case, board.value, floor, proving)
    return board, bounds.prove(case, board.value, floor, proving // 2, proof).tiers


def _start(case: Case, floor: int, seed: int) -> Board:
    """Return the better of two searches: from scratch, and from the rooms people know, if any."""
    board = Board(case)
    search.fill(board, search.make_noise(Dice(seed, "fill")))
    search.improve(board, floor, _FIRST, Dice(seed, "first"))
    if not case.instance.previous:
        return board
    known = Board(case)
    search.fill_as_known(known, search.make_noise(Dice(seed, "known")))
    search.improve(known, floor, _FIRST, Dice(seed, "first"))
    return min(known, board, key=lambda each: each.value)


def _solve_large(case: Case, seed: int) -> Solved | None:
    board = large.solve_large(case, Dice(seed, "large"))
    if board is None:
        return None
    floor = bounds.no_floor(case)
    proof = bounds.prove(case, board.value, floor, 0)
    return board, bounds.prove(case, board.value, floor, 0, proof).tiers
