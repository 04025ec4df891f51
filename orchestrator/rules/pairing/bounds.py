"""What no plan can beat, tier by tier, and the argument for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestrator.rules.pairing import counting, exact
from orchestrator.rules.pairing.board import Board, solve_round
from orchestrator.rules.pairing.dual import Ground, make_dual, make_ground
from orchestrator.rules.pairing.instance import Tier
from orchestrator.rules.pairing.plan import TierResult
from orchestrator.rules.pairing.scale import ANNOUNCED, CHANGES

if TYPE_CHECKING:
    from orchestrator.rules.pairing.case import Case

NOTHING = "costs nothing"
EACH_ROUND = "each round by itself is at its least"
COUNTED = "head-counts"
PRICED = "priced relaxation with exact rounds"
EXHAUSTED = "every combination that could be better was tried"
NOT_PROVEN = "best found"

_STEPS = 300  # of the relaxation, per tier; proofs that come off mostly take fewer than 100


def floor_of(case: Case) -> int:
    """Return a packed cost no plan can beat: every open round exactly, as if it were the only one.

    `scale.hard` or more means that a round cannot be seated at all.
    """
    if any(len(each.free) == 1 for each in case.rounds):
        return case.scale.hard
    start = Board(case)
    return start.value + sum(solve_round(start.price, each.free, each)[0] for each in case.rounds)


def no_floor(case: Case) -> int:
    """Return what locked rooms and rounds already held cost: a floor that takes no work."""
    return Board(case).value


@dataclass(frozen=True, slots=True)
class Proof:
    """The tiers with their bounds, up to the first that is not proven if only asked so far.

    `guide` are the prices (packed, per pair and trio of each set of people) that gave the best
    bound of the first tier not proven: meetings that are wanted too much are dear in it.
    """

    tiers: tuple[TierResult, ...]
    guide: dict[tuple[int, ...], list[int]]

    @property
    def complete(self) -> bool:
        """Say whether every tier it shows is proven."""
        return all(tier.proven for tier in self.tiers)


def prove(case: Case, value: int, floor: int, work: int, *, whole: bool = True) -> Proof:
    """Return every tier of a plan that costs `value`, with the best bounds `work` can find.

    Without `whole` it ends at the first tier that it cannot prove.
    """
    start = Board(case)
    values, floors, held = (case.scale.values(each) for each in (value, floor, start.value))
    spent = [now - base for now, base in zip(values, held, strict=True)]
    ground: Ground | None = None
    results: list[TierResult] = []
    guide: dict[tuple[int, ...], list[int]] = {}
    for at, name in enumerate(case.scale.names):
        bound, method = held[at], NOTHING
        if bound < values[at] and values[:at] == floors[:at]:
            bound, method = floors[at], EACH_ROUND
        if bound < values[at] and (counted := held[at] + counting.least(case, name)) > bound:
            bound, method = counted, COUNTED
        if bound < values[at] and _can_be_priced(case, at):
            ground = ground or make_ground(start)
            dual = make_dual(ground, at, spent)
            steps = min(_STEPS, work // ground.work)
            found = held[at] + dual.bound(spent[at], steps)
            work -= dual.steps * ground.work
            bound, method = max((found, PRICED), (bound, method))
            if bound < values[at] and not guide:
                guide = dual.guide(case.scale.shifts[at])
        if bound < values[at]:
            method = NOT_PROVEN
        results.append(TierResult(_tier(name), values[at], bound, method))
        if bound < values[at] and not whole:
            break
    return Proof(tuple(results), guide)


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
