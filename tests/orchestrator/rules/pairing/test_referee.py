from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from orchestrator.rules.pairing.instance import Tier
from orchestrator.rules.pairing.plan import Status
from orchestrator.rules.pairing.solve import solve

if TYPE_CHECKING:
    from collections.abc import Callable

    from orchestrator.rules.pairing.instance import Instance
    from tests.orchestrator.rules.pairing.conftest import Judge


def _combinations(asked: Instance) -> int:
    total = 1
    for number in range(1, asked.rounds + 1):
        heads = len(asked.present(number))
        total *= (1, 1, 1, 3, 3, 15, 15, 105, 105)[heads]
    return total


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_plan_of_up_to_eight_people_beats_ours(
    data: st.DataObject, judge: Judge, drawn_workshops: Callable[..., st.SearchStrategy[Instance]]
) -> None:
    asked = data.draw(drawn_workshops(8, 4))
    assume(_combinations(asked) <= 12_000)

    plan = solve(asked)

    best = judge.best(asked)
    if best is None:
        assert plan.status is Status.INFEASIBLE
        assert plan.conflicts
    else:
        assert [tier.value for tier in plan.tiers if isinstance(tier.tier, Tier)] == best
        assert all(tier.bound <= tier.value for tier in plan.tiers)
