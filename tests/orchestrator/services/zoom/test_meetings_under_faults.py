from __future__ import annotations

from datetime import timedelta

import pytest
import world
from set_clock import SetClock

from jobs import meetings as meeting_jobs
from jobs.tools import Tools
from orchestrator.gateways.sandbox_zoom.server import SandboxZoom
from orchestrator.rules.meeting import SAFE_WAIT, MeetingState
from orchestrator.rules.workshop import State

pytestmark = pytest.mark.django_db
CREATE = "/v2/users/*/meetings"


def live(sandbox: SandboxZoom) -> list[int]:
    return [meeting.id for meeting in sandbox.store.meetings(deleted=False)]


def test_a_lost_answer_makes_no_second_meeting_and_waits_before_it_decides(
    tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    workshop = world.publish()
    sandbox.faults.add("lands_late", "POST", CREATE, seconds=100)
    meeting_jobs.reconcile_due(tools)
    assert world.meeting_of(workshop).state == MeetingState.DOUBTFUL
    assert "Zoom" in world.meeting_of(workshop).problem
    world.settle(tools, at, minutes=10)
    assert len(live(sandbox)) == 1
    assert world.meeting_of(workshop).state == MeetingState.LIVE


def test_a_create_that_never_landed_is_repeated_only_after_the_safe_wait(
    tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    world.publish()
    begun = at.at
    sandbox.faults.add("reset", "POST", CREATE, when="before")
    while not live(sandbox):
        meeting_jobs.reconcile_due(tools)
        at.forward(seconds=5)
        assert at.at < begun + timedelta(minutes=30)
    assert at.at - begun >= SAFE_WAIT


FAULTS = [
    "refused", "reset", "truncated", "html_502", "html_503", "error_500", "ok_with_error",
    "token_401", "scopes_4711", "limit_seconds", "limit_date", "limit_daily", "limit_daily_bare",
    "redirect_302", "redirect_307_other_host", "list_lag", "duplicate", "dropped_settings",
]  # fmt: skip


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("kind", FAULTS)
def test_whatever_happens_to_a_create_one_meeting_stands_in_the_end(
    tools: Tools, sandbox: SandboxZoom, at: SetClock, kind: str, when: str
) -> None:
    workshop = world.publish(start=at.at + timedelta(days=10))
    foreign = tools.zoom._meetings.create(
        user_id=tools.zoom.host, topic="A person's own", type=2, start_time=world.START
    )
    options = {"lists": 1} if kind == "list_lag" else {}
    sandbox.faults.add(kind, "POST", CREATE, when=when, **options)
    world.settle(tools, at, minutes=8 * 60)
    row = world.meeting_of(workshop)
    assert sorted(live(sandbox)) == sorted([foreign["id"], row.zoom_id])
    assert row.state == (MeetingState.DRIFTED if kind == "dropped_settings" else MeetingState.LIVE)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("kind", [f for f in FAULTS if f not in ("list_lag", "duplicate")])
@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_whatever_happens_to_a_change_or_a_deletion_it_is_done_in_the_end(
    tools: Tools, sandbox: SandboxZoom, at: SetClock, kind: str, when: str, method: str
) -> None:
    workshop = world.publish(start=at.at + timedelta(days=10))
    meeting_jobs.reconcile_due(tools)
    if kind == "dropped_settings" and method == "DELETE":
        kind = "error_500"
    sandbox.faults.add(kind, method, when=when)
    moved = at.at + timedelta(days=11)
    if method == "PATCH":
        world.change(workshop, start=moved, end=moved + timedelta(hours=4))
    else:
        world.change(workshop, state=State.CANCELLED)
    world.settle(tools, at, minutes=8 * 60)
    if method == "DELETE":
        assert live(sandbox) == []
    else:
        (stored,) = sandbox.store.meetings(deleted=False)
        assert stored.start_time == moved


@pytest.mark.parametrize("kind", [*FAULTS[:14], "expired_page_token", "stall"])
@pytest.mark.parametrize("path", ["/v2/users/*/meetings", "/v2/meetings/*"])
def test_whatever_happens_to_a_look_the_meeting_stands_and_moves_in_the_end(
    tools: Tools, sandbox: SandboxZoom, at: SetClock, kind: str, path: str
) -> None:
    workshop = world.publish(start=at.at + timedelta(days=10))
    sandbox.faults.add(kind, "GET", path, seconds=0.01)
    world.settle_bravely(tools, at, minutes=4 * 60)
    sandbox.faults.add(kind, "GET", path, seconds=0.01)
    moved = at.at + timedelta(days=11)
    world.change(workshop, start=moved, end=moved + timedelta(hours=4))
    world.settle_bravely(tools, at, minutes=14 * 60)  # past midnight: a daily limit ends there
    (stored,) = sandbox.store.meetings(deleted=False)
    assert (stored.start_time, stored.id) == (moved, world.meeting_of(workshop).zoom_id)
    assert world.meeting_of(workshop).state == MeetingState.LIVE
