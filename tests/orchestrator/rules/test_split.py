from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.split import SplitBy, check_weights, settled, shares

TOTALS = st.integers(0, 10**15)
WEIGHTS = st.lists(st.integers(0, 10**12), min_size=1, max_size=20).filter(any)


@pytest.mark.parametrize(
    ("total", "weights", "cut"),
    [
        (100, [1, 1, 1], [34, 33, 33]),  # ties to the earlier
        (101, [1, 1, 1], [34, 34, 33]),
        (2, [1, 1, 1], [1, 1, 0]),
        (10, [0, 3, 1], [0, 8, 2]),  # 7.5 and 2.5: a tie, to the earlier
        (100, [5, 4, 3], [42, 33, 25]),
        (1, [0, 0, 1], [0, 0, 1]),
        (0, [1, 2], [0, 0]),
        (99_999, [3333, 3333, 3334], [33330, 33330, 33339]),
        (7, [10**12, 1], [7, 0]),
    ],
)
def test_shares_are_cut_by_largest_remainder(
    total: int, weights: list[int], cut: list[int]
) -> None:
    assert shares(total, weights) == cut


@given(TOTALS, WEIGHTS)
def test_shares_add_up_for_any_weights_and_totals(total: int, weights: list[int]) -> None:
    cut = shares(total, weights)
    assert sum(cut) == total
    whole = sum(weights)
    for share, weight in zip(cut, weights, strict=True):
        assert weight or share == 0
        assert abs(share * whole - total * weight) < whole  # within a cent of the exact one


@given(TOTALS, st.data())
def test_everybody_pays_what_they_accepted_at_most(cap: int, data: st.DataObject) -> None:
    weights = data.draw(WEIGHTS)
    actual = data.draw(TOTALS)
    caps = shares(cap, weights)
    paid = settled(actual, caps, weights)
    assert sum(paid) == min(actual, cap)
    assert all(0 <= one <= most for one, most in zip(paid, caps, strict=True))


@pytest.mark.parametrize(
    ("actual", "caps", "weights", "paid"),
    [
        (90_000, [50_000, 50_000], [1, 1], [45_000, 45_000]),
        (100_001, [50_000, 50_000], [1, 1], [50_000, 50_000]),  # never above what was accepted
        (100_000, [50_000, 50_000], [1, 1], [50_000, 50_000]),
        (0, [34, 33, 33], [1, 1, 1], [0, 0, 0]),
        (50, [30, 30], [0, 1], [20, 30]),  # what one has no room for goes to who has
    ],
)
def test_what_is_paid_is_the_actual_cost_up_to_the_cap(
    actual: int, caps: list[int], weights: list[int], paid: list[int]
) -> None:
    assert settled(actual, caps, weights) == paid


def test_money_that_nobody_can_split_is_our_own_fault() -> None:
    for total, weights in ((-1, [1]), (1, [0, 0]), (1, [2, -1])):
        with pytest.raises(ValueError, match="not negative"):
            shares(total, weights)


@pytest.mark.parametrize(
    ("by", "weights", "code"),
    [
        (SplitBy.EQUAL, [], "organizations_missing"),
        (SplitBy.AMOUNT, [100, -100], "weight_negative"),
        (SplitBy.SEATS, [0, 0], "weights_zero"),
        (SplitBy.PERCENT, [3333, 3333, 3333], "percent_sum"),
    ],
)
def test_weights_that_split_nothing_are_refused(by: SplitBy, weights: list[int], code: str) -> None:
    with pytest.raises(RuleBroken, check=lambda broken: broken.code == code):
        check_weights(by, weights)


def test_percentages_that_come_to_a_hundred_are_taken() -> None:
    check_weights(SplitBy.PERCENT, [3333, 3333, 3334])
