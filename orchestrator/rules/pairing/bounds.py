"""What no plan can beat, tier by tier, and the argument for it."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

from orchestrator.rules.pairing import counting, exact
from orchestrator.rules.pairing.board import Board, solve_round
from orchestrator.rules.pairing.dual import Ground, make_dual, make_ground
from orchestrator.rules.pairing.instance import OrgMode, Tier
from orchestrator.rules.pairing.plan import TierResult
from orchestrator.rules.pairing.scale import ANNOUNCED, CHANGES

if TYPE_CHECKING:
    from collections.abc import Iterator

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
        """Say whether every tier it shows is proven; then it shows them all."""
        return all(tier.proven for tier in self.tiers)


def prove(case: Case, value: int, floor: int, work: int, known: Proof | None = None) -> Proof:
    """Return the tiers of a plan that costs `value`, with the best bounds `work` can find.

    Without `known` it ends at the first tier that it cannot prove; with a proof of the same plan
    that ended so, it goes on to the last tier.
    """
    prover = _Prover(case, value, floor, work)
    results = list(known.tiers) if known else []
    for at in range(len(results), len(case.scale.names)):
        results.append(prover.tier(at))
        if not known and not results[-1].proven:
            break
    return Proof(tuple(results), prover.guide)


class _Prover:
    """Finds bounds tier by tier and keeps count of the work."""

    def __init__(self, case: Case, value: int, floor: int, work: int) -> None:
        self.case = case
        self.start = Board(case)
        self.values = case.scale.values(value)
        self.floors = case.scale.values(floor)
        self.held = case.scale.values(self.start.value)
        self.work = work
        self.ground: Ground | None = None
        self.guide: dict[tuple[int, ...], list[int]] = {}

    def tier(self, at: int) -> TierResult:
        name, value = self.case.scale.names[at], self.values[at]
        bound, method = max(self._cheap_bounds(at, name), key=itemgetter(0))
        if bound < value and _can_be_priced(self.case, at):
            bound, method = max((self._priced(at), PRICED), (bound, method), key=itemgetter(0))
        return TierResult(_tier(name), value, bound, method if bound == value else NOT_PROVEN)

    def _cheap_bounds(self, at: int, name: str) -> Iterator[tuple[int, str]]:
        yield self.held[at], NOTHING
        if self.values[:at] == self.floors[:at]:
            yield self.floors[at], EACH_ROUND
        yield self.held[at] + counting.least(self.case, name), COUNTED
        keeps = self.case.instance.org_mode is OrgMode.KEEP and name == Tier.ORG
        if keeps and self._is_without_repeats(at):
            yield self.held[at] + counting.least_without_repeats(self.case), COUNTED

    def _is_without_repeats(self, at: int) -> bool:
        """Say whether an earlier tier sees to it that nobody repeats in the open rounds."""
        names = self.case.scale.names[:at]
        if Tier.REPEAT not in names:
            return False
        repeat = names.index(Tier.REPEAT)
        return self.values[repeat] == self.held[repeat]

    def _priced(self, at: int) -> int:
        self.ground = self.ground or make_ground(self.start)
        spent = [now - base for now, base in zip(self.values, self.held, strict=True)]
        dual = make_dual(self.ground, at, spent)
        found = dual.bound(spent[at], min(_STEPS, self.work // self.ground.work))
        self.work -= dual.steps * self.ground.work
        if found < spent[at] and not self.guide:
            self.guide = dual.guide(self.case.scale.shifts[at])
        return self.held[at] + found


def settled(case: Case, value: int) -> tuple[TierResult, ...]:
    """Return the tiers of a plan that an exhaustive search has shown to be the best."""
    return tuple(
        TierResult(_tier(name), each, each, EXHAUSTED)
        for name, each in zip(case.scale.names, case.scale.values(value), strict=True)
    )


def _tier(name: str) -> Tier | str:
    return name if name in (ANNOUNCED, CHANGES) else Tier(name)


def _can_be_priced(case: Case, at: int) -> bool:
    """Say whether rounds hang together in this tier, by prices of meetings, and are small enough.

    Before the tier `repeat` they do not: there each round by itself gives the exact bound.
    """
    names = case.scale.names[: at + 1]
    small = all(len(each.free) <= exact.LARGEST for each in case.rounds)
    return small and Tier.REPEAT in names and not {ANNOUNCED, CHANGES} & set(names)
