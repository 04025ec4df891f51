from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from set_clock import SetClock

from calendars import clock
from orchestrator.models import AuditEntry, OutboxMessage, TimeClaim
from orchestrator.services import ledger

pytestmark = pytest.mark.django_db
DOOR = "/api/v1/requests/check"
DULUTH: dict[str, Any] = {
    "mode": "on_site",
    "start": "2026-12-30T09:00:00-06:00",
    "place": {"zip": "55802"},
    "attendees": 12,
    "organizations": [
        {"name": "North", "seats": 5},
        {"name": "South", "seats": 4},
        {"name": "West", "seats": 3},
    ],
}


def ask(client: Client, **changed: Any) -> Any:
    return client.post(DOOR, json.dumps(DULUTH | changed), "application/json")


def codes(answer: Any) -> list[str]:
    return [one["code"] for one in answer.json()["reasons"]]


def test_a_check_answers_in_the_shape_that_others_script_against(
    client: Client, at: SetClock
) -> None:
    answer = ask(client).json()
    assert (answer["verdict"], answer["reasons"]) == ("accepted", [])
    assert (answer["earliest_date"], answer["venue_timezone"]) == ("2026-12-22", "America/Chicago")
    assert answer["travel"] == {
        "mode": "fly",
        "airport": "DLH",
        "distance_miles": pytest.approx(1749.4, abs=2),
        "block": {"start": "2026-12-29T08:00:00Z", "end": "2027-01-01T20:00:00Z"},
    }
    quote = answer["quote"]
    assert [line["code"] for line in quote["lines"]] == ["airfare", "lodging", "meals", "ground"]
    for name in ("low_cents", "likely_cents", "high_cents"):
        assert quote[name] == sum(line[name] for line in quote["lines"])
    assert quote["provisional"] is False
    assert [share["organization"] for share in answer["split"]] == ["North", "South", "West"]
    assert [share["cents"] for share in answer["split"]] == [77_350, 61_880, 46_410]


def test_nothing_is_written_by_a_check(client: Client, at: SetClock) -> None:
    ask(client)
    for model in (TimeClaim, AuditEntry, OutboxMessage):
        assert not model.objects.exists()


@pytest.mark.parametrize(
    ("changed", "verdict", "code"),
    [
        ({"start": "2026-12-21T09:00:00-08:00"}, "refused", "too_soon"),
        ({"start": "0001-01-01T00:00:00+14:00"}, "refused", "start_impossible"),
        ({"start": "9999-12-31T23:59:59Z"}, "refused", "start_impossible"),
        ({"start": None}, "ask", "start_missing"),
        ({"start": "banana"}, "ask", "start_unreadable"),
        ({"requested_at": "0001-01-01T00:00:00+14:00"}, "refused", "requested_at_impossible"),
        ({"requested_at": "2027-06-01T00:00:00Z"}, "refused", "too_soon"),
        ({"attendees": 15}, "refused", "attendees_not_possible"),
        ({"attendees": -1}, "ask", "attendees_unreadable"),
        ({"attendees": 12.5}, "ask", "attendees_unreadable"),
        ({"attendees": "１２"}, "ask", "attendees_unreadable"),
        ({"attendees": 10**40}, "ask", "attendees_unreadable"),
        ({"organizations": []}, "ask", "organizations_missing"),
        ({"organizations": None}, "ask", "organizations_missing"),
        ({"split": "amount", "organizations": [{"name": "A", "cents": -100}]}, "refused", "amount_negative"),
        ({"split": "amount", "organizations": [{"name": "A", "cents": 1.5}]}, "ask", "amount_unreadable"),
        ({"split": "percent", "organizations": [{"name": "A", "percent": 50}]}, "refused", "percent_sum"),
        ({"place": {"zip": "５５８０２"}}, "ask", "zip_not_digits"),
        ({"place": {"zip": "00000"}}, "ask", "zip_unknown"),
        ({"place": {"zip": "55802", "state": "WI"}}, "ask", "zip_state_disagree"),
        ({"place": {"zip": "09001"}}, "ask", "military_mail"),
        ({"place": {"zip": "86045"}}, "ask", "timezone_disagrees"),
        ({"place": None}, "ask", "place_missing"),
        ({"place": {"zip": "00601"}}, "needs_review", "territory"),
        ({"place": {"city": "Anchorage", "state": "AK"}}, "needs_review", "priced_by_hand"),
        ({"place": {"city": "Toronto", "country": "Canada"}}, "refused", "outside_united_states"),
        ({"mode": "by boat"}, "ask", "mode_missing"),
        ({"timezone": "Moon/Base"}, "refused", "timezone_unknown"),
    ],
)  # fmt: skip
def test_what_cannot_be_has_a_polite_code(
    client: Client, at: SetClock, changed: dict[str, Any], verdict: str, code: str
) -> None:
    answer = ask(client, **changed)
    assert answer.status_code == 200
    assert (answer.json()["verdict"], codes(answer)) == (verdict, [code])
    assert all(one["message"] and one["allowed"] for one in answer.json()["reasons"])


