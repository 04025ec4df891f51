"""Meetings through the API: create, get, list, update, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from orchestrator.gateways.sandbox_zoom.store import DEMO_BASIC_HOST as BASIC_HOST
from orchestrator.gateways.sandbox_zoom.store import DEMO_HOST as HOST

if TYPE_CHECKING:
    from orchestrator.gateways.sandbox_zoom.server import SandboxZoom
    from tests.orchestrator.gateways.sandbox_zoom.conftest import Caller, StandingClock


def test_a_created_meeting_has_zooms_shape(caller: Caller) -> None:
    made = caller.create(agenda="[ref:17]\nBring a case", password="secret1")

    assert made["id"] > 2**31
    assert made["start_time"] == "2026-12-08T17:00:00Z"
    assert made["created_at"] == "2026-11-23T16:00:00Z"
    assert (made["topic"], made["duration"], made["type"]) == ("Incident response", 240, 2)
    assert (made["timezone"], made["status"]) == ("America/Los_Angeles", "waiting")
    assert (made["host_email"], made["password"]) == (HOST, "secret1")
    assert made["join_url"].startswith(f"{caller.url}/j/{made['id']}?pwd=")
    assert made["start_url"].startswith(f"{caller.url}/s/{made['id']}?zak=")
    assert made["settings"]["waiting_room"] is False
    assert len(made["uuid"]) == 24


def test_a_meeting_is_got_as_it_was_created(caller: Caller) -> None:
    made = caller.create(settings={"waiting_room": True, "auto_recording": "none"})

    got = caller("GET", f"/meetings/{made['id']}").json()

    assert got == made
    assert got["settings"]["waiting_room"] is True


def test_an_empty_body_makes_a_meeting_of_an_hour_now(caller: Caller) -> None:
    made = caller("POST", "/users/me/meetings").json()

    assert (made["topic"], made["duration"]) == ("Zoom Meeting", 60)
    assert made["start_time"] == "2026-11-23T16:00:00Z"


def test_a_start_without_z_is_local_time_of_the_named_zone(caller: Caller) -> None:
    made = caller.create(start_time="2026-12-08T09:00:00")
    caller(
        "PATCH",
        f"/meetings/{made['id']}",
        json={"start_time": "2026-12-08T09:00:00", "timezone": "Europe/Berlin"},
    )

    assert made["start_time"] == "2026-12-08T17:00:00Z"
    changed = caller("GET", f"/meetings/{made['id']}").json()
    assert changed["start_time"] == "2026-12-08T08:00:00Z"


def test_a_list_cuts_the_agenda_and_leaves_settings_out(caller: Caller) -> None:
    made = caller.create(agenda="[ref:17]\n" + "x" * 500)

    [listed] = caller.meetings()

    assert listed["agenda"] == made["agenda"][:250]
    assert listed["id"] == made["id"]
    assert not {"settings", "password", "start_url"} & set(listed)


def test_an_update_answers_204_and_leaves_other_fields_alone(caller: Caller) -> None:
    made = caller.create(settings={"waiting_room": True})

    answer = caller(
        "PATCH",
        f"/meetings/{made['id']}",
        json={"topic": "Renamed", "settings": {"mute_upon_entry": True}},
    )

    assert (answer.status_code, answer.content) == (204, b"")
    settings = made["settings"] | {"mute_upon_entry": True}
    expected = made | {"topic": "Renamed", "settings": settings}
    assert caller("GET", f"/meetings/{made['id']}").json() == expected


def test_a_deleted_meeting_answers_404_with_code_3001(caller: Caller, sandbox: SandboxZoom) -> None:
    made = caller.create()
    path = f"/meetings/{made['id']}"

    assert caller("DELETE", path).status_code == 204

    for method in ("GET", "PATCH", "DELETE"):
        answer = caller(method, path)
        assert (answer.status_code, answer.json()["code"]) == (404, 3001)
    assert caller.meetings() == []
    assert sandbox.store.meetings()[0].deleted_at is not None
    assert sandbox.store.meetings(deleted=False) == []


@pytest.mark.parametrize("text", ["0", "-1", "x", "9" * 19, "9" * 40, "%00", "١٢"])
def test_an_impossible_meeting_id_answers_404_with_code_3001(caller: Caller, text: str) -> None:
    answer = caller("GET", f"/meetings/{text}")

    assert (answer.status_code, answer.json()["code"]) == (404, 3001)


WRONG_FIELDS: list[tuple[dict[str, Any], str]] = [
    ({"topic": "x" * 201}, "topic"),
    ({"topic": 5}, "topic"),
    ({"agenda": "x" * 2001}, "agenda"),
    ({"password": "12345678901"}, "password"),
    ({"password": "ü"}, "password"),
    ({"type": 7}, "type"),
    ({"type": True}, "type"),
    ({"duration": 0}, "duration"),
    ({"duration": "60"}, "duration"),
    ({"timezone": "Pacific"}, "timezone"),
    ({"start_time": "tomorrow"}, "start_time"),
    ({"start_time": "2026-12-08T09:00:00-08:00"}, "start_time"),
    ({"start_time": "2026-03-08T02:30:00"}, "start_time"),
    ({"settings": []}, "settings"),
    ({"settings": {"waiting_room": "True"}}, "settings.waiting_room"),
    ({"settings": {"approval_type": True}}, "settings.approval_type"),
    ({"settings": {"auto_recording": "maybe"}}, "settings.auto_recording"),
    ({"settings": {"alternative_hosts": 5}}, "settings.alternative_hosts"),
    ({"settings": {"breakout_room": True}}, "settings.breakout_room"),
    ({"settings": {"breakout_room": {"rooms": [5]}}}, "settings.breakout_room"),
    (
        {"settings": {"breakout_room": {"rooms": [{"name": "x"}] * 101}}},
        "settings.breakout_room",
    ),
]


def test_a_wrong_field_is_named_in_a_400_with_code_300(caller: Caller) -> None:
    for fields, wrong in WRONG_FIELDS:
        body = {"timezone": "America/Los_Angeles"} | fields
        answer = caller("POST", "/users/me/meetings", json=body)

        assert (answer.status_code, answer.json()["code"]) == (400, 300), fields
        assert [one["field"] for one in answer.json()["errors"]] == [wrong]
    assert caller.meetings() == []


def test_every_wrong_field_is_named_at_once(caller: Caller) -> None:
    answer = caller("POST", "/users/me/meetings", json={"topic": 1, "duration": -1, "agenda": None})

    assert {one["field"] for one in answer.json()["errors"]} == {"topic", "duration", "agenda"}


def test_pre_assigned_breakout_rooms_are_kept(caller: Caller) -> None:
    rooms = {"enable": True, "rooms": [{"name": "Pair 1", "participants": ["a@example.com"]}]}

    made = caller.create(settings={"breakout_room": rooms})

    assert caller("GET", f"/meetings/{made['id']}").json()["settings"]["breakout_room"] == rooms


def test_registration_of_a_host_without_licence_is_dropped_silently(caller: Caller) -> None:
    with_licence = caller.create(settings={"approval_type": 0})
    without = caller.create(host=BASIC_HOST, settings={"approval_type": 0})

    assert with_licence["settings"]["approval_type"] == 0
    assert with_licence["registration_url"]
    assert without["settings"]["approval_type"] == 2
    assert "registration_url" not in without


def test_unknown_fields_are_taken_but_remarked_in_the_call_log(
    caller: Caller, sandbox: SandboxZoom
) -> None:
    made = caller.create(user_id="me", settings={"colour": "red"})

    assert "user_id" not in made
    assert sandbox.store.calls()[-1].remark == "unknown fields: user_id, settings.colour"


def test_list_types_follow_the_clock(caller: Caller, standing: StandingClock) -> None:
    caller.create()
    caller.create(type=1)

    def topics(kind: str) -> int:
        return len(caller.meetings(type=kind))

    assert (topics("scheduled"), topics("upcoming"), topics("live")) == (1, 2, 0)
    assert topics("previous_meetings") == 0
    standing.advance(days=16)
    caller.log_in()
    assert (topics("scheduled"), topics("upcoming"), topics("previous_meetings")) == (1, 0, 2)
    assert caller("GET", "/users/me/meetings", params={"type": "odd"}).status_code == 400


def test_a_list_is_paged_and_its_token_ends_after_15_minutes(
    caller: Caller, standing: StandingClock
) -> None:
    made = [caller.create(topic=str(number))["id"] for number in range(5)]
    path = "/users/me/meetings"

    first = caller("GET", path, params={"page_size": 3}).json()
    token = first["next_page_token"]
    second = caller("GET", path, params={"page_size": 3, "next_page_token": token}).json()

    assert [one["id"] for one in first["meetings"] + second["meetings"]] == made
    assert (first["total_records"], second["next_page_token"]) == (5, "")
    standing.advance(minutes=15)
    late = caller("GET", path, params={"page_size": 3, "next_page_token": token})
    assert (late.status_code, late.json()["code"]) == (400, 300)


@pytest.mark.parametrize("token", ["x", "é", "AAAA" * 20])
def test_a_token_that_is_not_ours_is_refused(caller: Caller, token: str) -> None:
    answer = caller("GET", "/users/me/meetings", params={"next_page_token": token})

    assert (answer.status_code, answer.json()["code"]) == (400, 300)


def test_a_page_token_of_another_list_is_refused(caller: Caller) -> None:
    for _ in range(2):
        caller.create()
    first = caller("GET", "/users/me/meetings", params={"page_size": 1}).json()

    other = caller("GET", "/users", params={"next_page_token": first["next_page_token"]})

    assert other.status_code == 400


@pytest.mark.parametrize("size", ["0", "301", "-1", "x", "99999"])
def test_a_page_size_beyond_300_or_below_1_is_refused(caller: Caller, size: str) -> None:
    answer = caller("GET", "/users/me/meetings", params={"page_size": size})

    assert answer.json()["errors"][0]["field"] == "page_size"
