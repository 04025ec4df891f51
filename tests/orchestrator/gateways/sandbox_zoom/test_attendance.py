"""Running meetings, and what past meetings and reports tell afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

if TYPE_CHECKING:
    from orchestrator.gateways.sandbox_zoom.server import SandboxZoom
    from tests.orchestrator.gateways.sandbox_zoom.conftest import Caller, StandingClock

NOVEMBER = {"from": "2026-11-01", "to": "2026-11-30"}


@pytest.fixture
def meeting_id(caller: Caller, sandbox: SandboxZoom, standing: StandingClock) -> int:
    """A meeting that ran for an hour with Ada, who came twice."""
    number = int(caller.create()["id"])
    stage = sandbox.attendance
    stage.start_meeting(number)
    first = stage.join(number, "Ada", email="ada@example.com", registrant_id="reg-1")
    stage.enter_room(first.uuid, "Pair 1")
    standing.advance(minutes=20)
    stage.leave(first.uuid)
    stage.join(number, "Ada", email="ada@example.com", registrant_id="reg-1")
    standing.advance(minutes=10)
    assert [one.name for one in stage.present(number)] == ["Ada"]
    stage.end_meeting(number)
    return number


def test_a_running_meeting_is_started_and_live(caller: Caller, sandbox: SandboxZoom) -> None:
    made = caller.create()
    sandbox.attendance.start_meeting(made["id"])

    assert caller("GET", f"/meetings/{made['id']}").json()["status"] == "started"
    assert [one["id"] for one in caller.meetings(type="live")] == [made["id"]]
    assert caller("GET", f"/past_meetings/{made['id']}").json()["code"] == 3001


def test_each_run_has_its_own_uuid(caller: Caller, meeting_id: int) -> None:
    past = caller("GET", f"/past_meetings/{meeting_id}").json()
    [run] = caller("GET", f"/past_meetings/{meeting_id}/instances").json()["meetings"]

    assert past["uuid"] == run["uuid"]
    assert caller("GET", f"/meetings/{meeting_id}").json()["uuid"] != past["uuid"]


def test_a_past_meeting_is_summed_up(caller: Caller, meeting_id: int) -> None:
    past = caller("GET", f"/past_meetings/{meeting_id}").json()

    assert (past["start_time"], past["end_time"]) == (
        "2026-11-23T16:00:00Z",
        "2026-11-23T16:30:00Z",
    )
    assert (past["duration"], past["total_minutes"], past["participants_count"]) == (30, 30, 2)


def test_a_rejoin_is_another_visit_of_the_same_registrant(caller: Caller, meeting_id: int) -> None:
    answer = caller("GET", f"/past_meetings/{meeting_id}/participants").json()

    visits = answer["participants"]
    assert [one["duration"] for one in visits] == [1200, 600]
    assert {one["registrant_id"] for one in visits} == {"reg-1"}


def test_a_run_is_found_by_its_uuid_encoded_twice(caller: Caller, meeting_id: int) -> None:
    uuid = caller("GET", f"/past_meetings/{meeting_id}").json()["uuid"]
    twice = quote(quote(uuid, safe=""), safe="")

    assert caller("GET", f"/past_meetings/{twice}").json()["id"] == meeting_id


def test_a_report_tells_the_registrant_only_when_asked(caller: Caller, meeting_id: int) -> None:
    path = f"/report/meetings/{meeting_id}/participants"

    plain = caller("GET", path).json()["participants"][0]
    asked = caller("GET", path, params={"include_fields": "registrant_id"}).json()

    assert "registrant_id" not in plain
    assert asked["participants"][0]["registrant_id"] == "reg-1"


def test_reports_count_by_host_account_and_day(caller: Caller, meeting_id: int) -> None:
    by_host = caller("GET", "/report/users/me/meetings", params=NOVEMBER).json()
    account = caller("GET", "/report/users", params=NOVEMBER).json()
    daily = caller("GET", "/report/daily", params={"year": "2026", "month": "11"}).json()

    assert [run["id"] for run in by_host["meetings"]] == [meeting_id]
    assert [(line["meetings"], line["meeting_minutes"]) for line in account["users"]] == [(1, 30)]
    assert len(daily["dates"]) == 30
    assert daily["dates"][22]["participants"] == 2


@pytest.mark.parametrize(
    "query",
    [
        {"from": "2026-11-01T00:00:00Z", "to": "2026-11-30"},
        {"from": "2026-11-01"},
        {"from": "2026-11-30", "to": "2026-11-01"},
        {"from": "2026-09-01", "to": "2026-11-01"},
    ],
)
def test_a_report_wants_plain_dates_of_a_month_at_most(
    caller: Caller, query: dict[str, str]
) -> None:
    assert caller("GET", "/report/users/me/meetings", params=query).json()["code"] == 300


def test_a_daily_report_wants_a_real_month(caller: Caller) -> None:
    assert caller("GET", "/report/daily", params={"year": "2026", "month": "13"}).status_code == 400


def test_the_dashboard_is_beyond_a_pro_plan(caller: Caller) -> None:
    assert caller("GET", "/metrics/meetings/5/participants").json()["code"] == 200


def test_a_running_meeting_can_be_ended_through_the_api(
    caller: Caller, sandbox: SandboxZoom
) -> None:
    number = caller.create()["id"]
    path = f"/meetings/{number}/status"
    assert caller("PUT", path, json={"action": "end"}).json()["code"] == 3000
    assert caller("PUT", path, json={"action": "dance"}).json()["code"] == 300
    sandbox.attendance.start_meeting(number)

    assert caller("PUT", path, json={"action": "end"}).status_code == 204
    assert caller("GET", f"/past_meetings/{number}").status_code == 200


def test_nobody_joins_a_meeting_that_does_not_run(caller: Caller, sandbox: SandboxZoom) -> None:
    number = caller.create()["id"]

    with pytest.raises(ValueError, match="does not run"):
        sandbox.attendance.join(number, "Ada")
    with pytest.raises(LookupError, match="no meeting"):
        sandbox.attendance.start_meeting(5)
    with pytest.raises(LookupError, match="no participant"):
        sandbox.attendance.leave("nobody")
    sandbox.attendance.start_meeting(number)
    with pytest.raises(ValueError, match="runs already"):
        sandbox.attendance.start_meeting(number)
