"""The JSON API and the ticket shop's webhook, with good and bad bodies."""

from __future__ import annotations

import json
from typing import Any

import pytest
import world
from django.test import Client
from pytest_django import Settings
from set_clock import SetClock

from orchestrator.models import Registration, Workshop
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.workshop import Audience, State
from orchestrator.services.access import api_tokens
from orchestrator.services.access.signatures import hmac_hex

pytestmark = pytest.mark.django_db
PATH, HOOK, SECRET = "/api/v1/registrations", "/webhooks/tickets", "shop-secret"


@pytest.fixture
def workshop(at: SetClock) -> Workshop:
    return world.publish(capacity=1, ticket_url="https://shop.example.org/")


@pytest.fixture
def key(workshop: Workshop) -> str:
    return api_tokens.issue("ticket-shop", "user 1")


def body(of: Workshop, /, **changes: Any) -> dict[str, Any]:
    plain = {
        "source": "ticket-shop",
        "external_id": "T-1",
        "workshop": of.uid,
        "attendee": {"name": "Ada", "email": "ada@example.org"},
    }
    return plain | changes


def post(client: Client, key: str, content: Any) -> Any:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    headers = {"authorization": f"Bearer {key}"}
    return client.post(PATH, data, content_type="application/json", headers=headers)


def signed(client: Client, at: SetClock, content: Any, **headers: str) -> Any:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    stamp = headers.get("x-timestamp", f"{at.at.timestamp():.0f}")
    signature = "v1=" + hmac_hex(SECRET, f"{stamp}.".encode() + data)
    sent = {"x-timestamp": stamp, "x-signature": signature} | headers
    return client.post(HOOK, data, content_type="application/json", headers=sent)


def test_a_ticket_is_registered_once_however_often_it_is_told(
    client: Client, key: str, workshop: Workshop, at: SetClock
) -> None:
    first, again = (post(client, key, body(workshop)) for _ in range(2))
    assert (first.status_code, first.json()) == (201, {"state": "confirmed", "new": True})
    assert (again.status_code, again.json()) == (200, {"state": "confirmed", "new": False})
    assert Registration.objects.count() == 1


def test_the_whole_life_of_a_ticket_goes_through_the_api(
    client: Client, key: str, workshop: Workshop, at: SetClock
) -> None:
    for happening, attendee, state in (
        ("registered", "Ada", "confirmed"),
        ("changed", "Bo", "confirmed"),
        ("refunded", None, "cancelled"),
    ):
        at.forward(minutes=1)
        told = body(workshop, happening=happening, occurred_at=at.at.isoformat())
        told["attendee"] = attendee and {"name": attendee, "email": f"{attendee}@example.org"}
        assert post(client, key, told).json() == {"state": state, "new": True}
    late = body(workshop, occurred_at="2026-11-22T09:00:30-08:00")
    assert post(client, key, late).json() == {"state": "cancelled", "new": False}


def test_without_a_good_key_nothing_is_told(client: Client, key: str, workshop: Workshop) -> None:
    for bad in ("", "nothing", key[:-1]):
        assert post(client, bad, body(workshop)).status_code == 401
    assert client.post(PATH, body(workshop), content_type="application/json").status_code == 401
    api_tokens.revoke("ticket-shop", "user 1")
    assert post(client, key, body(workshop)).status_code == 401
    with pytest.raises(RuleBroken) as refusal:
        api_tokens.revoke("ticket-shop", "user 1")
    assert refusal.value.code == "key_unknown"
    with pytest.raises(RuleBroken):
        api_tokens.issue(" ", "user 1")


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"workshop": "nothing"}, 422, "workshop_unknown"),
        ({"attendee": None}, 422, "person_missing"),
        ({"attendee": {"name": "Ada", "email": "nowhere"}}, 422, "email_invalid"),
        ({"occurred_at": "2026-11-23T00:00:00Z"}, 422, "occurred_at"),
        ({"occurred_at": "0001-01-01T00:00:00Z"}, 422, "occurred_at"),
        ({"external_id": "T-2"}, 409, "already_registered"),
    ],
)
def test_a_refusal_has_a_code_a_sentence_and_a_way_out(
    client: Client, key: str, workshop: Workshop, change: dict[str, Any], status: int, code: str
) -> None:
    if status == 409:
        post(client, key, body(workshop))
    answer = post(client, key, body(workshop, **change))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["allowed"]


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"null", b"[]", b"7", b"\xff\xfe", b"[" * 100_000,
        {"source": "Shop!", "external_id": "1"}, {"source": "shop", "external_id": ""},
        {"source": "shop", "external_id": "x" * 101}, {"source": "shop", "external_id": "a b"},
        {"source": "shop", "external_id": "1", "happening": "eaten"},
        {"source": "shop", "external_id": "1", "occurred_at": "2026-11-22T09:00:00"},
        {"source": "shop", "external_id": "1", "occurred_at": 9e99},
        {"source": "shop", "external_id": "1", "attendee": {"name": 7, "email": []}},
        {"source": "shop", "external_id": "1", "surprise": True},
    ],
)  # fmt: skip
def test_rubbish_is_refused_politely_at_both_doors(
    client: Client, key: str, at: SetClock, settings: Settings, content: Any
) -> None:
    settings.TICKETS_WEBHOOK_SECRET = SECRET
    assert post(client, key, content).status_code in (400, 422)
    assert signed(client, at, content).status_code == 422
    assert not Registration.objects.exists()


