"""What no plan can beat, tier by tier, and the argument for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.rules.pairing import exact
from orchestrator.rules.pairing.board import Board, solve_round
from orchestrator.rules.pairing.dual import Ground, make_dual, make_ground
from orchestrator.rules.pairing.instance import Tier
from orchestrator.rules.pairing.plan import TierResult
from orchestrator.rules.pairing.scale import ANNOUNCED, CHANGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.rules.pairing.case import Case

NOTHING = "costs nothing"
EACH_ROUND = "each round by itself is at its least"
PRICED = "priced relaxation with exact rounds"
EXHAUSTED = "every combination that could be better was tried"
NOT_PROVEN = "best found"


def floor_of(case: Case) -> int:
    """Return a packed cost no plan can beat: every open round exactly, as if it were the only one.

    `scale.hard` or more means that a round cannot be seated at all.
    """
    start = Board(case)
    return start.value + sum(solve_round(start.price, each.free, each)[0] for each in case.rounds)


def prove(case: Case, value: int, floor: int, work: int) -> tuple[TierResult, ...]:
    """Return every tier of a plan that costs `value`, with the best bound `work` can find."""
    start = Board(case)
    values, floors, held = (case.scale.values(each) for each in (value, floor, start.value))
    spent = [now - base for now, base in zip(values, held, strict=True)]
    ground: Ground | None = None
    results: list[TierResult] = []
    for at, name in enumerate(case.scale.names):
        bound, method = held[at], NOTHING
        if bound < values[at] and values[:at] == floors[:at]:
            bound, method = floors[at], EACH_ROUND
        if bound < values[at] and _can_be_priced(case, at):
            ground = ground or make_ground(start)
            found = held[at] + _priced(ground, at, spent, work)
            bound, method = max((found, PRICED), (bound, method))
        if bound < values[at]:
            method = NOT_PROVEN
        results.append(TierResult(_tier(name), values[at], bound, method))
    return tuple(results)


def settled(case: Case, value: int) -> tuple[TierResult, ...]:
    """Return the tiers of a plan that an exhaustive search has shown to be the best."""
    return tuple(
        TierResult(_tier(name), each, each, EXHAUSTED)
        for name, each in zip(case.scale.names, case.scale.values(value), strict=True)
    )


def _tier(name: str) -> Tier | str:
    return name if name in (ANNOUNCED, CHANGES) else Tier(name)


def _can_be_priced(case: Case, at: int) -> bool:
    """Say whether the tier and those before it are prices of meetings in rounds small enough."""
    names = case.scale.names[: at + 1]
    small = all(len(each.free) <= exact.LARGEST for each in case.rounds)
    return small and not {ANNOUNCED, CHANGES} & set(names)


def _priced(ground: Ground, at: int, spent: Sequence[int], work: int) -> int:
    per_step = sum(kind.plan.work for kind in ground.kinds) + 10 * len(ground.allowed)
    return make_dual(ground, at, spent).bound(spent[at], work // per_step)
