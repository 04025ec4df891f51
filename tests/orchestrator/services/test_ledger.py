from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import pairwise
from threading import Barrier

import pytest
import world
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestrator.models import TimeClaim
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services import ledger

HOUR = timedelta(hours=1)
CLIENTS = 8


def span(start: float, end: float) -> tuple[datetime, datetime]:
    return world.START + start * HOUR, world.START + end * HOUR


def claimed(key: str, start: float, end: float) -> bool:
    try:
        ledger.claim("test", key, span(start, end))
    except RuleBroken:
        return False
    return True


@pytest.mark.django_db
def test_time_is_claimed_once_and_back_to_back_is_no_overlap() -> None:
    assert claimed("a", 0, 4)
    with pytest.raises(RuleBroken, check=lambda refusal: refusal.code == "facilitator_busy"):
        ledger.claim("test", "b", span(3, 5))
    assert not claimed("b", -1, 1)
    assert not claimed("b", 1, 2)
    assert claimed("b", 4, 8)
    assert claimed("a", -2, 4)  # one's own claim moves
    assert not claimed("a", 0, 5)  # and stays where it was when it cannot
    assert TimeClaim.objects.get(key="a").span == span(-2, 4)
    ledger.release("test", "b")
    ledger.release("test", "b")
    assert claimed("a", 0, 5)


@pytest.mark.django_db
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 20), st.integers(1, 6)), max_size=25))
def test_no_order_of_claims_ever_overlaps(wishes: list[tuple[int, int, int]]) -> None:
    TimeClaim.objects.all().delete()
    for key, start, length in wishes:
        claimed(str(key), start, start + length)
    spans = sorted(claim.span for claim in TimeClaim.objects.all())
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


@pytest.mark.django_db(transaction=True)
def test_of_many_at_the_same_instant_exactly_one_wins() -> None:
    def attempt(number: int, start: Barrier) -> bool:
        try:
            start.wait()
            return claimed(f"{number}", number / 4, number / 4 + 3)  # each overlaps all others
        finally:
            connection.close()

    for _ in range(10):
        TimeClaim.objects.all().delete()
        barrier = Barrier(CLIENTS)
        with ThreadPoolExecutor(CLIENTS) as clients:
            won = list(clients.map(attempt, range(CLIENTS), [barrier] * CLIENTS))
        assert sum(won) == TimeClaim.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_postgresql_itself_refuses_what_overlaps() -> None:
    if connection.vendor != "postgresql":
        return  # SQLite has one writer at a time instead
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'x'")
        assert cursor.fetchall() == [("timeclaim_no_overlap",)]
