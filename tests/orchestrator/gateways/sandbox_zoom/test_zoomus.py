"""The component classes of zoomus find every path they call."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from zoomus.components.meeting import MeetingComponentV2
from zoomus.components.past_meeting import PastMeetingComponentV2
from zoomus.components.report import ReportComponentV2
from zoomus.components.user import UserComponentV2

if TYPE_CHECKING:
    from pathlib import Path

    from orchestrator.gateways.sandbox_zoom.server import SandboxZoom
    from tests.orchestrator.gateways.sandbox_zoom.conftest import Caller


@pytest.fixture
def options(caller: Caller) -> dict[str, Any]:
    token = str(caller.session.headers["Authorization"]).split()[1]
    config = {"version": 2, "token": token}
    return {"base_uri": f"{caller.url}/v2", "config": config, "timeout": 5}


def test_meetings_and_users(options: dict[str, Any], sandbox: SandboxZoom) -> None:
    meetings = MeetingComponentV2(**options)
    users = UserComponentV2(**options)

    made = meetings.create(user_id="me", topic="x", settings={"approval_type": 0}).json()
    number = made["id"]
    statuses = [
        meetings.list(user_id="me").status_code,
        meetings.get(id=number).status_code,
        meetings.update(id=number, topic="y").status_code,
        meetings.add_registrant(id=number, email="a@example.com", first_name="A").status_code,
        meetings.list_registrants(id=number).status_code,
        meetings.delete(id=number).status_code,
        users.me().status_code,
        users.list().status_code,
        users.get_settings(id="me").status_code,
    ]

    assert statuses == [200, 200, 204, 201, 200, 204, 200, 200, 200]
    assert sandbox.store.meetings()[0].topic == "y"
    assert "unknown fields: user_id" in {call.remark for call in sandbox.store.calls()}


@pytest.fixture(params=["abc+d==", "ab/cd==", "/ab//cd=="])
def uuid(request: pytest.FixtureRequest, caller: Caller, tmp_path: Path) -> str:
    """A new meeting's uuid, with the letters that make paths difficult."""
    caller.create()
    with closing(sqlite3.connect(tmp_path / "sandbox-zoom.sqlite3")) as db, db:
        db.execute("UPDATE meetings SET uuid = ?", [request.param])
    return str(request.param)


def test_past_meetings_and_reports(
    options: dict[str, Any], uuid: str, sandbox: SandboxZoom
) -> None:
    number = sandbox.store.meetings()[0].id
    sandbox.attendance.start_meeting(number)
    sandbox.attendance.end_meeting(number)
    past = PastMeetingComponentV2(**options)
    reports = ReportComponentV2(**options)

    answers = [
        past.list(meeting_id=str(number)),
        past.get(meeting_id=uuid),
        past.get_participants(meeting_id=uuid),
        reports.get_meeting_participants_report(id=number),
        reports.get_daily_report(month=11, year=2026),
    ]

    assert [one.status_code for one in answers] == [200] * 5
    assert answers[1].json()["uuid"] == uuid
