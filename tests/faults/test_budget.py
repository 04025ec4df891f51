from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
from fault_judge import BUDGET, broken
from fault_lab import Laboratory, World
from fault_processes import Deeds

WORKSHOPS = 200
FIRST = datetime.fromisoformat("2026-11-30T13:00:00+00:00")
WRITES = ("POST", "PATCH")


def workshops(count: int, *, later: timedelta = timedelta(0)) -> Deeds:
    return [
        ["publish", f"w{number}", (FIRST + timedelta(hours=6 * number) + later).isoformat()]
        for number in range(count)
    ]


def answered(world: World) -> Counter[tuple[str, int]]:
    """Count creates and updates by UTC day and status."""
    return Counter(
        (call.at.date().isoformat(), call.status)
        for call in world.sandbox.store.calls()
        if call.method in WRITES and call.path.startswith("/v2/")
    )


@pytest.mark.timeout(300)
def test_two_hundred_workshops_get_their_meetings_within_zooms_budget_of_a_day(
    lab: Laboratory,
) -> None:
    with lab.world(lab.prepared([])) as world:
        ending = world.run([*workshops(WORKSHOPS), ["play", 48 * 60], ["report"]], inside=True)
        (report,) = ending.reports
        counted = answered(world)
        assert broken(world, report) == []
        assert len(report) == WORKSHOPS == counted.total() - _refused(counted)
        assert world.most_budget_used() <= BUDGET
        print(f"\nrefused for the budget: {_refused(counted)}; {dict(counted)}")  # noqa: T201 -- the figure to report
        assert _refused(counted) == 0  # our own counter stops before Zoom does


def test_a_second_move_on_the_same_day_costs_one_write_each_and_no_more(lab: Laboratory) -> None:
    few = 20
    with lab.world(lab.prepared([*workshops(few), ["play", 10]])) as world:
        world.run([*workshops(few, later=timedelta(hours=1)), ["play", 65]], inside=True)
        assert answered(world).total() == 2 * few
        (report,) = world.run([["play", 24 * 60], ["report"]], inside=True).reports
        assert broken(world, report) == []
        assert answered(world).total() == 2 * few


def _refused(counted: Counter[tuple[str, int]]) -> int:
    return sum(count for (_, status), count in counted.items() if status == 429)
