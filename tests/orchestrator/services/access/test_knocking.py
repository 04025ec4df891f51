from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from set_clock import SetClock

from jobs import retention
from orchestrator.models import Knock
from orchestrator.rules.limit import Limit
from orchestrator.services.access import knocking
from orchestrator.services.access.knocking import Doorkeeper

THREE = Limit(3, 3600)


@pytest.mark.django_db
def test_the_fourth_of_three_waits_until_the_window_ends(at: SetClock) -> None:
    keeper = Doorkeeper()
    assert [keeper.knock("door", "a", THREE) for _ in range(5)] == [0, 0, 0, 3600, 3600]
    assert keeper.knock("door", "b", THREE) == 0
    assert keeper.knock("other door", "a", THREE) == 0
    at.forward(minutes=59)
    assert keeper.knock("door", "a", THREE) == 60
    at.forward(minutes=1)
    assert keeper.knock("door", "a", THREE) == 0


@pytest.mark.django_db
def test_two_processes_count_together(at: SetClock) -> None:
    first, second = Doorkeeper(), Doorkeeper()
    waits = [keeper.knock("door", "a", THREE) for keeper in (first, second, first, second, first)]
    assert waits == [0, 0, 0, 3600, 3600]


@pytest.mark.django_db
def test_who_has_to_wait_costs_no_query_and_an_allowed_knock_one(at: SetClock) -> None:
    keeper = Doorkeeper()
    with CaptureQueriesContext(connection) as asked:
        keeper.knock("door", "a", Limit(1, 3600))
    assert len(asked) == 1
    keeper.knock("door", "a", Limit(1, 3600))
    with CaptureQueriesContext(connection) as asked:
        assert keeper.knock("door", "a", Limit(1, 3600))
    assert len(asked) == 0


@pytest.mark.django_db
def test_with_a_stride_most_knocks_cost_nothing(at: SetClock) -> None:
    keeper, limit = Doorkeeper(), Limit(20, 60)
    with CaptureQueriesContext(connection) as asked:
        allowed = [keeper.knock("door", "a", limit, stride=10) for _ in range(40)].count(0)
    assert len(asked) == 3
    assert allowed == 29


@pytest.mark.django_db
def test_no_address_is_kept_and_counts_go_after_their_window(at: SetClock) -> None:
    Doorkeeper().knock("door", "192.0.2.7", THREE)
    row = Knock.objects.get()
    assert "192.0.2.7" not in str(row.__dict__)
    assert row.key != hashlib.sha256(b"192.0.2.7").hexdigest()
    assert str(row) == "1 knocks until 2026-11-22 18:00 UTC"
    assert knocking.next_due() == row.ends_at
    retention.forget_knocks()
    assert Knock.objects.count() == 1
    at.forward(minutes=60)
    retention.forget_knocks()
    assert Knock.objects.count() == 0


@pytest.mark.django_db
def test_a_flood_of_networks_does_not_fill_the_memory(
    at: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(knocking, "MOST_REMEMBERED", 5)
    keeper, once = Doorkeeper(), Limit(1, 3600)
    for number in range(20):
        keeper.knock("door", f"{number}", once)
        keeper.knock("door", f"{number}", once)
        keeper.knock("reads", f"{number}", once, stride=10)
    assert len(keeper._waiting) == 5
    assert len(keeper._uncounted) <= 6


@pytest.mark.django_db(transaction=True)
def test_of_many_threads_at_once_just_as_many_come_in_as_may() -> None:
    keeper, limit = Doorkeeper(), Limit(20, 86_400)

    def knock(_: int) -> int:
        try:
            return keeper.knock("door", "a", limit)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(knock, range(60))).count(0) == 20
