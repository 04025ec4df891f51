"""Many clients want one time at one instant, over real HTTP and several processes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
import requests
from django.db import connection
from web_nodes import web_nodes

from calendars import clock
from orchestrator.models import Consultation, OutboxMessage, TimeClaim
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services import ledger

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
CLIENTS, ROUNDS = 8, 100
QUARTER, HALF = timedelta(minutes=15), timedelta(minutes=30)
WIDE_OPEN = {
    "ORCHESTRATOR_CONSULTATIONS__STEP_MINUTES": "15",
    "ORCHESTRATOR_CONSULTATIONS__DAILY_CAP": "0",
    "ORCHESTRATOR_CONSULTATIONS__WEEKLY_CAP": "0",
}


@pytest.fixture
def url(tmp_path: Path) -> Any:
    """Serve the pages from three processes that let every quarter of an hour be booked."""
    with web_nodes(tmp_path, more=WIDE_OPEN) as address:
        yield address


def apart(url: str, rounds: int) -> list[datetime]:
    """Return as many free starts, each two hours or more after the one before."""
    found = requests.get(f"{url}/api/v1/consultations/slots", timeout=30).json()["slots"]
    starts: list[datetime] = []
    for text in found:
        start = clock.parse_instant(text)
        if not starts or start - starts[-1] >= 4 * HALF:
            starts.append(start)
    assert len(starts) >= rounds
    return starts[:rounds]


def one_round(deeds: list[Callable[[], str]]) -> Counter[str]:
    """Do everything at one instant; return what came of it."""
    gate = Barrier(len(deeds))

    def at_once(deed: Callable[[], str]) -> str:
        gate.wait()
        return deed()

    with ThreadPoolExecutor(len(deeds)) as clients:
        return Counter(clients.map(at_once, deeds))


def asks(url: str, start: datetime, name: str) -> Callable[[], str]:
    def deed() -> str:
        body = {
            "start": start.isoformat(),
            "timezone": "UTC",
            "name": name,
            "email": f"{name}@example.org",
        }
        answer = requests.post(f"{url}/api/v1/consultations", json=body, timeout=60)
        code = answer.json().get("code", "") if answer.status_code != 201 else ""
        return f"{answer.status_code} {code}".strip()

    return deed


def claims(start: datetime, key: str) -> Callable[[], str]:
    def deed() -> str:
        try:
            ledger.claim("travel", key, (start - 2 * HALF, start + QUARTER))
        except RuleBroken as refusal:
            return refusal.code
        finally:
            connection.close()
        return "travel"

    return deed


def nothing_overlaps() -> bool:
    spans = sorted(claim.span for claim in TimeClaim.objects.all())
    return all(before[1] <= after[0] for before, after in pairwise(spans))


def test_of_many_who_want_one_time_exactly_one_has_it(url: str) -> None:
    heard = [
        one_round([asks(url, start, f"r{number}c{client}") for client in range(CLIENTS)])
        for number, start in enumerate(apart(url, ROUNDS))
    ]
    assert heard == [Counter({"201": 1, "409 slot_taken": CLIENTS - 1})] * ROUNDS
    assert Consultation.objects.count() == ROUNDS
    assert nothing_overlaps()
    assert OutboxMessage.objects.count() == 2 * ROUNDS


def test_of_many_who_want_times_that_overlap_exactly_one_has_it(url: str) -> None:
    heard = [
        one_round(
            [
                asks(url, start + QUARTER * (client % 2), f"r{number}c{client}")
                for client in range(CLIENTS)
            ]
        )
        for number, start in enumerate(apart(url, ROUNDS))
    ]
    assert heard == [Counter({"201": 1, "409 slot_taken": CLIENTS - 1})] * ROUNDS
    assert nothing_overlaps()


def test_a_journey_that_is_claimed_at_that_instant_wins_or_loses_as_one(url: str) -> None:
    rounds = ROUNDS // 2
    won = Counter[str]()
    for number, start in enumerate(apart(url, rounds)):
        visitors = [asks(url, start, f"r{number}c{client}") for client in range(CLIENTS - 1)]
        heard = one_round([claims(start, str(number)), *visitors])
        assert heard["201"] + heard["travel"] == 1, heard
        assert set(heard) <= {"201", "409 slot_taken", "travel", "facilitator_busy"}
        won["travel" if heard["travel"] else "visitor"] += 1
    assert nothing_overlaps()
    assert TimeClaim.objects.count() == rounds
    assert won["travel"] + won["visitor"] == rounds


def test_the_same_code_without_its_lock_gives_one_time_to_two(tmp_path: Path) -> None:
    with web_nodes(tmp_path, locked=False, more=WIDE_OPEN) as url:
        for number, start in enumerate(apart(url, ROUNDS)):
            one_round([asks(url, start, f"r{number}c{client}") for client in range(CLIENTS)])
            if not nothing_overlaps():
                break
    # PostgreSQL's constraint holds by itself; elsewhere only the lock does.
    assert nothing_overlaps() == (connection.vendor == "postgresql")