def test_four_ways_to_share_add_up_to_the_high_figure(client: Client, at: SetClock) -> None:
    for split, more in (
        ("equal", {}),
        ("seats", {"seats": 4}),
        ("percent", {"percent": 50}),
        ("amount", {"cents": 123_45}),
    ):
        people = [{"name": name, **more} for name in ("A", "B")]
        answer = ask(client, split=split, organizations=people).json()
        assert sum(one["cents"] for one in answer["split"]) == answer["quote"]["high_cents"]
        assert answer["split"][0]["cents"] - answer["split"][1]["cents"] in (0, 1)


def test_online_costs_no_journey_and_a_hand_priced_place_has_no_quote(
    client: Client, at: SetClock
) -> None:
    online = ask(client, mode="online", timezone="Europe/Berlin").json()
    assert (online["verdict"], online["travel"]) == ("accepted", None)
    assert online["quote"]["high_cents"] == sum(one["cents"] for one in online["split"]) == 0
    alaska = ask(client, place={"zip": "99501"}).json()
    assert (alaska["quote"], alaska["split"]) == (None, [])
    assert alaska["travel"]["airport"] is None


def test_what_stands_in_the_ledger_stands_in_the_way(client: Client, at: SetClock) -> None:
    start = clock.parse_instant("2026-12-30T09:00:00-06:00")
    hour = timedelta(hours=1)
    ledger.claim("test", "out", (start - 20 * hour, start - 19 * hour))
    assert codes(ask(client)) == ["travel_days_taken"]
    assert codes(ask(client, mode="online")) == []
    ledger.claim("test", "out", (start + hour, start + 2 * hour))
    assert codes(ask(client)) == codes(ask(client, mode="online")) == ["facilitator_busy"]


def test_a_time_that_is_held_for_a_consultation_is_taken_until_the_hold_ends(
    client: Client, at: SetClock
) -> None:
    start = clock.parse_instant("2026-12-30T09:00:00-06:00")
    held = ledger.Terms(expires_at=at.at + timedelta(minutes=10))
    ledger.claim(ledger.HOLD, "1", (start, start + timedelta(minutes=30)), held)
    assert codes(ask(client)) == ["facilitator_busy"]
    at.forward(minutes=10)
    assert codes(ask(client)) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from([*DULUTH, "split", "timezone", "requested_at", "event_day"]),
        JSON,
        max_size=4,
    )
)
def test_nothing_that_can_be_sent_breaks_the_door(
    client: Client, at: SetClock, changed: dict[str, Any]
) -> None:
    assert ask(client, **changed).status_code in (200, 400, 422)


def keep(client: Client, **changed: Any) -> Any:
    people = [
        {"name": name, "seats": 4, "contact": "Ada", "email": f"{name}@example.org"}
        for name in ("North", "South")
    ]
    body = DULUTH | {"organizations": people, "venue": "1 Lake Avenue"} | changed
    return client.post("/api/v1/requests", json.dumps(body), "application/json")


def test_a_program_asks_for_a_workshop_once_the_check_says_yes(
    client: Client, at: SetClock
) -> None:
    answer = keep(client)
    assert (answer.status_code, answer.json()["state"]) == (201, "quoted")
    assert answer.json()["expires_at"] == "2026-12-02T17:00:00Z"
    assert TimeClaim.objects.get().tentative
    assert codes(ask(client)) == ["facilitator_busy"]
    taken = keep(client)
    assert (taken.status_code, taken.json()["code"]) == (409, "facilitator_busy")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"attendees": 15}, "attendees_not_possible"),
        ({"organizations": []}, "organizations_missing"),
        ({"organizations": [{"name": "A", "seats": 2}]}, "name_missing"),
        ({"requested_at": "2020-01-01T00:00:00Z", "start": "2026-12-01T09:00:00Z"}, "too_soon"),
        ({"venue": "a\x00b"}, "text_too_long"),
    ],
)
def test_what_is_refused_is_not_kept(
    client: Client, at: SetClock, changed: dict[str, Any], code: str
) -> None:
    answer = keep(client, **changed)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert not TimeClaim.objects.exists()
