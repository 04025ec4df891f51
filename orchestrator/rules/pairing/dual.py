"""A bound no plan can beat: rounds solved exactly while a price on each meeting couples them.

Lagrangian relaxation. The limit on how often two people meet, and what the tiers before may cost,
become prices; then every round is an independent exact problem and the sum is a lower bound for any
prices at all. Subgradient steps (Polyak's length, aimed half a unit below the plan in hand) raise
it; once it passes value - 1 the value is proven, because costs are whole numbers. The exact rounds
see parity, which flow bounds miss: two organizations of seven cannot mix completely.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import combinations
from math import ceil
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from orchestrator.rules.pairing import exact
from orchestrator.rules.pairing.board import trio_costs
from orchestrator.rules.pairing.instance import Tier

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from orchestrator.rules.pairing.board import Board

    Room = tuple[int, ...]

_FORBIDDEN = 1e7
_SAFE = 1e-6  # far above the rounding of sums this small
_MEMORY = 0.6  # how much of the last direction is kept


@dataclass(frozen=True, slots=True)
class Kind:
    """Open rounds with the same people: `count` of them, `sides` numbers their pairs."""

    free: Room
    count: int
    sides: tuple[int, ...]
    pick: Callable[[Any], Any]
    plan: exact.Table


@dataclass(frozen=True, slots=True)
class Ground:
    """What all tiers of one case share, per pair of people: tier costs and meetings so far."""

    names: tuple[str, ...]
    kinds: tuple[Kind, ...]
    tiers: tuple[tuple[int, ...], ...]
    allowed: tuple[bool, ...]
    met: tuple[int, ...]
    rounds: int

    @property
    def work(self) -> int:
        """Return the work of one step, in table choices."""
        return sum(kind.plan.work for kind in self.kinds) + 10 * len(self.allowed)


def make_ground(start: Board) -> Ground:
    """Return the ground for a board on which only locked rooms stand."""
    case = start.case
    pairs: list[Room] = list(combinations(range(len(case.ids) + 1), 2))
    number = {pair: i for i, pair in enumerate(pairs)}
    linear = [case.linear[first][second] for first, second in pairs]
    per_pair = [case.scale.values(cost % case.scale.hard) for cost in linear]
    extra = [start.price[a][b] - case.linear[a][b] for a, b in pairs]
    return Ground(
        names=case.scale.names,
        kinds=tuple(
            _kind(free, count, number)
            for free, count in sorted(Counter(each.free for each in case.rounds).items())
            if free
        ),
        tiers=tuple(zip(*per_pair, strict=True)),
        allowed=tuple(cost < case.scale.hard for cost in linear),
        met=tuple(more // case.repeat if case.repeat else 0 for more in extra),
        rounds=len(case.rounds),
    )


def _kind(free: Room, count: int, number: dict[Room, int]) -> Kind:
    sides = tuple(number[pair] for pair in combinations(free, 2))
    pick = itemgetter(*sides) if len(sides) > 1 else itemgetter(slice(sides[0], sides[0] + 1))
    return Kind(free, count, sides, pick, exact.table(len(free)))


class Meets(Enum):
    """How often two people may meet: once, at a cost, or within `repeats` in all."""

    ONCE = auto()
    AT_A_COST = auto()
    WITHIN_LIMIT = auto()


@dataclass(slots=True)
class Dual:
    """The relaxation for one tier. `limits` are earlier tiers: (cost per pair, most allowed).

    `meets` says how the meetings of a pair in several rounds hang together.
    """

    ground: Ground
    costs: list[float]
    limits: list[tuple[tuple[int, ...], int]]
    meets: Meets
    repeats: int = 0
    prices: list[float] = field(default_factory=list)
    duals: list[float] = field(default_factory=list)
    pull: list[float] = field(default_factory=list)
    steps: int = 0

    def bound(self, value: int, steps: int) -> int:
        """Return the best bound found in at most `steps`, at most `value`."""
        size = len(self.costs)
        self.prices = [0.0] * size
        self.duals = [0.0] * (len(self.limits) + 1)
        self.pull = [0.0] * (size + len(self.duals))
        best = 0.0
        for self.steps in range(1, steps + 1):
            total, slack = self._relaxed()
            best = max(best, total)
            if best > value - 1 + _SAFE or not self._move(value - 0.5 - total, slack):
                break
        return min(value, max(0, ceil(best - _SAFE)))

    def guide(self, shift: int) -> dict[Room, list[int]]:
        """Return the prices, as packed costs of a tier's bits, per pair and trio of each kind."""
        prices = [int(price * (1 << shift)) for price in self.prices]
        guides = {}
        for kind in self.ground.kinds:
            costs = list(kind.pick(prices))
            if kind.plan.trios:
                costs += trio_costs(costs, kind.plan)
            guides[kind.free] = costs
        return guides

    def _relaxed(self) -> tuple[float, list[float]]:
        """Return the bound at these prices, and by how much each limit is broken."""
        priced = list(map(float.__add__, self.costs, self.prices))
        for (cost, _), dual in zip(self.limits, self.duals, strict=False):
            if dual:
                priced = [have + dual * more for have, more in zip(priced, cost, strict=True)]
        total, seen = self._rounds(priced)
        slack: list[float] = list(seen)
        less, over = self._meetings(slack)
        for (cost, most), dual in zip(self.limits, self.duals, strict=False):
            slack.append(sum(map(int.__mul__, seen, cost)) - most)
            less -= dual * most
        slack.append(over)
        return total + less, slack

    def _rounds(self, priced: Sequence[float]) -> tuple[float, list[int]]:
        """Solve every kind of round exactly; return the sum and how often each pair meets."""
        total = 0.0
        seen = [0] * len(priced)
        for kind in self.ground.kinds:
            costs = list(kind.pick(priced))
            if kind.plan.trios:
                costs += trio_costs(costs, kind.plan)
            value, rooms = exact.cheapest(kind.plan, costs)
            total += kind.count * value
            for room in rooms:
                for pair in combinations(room, 2):
                    seen[kind.sides[kind.plan.number[pair]]] += kind.count
        return total, seen

    def _meetings(self, slack: list[float]) -> tuple[float, float]:
        """Let each pair meet as often as its price makes worth it.

        Returns what that adds to the bound and how far the limit on repeats is passed; turns
        `slack` from meetings into meetings beyond those bought here.
        """
        if self.meets is Meets.ONCE:
            return self._meetings_once(slack), 0.0
        total, repeats = 0.0, 0
        each = 1.0 if self.meets is Meets.AT_A_COST else self.duals[-1]
        for i, price in enumerate(self.prices):
            met = first = self.ground.met[i]
            while met < first + self.ground.rounds and each * met < price:
                total += each * met - price
                repeats += met
                met += 1
            slack[i] -= met - first
        if self.meets is Meets.AT_A_COST:
            return total, 0.0
        return total - each * self.repeats, float(repeats - self.repeats)

    def _meetings_once(self, slack: list[float]) -> float:
        total = 0.0
        for i, price in enumerate(self.prices):
            if not self.ground.met[i]:
                total -= price
                slack[i] -= 1
        return total

    def _move(self, gap: float, slack: list[float]) -> bool:
        """Step towards prices with a higher bound; say whether there was anywhere to go."""
        at = self.prices + self.duals
        pull = [
            0.0 if now <= 0.0 > new else new
            for now, new in zip(
                at, [s + _MEMORY * p for s, p in zip(slack, self.pull, strict=True)], strict=True
            )
        ]
        length = sum(p * p for p in pull)
        if not length:
            return False
        step = gap / length
        moved = [max(0.0, now + step * p) for now, p in zip(at, pull, strict=True)]
        self.pull = pull
        self.prices, self.duals = moved[: len(self.prices)], moved[len(self.prices) :]
        return True


def make_dual(ground: Ground, tier: int, spent: Sequence[int]) -> Dual:
    """Return the relaxation of a tier, `repeat` or a later one; `spent` is each tier's value.

    Values count open rounds only. Meetings that cost in a tier that spends nothing are forbidden.
    """
    names = ground.names
    repeat_at = names.index(Tier.REPEAT)
    earlier = [i for i in range(tier) if i != repeat_at]
    costs = [
        _FORBIDDEN
        if not free or any(ground.tiers[i][pair] and not spent[i] for i in earlier)
        else float(ground.tiers[tier][pair])
        for pair, free in enumerate(ground.allowed)
    ]
    limits = [(ground.tiers[i], spent[i]) for i in earlier if spent[i]]
    return Dual(ground, costs, limits, *_meets(tier, repeat_at, spent))


def _meets(tier: int, repeat_at: int, spent: Sequence[int]) -> tuple[Meets, int]:
    if tier == repeat_at:
        return Meets.AT_A_COST, 0
    if spent[repeat_at]:
        return Meets.WITHIN_LIMIT, spent[repeat_at]
    return Meets.ONCE, 0