def test_the_webhook_takes_what_the_shop_signed_and_nothing_else(
    client: Client, workshop: Workshop, at: SetClock, settings: Settings
) -> None:
    assert signed(client, at, body(workshop)).status_code == 404  # not set up
    settings.TICKETS_WEBHOOK_SECRET = SECRET
    for wrong in (
        {"x-signature": "v1=00"},
        {"x-signature": ""},
        {"x-signature": "é"},
        {"x-timestamp": "1"},
        {"x-timestamp": "soon"},
    ):
        assert signed(client, at, body(workshop), **wrong).status_code == 401
    assert signed(client, at, b" " * 1_100_000).status_code == 413
    assert signed(client, at, body(workshop)).status_code == 201
    assert signed(client, at, body(workshop, workshop="x", external_id="2")).status_code == 422
    assert signed(client, at, body(workshop, external_id="3")).status_code == 409
    assert client.get(HOOK).status_code == 405


def test_the_public_list_says_what_is_free(client: Client, workshop: Workshop) -> None:
    world.publish(state=State.TO_BE_DECIDED, start=None, month=world.START.date().replace(day=1))
    world.publish(audience=Audience.PRIVATE)
    world.publish(state=State.SCHEDULED)
    rows = client.get("/api/v1/workshops").json()
    assert [(row["state"], row["seats_free"], row["waitlist_open"]) for row in rows] == [
        ("published", 1, True), ("to_be_decided", 0, False),
    ]  # fmt: skip
    assert rows[0]["uid"] == workshop.uid
    assert rows[0]["start"] == "2026-12-09T13:00:00Z"


def test_the_api_describes_itself(client: Client) -> None:
    described = client.get("/api/v1/openapi.json").json()
    assert set(described["paths"]) >= {"/api/v1/workshops", "/api/v1/registrations"}


def test_a_key_tells_of_its_own_shop_only(client: Client, key: str, workshop: Workshop) -> None:
    answer = post(client, key, body(workshop, source="other-shop"))
    assert (answer.status_code, answer.json()["code"]) == (422, "source_not_yours")
    assert not Registration.objects.exists()


def test_signed_bytes_that_come_again_change_nothing(
    client: Client, workshop: Workshop, at: SetClock, settings: Settings
) -> None:
    settings.TICKETS_WEBHOOK_SECRET = SECRET
    stamp = f"{at.at.timestamp():.0f}"
    assert signed(client, at, body(workshop)).status_code == 201
    at.forward(minutes=5)
    cancelled = body(workshop, happening="cancelled", attendee=None)
    assert signed(client, at, cancelled).json() == {"state": "cancelled", "new": True}
    again = signed(client, at, body(workshop), **{"x-timestamp": stamp})
    assert again.json() == {"state": "cancelled", "new": False}


def test_a_retry_without_a_time_is_no_new_order(
    client: Client, key: str, workshop: Workshop, at: SetClock
) -> None:
    post(client, key, body(workshop))
    at.forward(minutes=1)
    post(client, key, body(workshop, happening="refunded"))
    at.forward(minutes=1)
    assert post(client, key, body(workshop)).json() == {"state": "cancelled", "new": False}
