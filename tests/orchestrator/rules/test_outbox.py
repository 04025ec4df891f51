from __future__ import annotations

from itertools import pairwise

from orchestrator.rules.outbox import FIRST_WAIT, LONGEST_WAIT, wait_after


def test_each_wait_is_longer_than_the_last_until_half_an_hour() -> None:
    waits = [wait_after(attempts) for attempts in range(1, 100)]
    assert waits[0] == FIRST_WAIT == wait_after(0)
    assert waits[-1] == LONGEST_WAIT
    assert all(b == min(2 * a, LONGEST_WAIT) for a, b in pairwise(waits))
