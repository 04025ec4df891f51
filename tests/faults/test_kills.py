from __future__ import annotations

import random
from collections.abc import Iterable

import pytest
from fault_lab import Laboratory
from fault_matrix import Cell, cells, kill_at, lasting, steps_of
from fault_pool import whole_matrix

WHOLE = [Cell("create", "none"), Cell("create", "lost"), Cell("create", "lost and lag")]
SAMPLED = [cell for cell in cells() if cell not in WHOLE]
pytestmark = pytest.mark.kills


def share(lab: Laboratory, numbers: Iterable[int]) -> list[int]:
    """Return all of them, or on PostgreSQL, where a world costs a second, every fourth."""
    return list(numbers)[:: 1 if lab.one_worker else 4]


@pytest.mark.parametrize("cell", WHOLE, ids=str)
def test_a_create_killed_at_any_lasting_step_ends_with_the_one_meeting_we_name(
    lab: Laboratory, cell: Cell
) -> None:
    steps = steps_of(lab, cell)
    numbers = share(lab, lasting(steps))
    result = kill_at(lab, cell, steps, [0, *numbers])
    assert result.kills == len(numbers) > 4
    assert result.broken == {}


@pytest.mark.parametrize("cell", SAMPLED, ids=str)
def test_whatever_is_killed_under_whatever_fault_the_promise_holds(
    lab: Laboratory, cell: Cell
) -> None:
    steps = steps_of(lab, cell)
    dice = random.Random(str(cell))  # noqa: S311 -- a die, no secret
    sample = sorted(dice.sample(list(lasting(steps)), 2))
    assert kill_at(lab, cell, steps, sample).broken == {}


def test_a_naive_reconciler_breaks_the_promise_so_the_laboratory_is_not_blind(
    lab: Laboratory,
) -> None:
    kills = broken = 0
    for plan in ("none", "lost", "late"):
        cell = Cell("create", plan, naive=True)
        steps = steps_of(lab, cell)
        result = kill_at(lab, cell, steps, share(lab, lasting(steps))[::2])
        kills, broken = kills + result.kills, broken + len(result.broken)
    assert broken >= kills / 3


@pytest.mark.every_step
@pytest.mark.timeout(3600)
def test_a_kill_at_every_step_of_the_whole_matrix_breaks_nothing(
    pytestconfig: pytest.Config,
) -> None:
    results = whole_matrix(idle=pytestconfig.getoption("--idle-steps"))
    kills = sum(result.kills for result in results)
    print(f"\n{len(results)} cells, {kills} kills")  # noqa: T201 -- the figure to report
    assert {str(result.cell): result.broken for result in results if result.broken} == {}
    assert kills >= 300


@pytest.mark.every_step
@pytest.mark.timeout(3600)
def test_the_naive_reconciler_breaks_in_most_cells_of_the_whole_matrix() -> None:
    results = whole_matrix(naive=True)
    kills = sum(result.kills for result in results)
    broken = sum(len(result.broken) for result in results)
    bad_cells = sum(bool(result.broken) for result in results)
    print(f"\nnaive: {broken} broken of {kills} kills, {bad_cells} of {len(results)} cells")  # noqa: T201 -- the figure to report
    assert bad_cells > len(results) / 2
