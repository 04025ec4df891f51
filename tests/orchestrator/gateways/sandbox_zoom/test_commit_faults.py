"""Faults of the commit itself: lists that lag, settings that drop, creates that land late."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import requests

from orchestrator.gateways.sandbox_zoom.server import SandboxZoom

if TYPE_CHECKING:
    from pathlib import Path

    from tests.orchestrator.gateways.sandbox_zoom.conftest import Caller, StandingClock

CREATE = "/users/me/meetings"
BODY = {"topic": "x", "start_time": "2026-12-08T17:00:00Z"}


def test_a_list_lags_behind_a_create_by_a_number_of_lists(
    caller: Caller, sandbox: SandboxZoom
) -> None:
    caller.create()
    sandbox.faults.add("list_lag", lists=2)
    made = caller.create()

    seen = [len(caller.meetings()) for _ in range(3)]

    assert seen == [1, 1, 2]
    assert caller("GET", f"/meetings/{made['id']}").status_code == 200


def test_a_list_lags_behind_a_create_by_seconds(
    caller: Caller, sandbox: SandboxZoom, standing: StandingClock
) -> None:
    sandbox.faults.add("list_lag", seconds=90)
    caller.create()

    standing.advance(seconds=89)
    assert caller.meetings() == []
    standing.advance(seconds=1)
    assert len(caller.meetings()) == 1


def test_an_expired_page_token_strikes_the_second_page(
    caller: Caller, sandbox: SandboxZoom
) -> None:
    for _ in range(2):
        caller.create()
    sandbox.faults.add("expired_page_token")

    first = caller("GET", CREATE, params={"page_size": 1}).json()
    query = {"page_size": 1, "next_page_token": first["next_page_token"]}

    assert caller("GET", CREATE, params=query).json()["code"] == 300
    assert caller("GET", CREATE, params=query).status_code == 200


def test_settings_are_dropped_without_a_word(caller: Caller, sandbox: SandboxZoom) -> None:
    wanted = {"approval_type": 0, "waiting_room": True, "mute_upon_entry": True}
    sandbox.faults.add("dropped_settings")
    sandbox.faults.add("dropped_settings", settings=("mute_upon_entry",))

    first = caller.create(settings=wanted)["settings"]
    second = caller.create(settings=wanted)["settings"]

    assert (first["approval_type"], first["waiting_room"], first["mute_upon_entry"]) == (2, 0, 1)
    assert (second["approval_type"], second["waiting_room"], second["mute_upon_entry"]) == (0, 1, 0)


def test_faults_of_the_commit_wait_for_a_call_they_can_bend(
    caller: Caller, sandbox: SandboxZoom
) -> None:
    path = f"/meetings/{caller.create(settings={'approval_type': 0})['id']}/registrants"
    sandbox.faults.add("duplicate")
    sandbox.faults.add("dropped_settings")

    caller("POST", path, json={"email": "ada@example.com", "first_name": "Ada"})
    assert [fault.left for fault in sandbox.faults.listed()] == [1, 1]

    caller.create()
    caller.create(settings={"waiting_room": True})
    assert sandbox.faults.listed() == []
    assert len(sandbox.store.meetings()) == 4


def test_a_duplicate_commit_makes_two_meetings_of_one_create(
    caller: Caller, sandbox: SandboxZoom
) -> None:
    sandbox.faults.add("duplicate")

    made = caller.create(agenda="[ref:17]")

    both = sandbox.store.meetings()
    assert [one.tag for one in both] == ["[ref:17]", "[ref:17]"]
    assert both[0].id == made["id"] != both[1].id


def test_faults_of_different_groups_strike_together(caller: Caller, sandbox: SandboxZoom) -> None:
    sandbox.faults.add("duplicate")
    sandbox.faults.add("reset", method="POST", when="after")

    with pytest.raises(requests.ConnectionError):
        caller("POST", CREATE, json=BODY)

    assert len(sandbox.store.meetings()) == 2


def test_a_late_create_shows_nothing_until_it_lands(
    caller: Caller, sandbox: SandboxZoom, standing: StandingClock
) -> None:
    sandbox.faults.add("lands_late", method="POST", seconds=60)

    with pytest.raises(requests.ConnectionError):
        caller("POST", CREATE, json=BODY)

    standing.advance(seconds=59)
    assert caller.meetings() == []
    assert sandbox.store.meetings() == []
    standing.advance(seconds=1)
    assert len(caller.meetings()) == 1
    assert sandbox.store.meeting_calls_used(sandbox.store.users()[0].id) == 1


def test_a_late_create_outlives_the_process(
    caller: Caller, sandbox: SandboxZoom, standing: StandingClock, tmp_path: Path
) -> None:
    sandbox.faults.add("lands_late", seconds=60)
    with pytest.raises(requests.ConnectionError):
        caller("POST", CREATE, json=BODY)
    sandbox.stop()
    standing.advance(seconds=60)

    assert len(SandboxZoom(tmp_path).store.meetings()) == 1


def test_a_late_call_that_fails_leaves_nothing(
    caller: Caller, sandbox: SandboxZoom, standing: StandingClock
) -> None:
    made = caller.create()
    sandbox.faults.add("lands_late", method="PATCH", seconds=60)
    with pytest.raises(requests.ConnectionError):
        caller("PATCH", f"/meetings/{made['id']}", json={"topic": "late"})
    caller("DELETE", f"/meetings/{made['id']}")
    standing.advance(seconds=61)

    assert [one.topic for one in sandbox.store.meetings()] == ["Incident response"]
    assert sandbox.store.meeting_calls_used(made["host_id"]) == 1


def test_a_commit_fault_survives_a_call_that_fails_for_another_reason(
    caller: Caller, sandbox: SandboxZoom
) -> None:
    sandbox.faults.add("duplicate", times=2)
    sandbox.faults.add("duplicate", times=None)

    caller("POST", CREATE, json={"topic": 5})
    caller("POST", CREATE, json=BODY)
    assert len(sandbox.store.meetings()) == 2
    caller("POST", CREATE, json=BODY)
    assert caller("POST", CREATE, json={"topic": 5}).status_code == 400
    caller("POST", CREATE, json=BODY)
    assert len(sandbox.store.meetings()) == 6
