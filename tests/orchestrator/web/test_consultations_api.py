"""Consultations for programs: free times, booking once, and every refusal by its code."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings
from set_clock import SetClock

from orchestrator.models import (
    Consultation,
    TimeClaim,
)

pytestmark = pytest.mark.django_db
NINE = "2026-11-23T17:00:00Z"


def post(client: Client, content: dict[str, Any], **headers: str) -> Any:
    return client.post(
        "/api/v1/consultations",
        json.dumps(content),
        content_type="application/json",
        headers=headers,
    )


def slots(client: Client, **query: str) -> Any:
    return client.get("/api/v1/consultations/slots", query)


def test_the_api_lists_free_times_of_the_days_that_are_asked_for(
    client: Client, at: SetClock
) -> None:
    found = slots(client, **{"from": "2026-11-23", "to": "2026-11-23"}).json()
    assert found["timezone"] == "America/Los_Angeles"
    assert found["slots"][:2] == ["2026-11-23T17:00:00Z", "2026-11-23T17:30:00Z"]
    tokyo = {"from": "2026-11-24", "to": "2026-11-24", "timezone": "Asia/Tokyo"}
    assert slots(client, **tokyo).json()["slots"][0] == "2026-11-23T17:00:00Z"  # 02:00 on the 24th
    everything = slots(client).json()["slots"]
    assert len(everything) > 300
    assert slots(client, **{"from": "0001-01-01", "to": "9999-12-31"}).json()["slots"] == everything


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"timezone": "Mars/Base"}, "timezone_unknown"),
        ({"from": "2026-12-02", "to": "2026-12-01"}, "days_turned_round"),
    ],
)
def test_a_question_that_cannot_be_is_refused_with_its_code(
    client: Client, at: SetClock, query: dict[str, str], code: str
) -> None:
    answer = slots(client, **query)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert slots(client, **{"from": "soon"}).status_code == 422


def test_the_api_books_once_under_one_key(client: Client, at: SetClock) -> None:
    content = {
        "start": NINE,
        "timezone": "Europe/Berlin",
        "minutes": 30,
        "name": "Ada",
        "email": "ada@example.org",
    }
    first = post(client, content, idempotency_key="0123456789")
    again = post(client, content, idempotency_key="0123456789")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["state"] == "booked"
    assert Consultation.objects.count() == TimeClaim.objects.count() == 1
    other = post(client, content | {"name": "Bo"}, idempotency_key="0123456789")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    taken = post(client, content | {"email": "bo@example.org"})
    assert (taken.status_code, taken.json()["code"]) == (409, "slot_taken")


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"start": "2026-11-23T17:00:00"}, 422, "start_without_offset"),
        ({"start": "0001-01-01T00:00:00+14:00"}, 422, "start_impossible"),
        ({"start": "0001-01-01T00:00:00Z"}, 422, "slot_past"),
        ({"start": "9999-12-31T23:59:59Z"}, 422, "slot_too_far"),
        ({"start": "2026-11-23T17:10:00Z"}, 422, "slot_off_grid"),
        ({"minutes": 60}, 422, "slot_wrong_length"),
        ({"timezone": "Mars/Base"}, 422, "timezone_unknown"),
        ({"email": "nobody"}, 422, "email_invalid"),
        ({"name": ""}, 422, "name_missing"),
    ],
)
def test_a_booking_that_cannot_be_is_refused_with_its_code(
    client: Client, at: SetClock, changes: dict[str, Any], status: int, code: str
) -> None:
    content = {"start": NINE, "timezone": "UTC", "name": "Ada", "email": "ada@example.org"}
    answer = post(client, content | changes)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    "content",
    [{}, {"start": 5}, {"start": "soon"}, {"name": "x" * 3000}, {"minutes": 2**70}, {"unknown": 1}],
)
def test_a_body_that_is_not_understood_is_a_422(
    client: Client, at: SetClock, content: dict[str, Any]
) -> None:
    whole = {"start": NINE, "timezone": "UTC", "name": "Ada", "email": "ada@example.org"}
    assert post(client, (whole | content) if content else {}).status_code == 422


@pytest.mark.parametrize("key", ["short", "x" * 201])
def test_a_key_of_no_length_is_refused(client: Client, at: SetClock, key: str) -> None:
    content = {"start": NINE, "name": "Ada", "email": "ada@example.org"}
    answer = post(client, content, idempotency_key=key)
    assert answer.json()["code"] == "idempotency_key_length"


@pytest.mark.parametrize(
    ("start", "code"),
    [("9999-12-31T20:00:00Z", "slot_too_far"), ("0001-01-01T00:00:00Z", "slot_past")],
)
def test_a_start_in_no_year_of_people_is_refused_wherever_the_host_lives(
    client: Client, at: SetClock, settings: Settings, start: str, code: str
) -> None:
    tokyo = settings.COMPANY.company.model_copy(update={"timezone": "Asia/Tokyo"})
    settings.COMPANY = settings.COMPANY.model_copy(update={"company": tokyo})
    body = {"start": start, "name": "Ada", "email": "ada@example.org"}
    told = client.post("/api/v1/consultations", body, content_type="application/json")
    assert (told.status_code, told.json()["code"]) == (422, code)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"minutes": 0}, "minutes"), ({"name": "x" * 2001}, "name"), ({"nane": "Ada"}, "nane")],
)
def test_a_field_that_cannot_be_is_refused_in_the_words_of_every_refusal(
    client: Client, at: SetClock, changes: dict[str, Any], field: str
) -> None:
    content = {"start": NINE, "timezone": "UTC", "name": "Ada", "email": "ada@example.org"}
    answer = post(client, content | changes)
    told = answer.json()
    assert (answer.status_code, told["code"]) == (422, "field_invalid")
    assert set(told) == {"code", "message", "allowed"}
    assert told["message"].startswith(f"{field}: ")
    assert "xxx" not in told["message"]
