from __future__ import annotations

import doctest

from hypothesis import given
from hypothesis import strategies as st

from orchestrator.rules import patience
from orchestrator.rules.patience import MOST_KEYS, Patience


def test_the_examples_in_the_docstrings_are_true() -> None:
    assert doctest.testmod(patience).failed == 0


@given(st.lists(st.floats(0, 1000), max_size=200))
def test_nobody_is_ever_served_more_than_the_burst_and_what_time_gives_back(
    steps: list[float],
) -> None:
    bucket, at, served = Patience(burst=5, per_second=0.1), 0.0, 0
    for step in steps:
        at += step
        served += bucket.wait("key", at) == 0
        assert served <= 5 + at * 0.1 + 1e-6


@given(st.lists(st.floats(10.001, 100), max_size=100))
def test_whoever_asks_no_faster_than_the_rate_is_always_served(steps: list[float]) -> None:
    bucket, at = Patience(burst=1, per_second=0.1), 0.0
    for step in steps:
        at += step
        assert bucket.wait("key", at) == 0


def test_the_wait_that_is_named_is_long_enough() -> None:
    bucket = Patience(burst=1, per_second=0.5)
    assert bucket.wait("key", 0.0) == 0
    wait = bucket.wait("key", 0.0)
    assert wait == 2
    assert bucket.wait("key", wait) == 0


def test_a_clock_that_was_set_back_takes_no_turn_away() -> None:
    bucket = Patience(burst=2, per_second=1)
    assert bucket.wait("key", 100.0) == 0
    assert bucket.wait("key", 0.0) == 0
    assert bucket.wait("key", 0.0) == 1


def test_memory_has_an_end_and_those_who_ask_now_are_not_forgotten() -> None:
    bucket = Patience(burst=1, per_second=0.001)
    bucket.wait("eager", 0.0)
    for number in range(MOST_KEYS - 1):
        bucket.wait(f"key {number}", 0.0)
    assert bucket.wait("eager", 0.0) > 0
    bucket.wait("one more", 0.0)
    assert bucket.wait("eager", 0.0) > 0
    assert bucket.wait("key 0", 0.0) == 0
