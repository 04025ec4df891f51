"""Whatever a stranger types or sends: a page or a refusal, never a fault of ours."""

from __future__ import annotations

import json
from typing import Any

import pytest
import wide_doors
import world
from django.test import Client
from pytest_django import Settings
from set_clock import SetClock

from orchestrator.models import Workshop
from orchestrator.services.access import api_tokens

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(at: SetClock, settings: Settings) -> Workshop:
    wide_doors.open_wide(settings)
    return world.publish(capacity=2)


ODD = ["%00", "a%00b", "%ED%A0%80", "%F0%9F%92%A9", "x" * 3000, "..%2f", "9" * 5000, "%0d%0aX: y"]


@pytest.mark.parametrize("odd", ODD)
def test_a_strange_address_leads_nowhere(client: Client, workshop: Workshop, odd: str) -> None:
    for path in (
        "/workshops/{}/waitlist",
        "/workshops/{}/calendar.ics",
        "/certificates/{}",
        "/registrations/{}",
        "/registrations/{}/calendar",
        "/rosters/{}",
        "/rosters/{}/calendar",
        "/quotes/{}",
        "/quotes/{}/pdf",
        "/new-dates/{}",
        "/join/{}",
        "/login/{}",
        "/feeds/{}.ics",
    ):
        assert client.get(path.format(odd)).status_code in (404, 410), path
    assert client.get(f"/new-dates/{odd}/leave").status_code in (200, 404)
    assert client.get(f"/new-dates/?month={odd}").status_code == 200
    assert client.get(f"/?timezone={odd}").status_code == 200
    client.cookies["timezone"] = odd
    assert client.get("/").status_code == 200


TEXTS = ["", "\x00", "a\x00b", "😀" * 200, "\u202eevil", "x" * 100_000, "İ" * 60, "9" * 5000]
ADDRESSES = [
    *TEXTS,
    *(f"{text}@example.org" for text in TEXTS),
    *(f"a@{text}" for text in TEXTS),
    "a@" + "中." * 28 + "cn",
    "abcdefghijklmnopqrstuvwxyz@" + "中国." * 22 + "cn",
    "a@xn--.com",
    "a@" + "xn--a-." * 10 + "com",
    "İİİİİİİİİİ@example.org",
    "a@1.2.3.4",
]


def test_strange_people_are_refused_or_taken(client: Client, workshop: Workshop) -> None:
    for text in ADDRESSES:
        for path in (f"/workshops/{workshop.uid}/waitlist", "/new-dates/"):
            form: dict[str, Any] = {
                "name": "Ada",
                "email": text,
                "months": ["9" * 5000, "\x00"],
                "parts": [],
            }
            assert client.post(path, form).status_code in (200, 422), (path, text[:99])
    for text in TEXTS:
        for name in ("name", "pronouns", "parts", "months", "website"):
            form = {"name": "Ada", "email": "ada@example.org"} | {name: text}
            for path in (f"/workshops/{workshop.uid}/waitlist", "/new-dates/"):
                assert client.post(path, form).status_code in (200, 422), (path, name, text[:99])


def test_strange_news_are_refused(client: Client, workshop: Workshop) -> None:
    key = {"Authorization": f"Bearer {api_tokens.issue('shop', 'user 1')}"}
    ada = {"name": "Ada", "email": "ada@example.org"}
    good: dict[str, object] = {
        "source": "shop",
        "external_id": "1",
        "workshop": workshop.uid,
        "attendee": ada,
    }
    odd: list[Any] = [
        *TEXTS,
        None,
        2**63,
        -1,
        1e400,
        [],
        {},
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59-12:00",
        "\ud800",
    ]
    for number, value in enumerate(odd):
        good["external_id"] = f"T-{number}"
        for name in (
            "source",
            "external_id",
            "workshop",
            "organization",
            "occurred_at",
            "happening",
        ):
            body = json.dumps(good | {name: value})
            answer = client.post("/api/v1/registrations", body, "application/json", headers=key)
            assert answer.status_code in (200, 201, 409, 422), (name, value)
        for name in ("name", "email", "pronouns"):
            body = json.dumps(good | {"attendee": ada | {name: value}})
            answer = client.post("/api/v1/registrations", body, "application/json", headers=key)
            assert answer.status_code in (200, 201, 409, 422), (name, value)
    for raw in (b"\xff", b"{", b"[" * 20_000, b'{"a": 1e999}', b""):
        answer = client.post("/api/v1/registrations", raw, "application/json", headers=key)
        assert answer.status_code in (400, 422)
