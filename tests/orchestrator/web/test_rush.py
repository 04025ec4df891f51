"""Two hundred people at once want fourteen seats, over real HTTP and several processes."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
import world
from web_nodes import web_nodes

from orchestrator.models import OutboxMessage, Registration, Workshop
from orchestrator.services.access import api_tokens
from orchestrator.services.seats import organizations

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
CLIENTS, AT_ONCE, MOST_ATTEMPTS = 200, 50, 5


@dataclass(frozen=True, slots=True)
class Heard:
    """One answer: its status, the state it told, and when the client asked and heard it."""

    name: str
    status: int
    state: str
    asked: float
    heard: float


def rush(url: str, workshop: Workshop, organizations_of: list[str]) -> list[Heard]:
    """Let every client ask for a seat, fifty at a time."""
    key = {"Authorization": f"Bearer {api_tokens.issue('shop', 'test')}"}

    def ask(number: int) -> Heard:
        body = {
            "source": "shop",
            "external_id": f"{workshop.pk}-{number}",
            "workshop": workshop.uid,
            "attendee": {"name": f"P {number}", "email": f"p{number}@example.org"},
            "organization": organizations_of[number % len(organizations_of)],
        }
        asked = time.monotonic()
        answer = requests.post(f"{url}/api/v1/registrations", json=body, headers=key, timeout=60)
        state = answer.json().get("state", "") if answer.ok else answer.text[:200]
        return Heard(f"P {number}", answer.status_code, state, asked, time.monotonic())

    with ThreadPoolExecutor(AT_ONCE) as clients:
        return list(clients.map(ask, range(CLIENTS)))


def states(workshop: Workshop) -> Counter[str]:
    return Counter(Registration.objects.filter(workshop=workshop).values_list("state", flat=True))


def test_fourteen_have_seats_and_the_others_wait_in_the_order_they_came(tmp_path: Path) -> None:
    workshop = world.publish_far(capacity=14)
    with web_nodes(tmp_path) as url:
        heard = rush(url, workshop, [""])
    assert {one.status for one in heard} == {201}
    assert states(workshop) == {"confirmed": 14, "waitlisted": CLIENTS - 14}
    rows = list(Registration.objects.filter(workshop=workshop).order_by("id"))
    assert [row.state for row in rows] == ["confirmed"] * 14 + ["waitlisted"] * (CLIENTS - 14)
    place = {row.name: number for number, row in enumerate(rows)}
    pairs = [(a, b) for a in heard for b in heard if a.heard < b.asked]
    assert len(pairs) > CLIENTS  # so there is an order to be kept
    assert all(place[earlier.name] < place[later.name] for earlier, later in pairs)
    assert {row.name: row.state for row in rows} == {one.name: one.state for one in heard}
    assert OutboxMessage.objects.count() == CLIENTS


def test_blocks_and_what_is_shared_hold_in_the_rush_too(tmp_path: Path) -> None:
    workshop = world.publish_far(capacity=14)
    organizations.keep_seats(workshop.pk, "Acme", 5, "test")
    organizations.keep_seats(workshop.pk, "Bolt", 4, "test")
    with web_nodes(tmp_path) as url:
        heard = rush(url, workshop, ["", "Acme", "", "Bolt", ""])
    assert {one.status for one in heard} == {201}
    seated = Registration.objects.filter(workshop=workshop, state="confirmed")
    by_name: Counter[str | None] = Counter(seated.values_list("organization__name", flat=True))
    assert sum(by_name.values()) == 14
    assert by_name["Acme"] >= 5
    assert by_name["Bolt"] >= 4
    assert by_name["Acme"] - 5 + by_name["Bolt"] - 4 + by_name[None] == 5


def test_without_the_lock_the_same_rush_oversells(tmp_path: Path) -> None:
    """Chance decides when two meet, so it has several attempts; with the lock none may succeed."""
    sold: list[int] = []
    with web_nodes(tmp_path, locked=False) as url:
        while len(sold) < MOST_ATTEMPTS and max(sold, default=0) <= 14:
            workshop = world.publish_far(capacity=14, days=60 + len(sold))
            rush(url, workshop, [""])
            sold.append(states(workshop)["confirmed"])
    assert max(sold) > 14
