from __future__ import annotations

import pytest
from fault_lab import Laboratory
from fault_nemesis import Nemesis

pytestmark = pytest.mark.kills
SEEDS = 8


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    more = metafunc.config.getoption("--seeds", default=0)
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", range(SEEDS + more))


def test_whatever_comes_in_whatever_order_the_promise_holds_when_all_is_quiet(
    lab: Laboratory, seed: int
) -> None:
    nemesis = Nemesis(lab, seed)
    wrong = nemesis.verdict()
    assert wrong == [], "\n".join(nemesis.log)
