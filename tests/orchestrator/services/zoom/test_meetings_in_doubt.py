from __future__ import annotations

from datetime import timedelta

import pytest
import world
from set_clock import SetClock

from jobs import meetings as meeting_jobs
from jobs.tools import Tools
from orchestrator.gateways.sandbox_zoom.server import SandboxZoom
from orchestrator.models import Work, Workshop
from orchestrator.rules.meeting import MeetingState
from orchestrator.rules.workshop import State

pytestmark = pytest.mark.django_db
MEETINGS = "/v2/meetings/*"


@pytest.fixture
def made(tools: Tools, at: SetClock) -> Workshop:
    workshop = world.publish()
    meeting_jobs.reconcile_due(tools)
    return workshop


def move(workshop: Workshop, days: int) -> None:
    start = world.START + timedelta(days=days)
    world.change(workshop, start=start, end=start + timedelta(hours=4))


def test_a_workshop_revived_while_its_deletion_is_in_doubt_gets_one_meeting_again(
    made: Workshop, tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    sandbox.faults.add("lands_late", "DELETE", MEETINGS, seconds=100)
    world.change(made, state=State.CANCELLED)
    meeting_jobs.reconcile_due(tools)
    world.change(made, state=State.PUBLISHED)
    world.settle(tools, at, minutes=10)
    (live,) = sandbox.store.meetings(deleted=False)
    row = world.meeting_of(made)
    assert (row.state, row.zoom_id, row.doubtful_since) == (MeetingState.LIVE, live.id, None)


def test_a_change_that_lands_after_a_newer_one_is_put_right_and_shown_as_no_drift(
    made: Workshop, tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    sandbox.faults.add("lands_late", "PATCH", MEETINGS, seconds=100)
    move(made, 7)
    meeting_jobs.reconcile_due(tools)
    move(made, 14)
    world.settle(tools, at, minutes=10)
    (live,) = sandbox.store.meetings(deleted=False)
    assert live.start_time == world.START + timedelta(days=14)
    assert world.meeting_of(made).state == MeetingState.LIVE


def test_a_change_whose_answer_was_lost_and_that_is_taken_back_is_no_drift(
    made: Workshop, tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    sandbox.faults.add("reset", "PATCH", MEETINGS, when="after")
    move(made, 7)
    meeting_jobs.reconcile_due(tools)
    move(made, 0)
    world.settle(tools, at, minutes=10)
    (live,) = sandbox.store.meetings(deleted=False)
    assert live.start_time == world.START
    assert world.meeting_of(made).state == MeetingState.LIVE


def test_a_doubt_about_a_change_survives_the_loss_of_the_work_table(
    made: Workshop, tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    sandbox.faults.add("lands_late", "PATCH", MEETINGS, seconds=100)
    move(made, 7)
    meeting_jobs.reconcile_due(tools)
    move(made, 14)
    at.forward(seconds=20)
    meeting_jobs.reconcile_due(tools)
    Work.objects.all().delete()
    world.settle(tools, at, minutes=65)
    (live,) = sandbox.store.meetings(deleted=False)
    assert live.start_time == world.START + timedelta(days=14)


def test_a_person_who_deletes_a_meeting_is_still_heard_after_a_change_in_doubt(
    made: Workshop, tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    sandbox.faults.add("reset", "PATCH", MEETINGS, when="after")
    move(made, 7)
    meeting_jobs.reconcile_due(tools)
    (live,) = sandbox.store.meetings(deleted=False)
    sandbox.store.delete_meeting(live.id)
    world.settle(tools, at, minutes=10)
    assert world.meeting_of(made).state == MeetingState.GONE
    assert sandbox.store.meetings(deleted=False) == []


def test_settings_that_zoom_drops_for_ever_cost_no_endless_writes_after_a_doubt(
    made: Workshop, tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    sandbox.store.edit_meeting(sandbox.store.meetings()[0].id, settings={"waiting_room": False})
    sandbox.faults.add("dropped_settings", "PATCH", MEETINGS, times=None)
    sandbox.faults.add("reset", "PATCH", MEETINGS, when="after")
    move(made, 7)
    world.settle(tools, at, minutes=180)
    assert world.meeting_of(made).state == MeetingState.DRIFTED
    assert sum(call.method == "PATCH" for call in sandbox.store.calls()) <= 3


def test_a_twin_of_a_cancelled_workshop_is_taken_away_with_it(
    tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    sandbox.faults.add("duplicate", "POST")
    workshop = world.publish()
    meeting_jobs.reconcile_due(tools)
    world.change(workshop, state=State.CANCELLED)
    meeting_jobs.reconcile_due(tools)
    assert sandbox.store.meetings(deleted=False) == []


def test_a_twin_that_shows_only_after_the_cancellation_is_swept(
    tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    workshop = world.publish()
    sandbox.faults.add("duplicate", "POST")
    meeting_jobs.reconcile_due(tools)
    twin = max(meeting.id for meeting in sandbox.store.meetings())
    sandbox._veil.hide([twin], until=at.at + timedelta(minutes=2), lists=0)
    world.change(workshop, state=State.CANCELLED)
    world.settle(tools, at, minutes=65)
    assert sandbox.store.meetings(deleted=False) == []


def test_a_workshop_put_off_until_zooms_midnight_is_not_tried_again_every_hour(
    tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    sandbox.limits.meetings_per_day = 1
    for days in range(2):
        world.publish(start=world.START + timedelta(days=days))
    world.settle(tools, at, minutes=6 * 60)
    assert [call.status for call in sandbox.store.calls() if call.path.endswith("/meetings")].count(
        429
    ) == 1
    world.settle(tools, at, minutes=2 * 60)
    assert len(sandbox.store.meetings()) == 2


@pytest.mark.parametrize("error", ["", "Zoom: too many calls"])
def test_an_absurd_due_time_is_repaired_by_the_sweep(
    tools: Tools, sandbox: SandboxZoom, at: SetClock, error: str
) -> None:
    world.publish()
    Work.objects.update(due=at.at + timedelta(days=400), error=error)
    world.settle(tools, at, minutes=1)
    assert len(sandbox.store.meetings()) == 1
