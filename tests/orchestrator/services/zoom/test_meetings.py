from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import world
from django.conf import settings
from set_clock import SetClock

from jobs import meetings as meeting_jobs
from jobs.tools import Tools
from orchestrator.gateways.sandbox_zoom.server import SandboxZoom
from orchestrator.gateways.zoom.errors import ZoomError
from orchestrator.models import Meeting, RetiredMeeting, Work
from orchestrator.rules.meeting import MeetingState
from orchestrator.rules.workshop import State, Venue
from orchestrator.services import drift, work
from orchestrator.services.zoom.meetings import KIND

pytestmark = pytest.mark.django_db
CREATE = "/v2/users/*/meetings"
WRITES = ("POST", "PATCH", "DELETE")


def live(sandbox: SandboxZoom) -> list[int]:
    return [meeting.id for meeting in sandbox.store.meetings(deleted=False)]


def writes(sandbox: SandboxZoom) -> list[str]:
    return [
        call.method
        for call in sandbox.store.calls()
        if call.method in WRITES and call.path.startswith("/v2/")
    ]


def test_a_published_workshop_gets_its_meeting_exactly_as_wanted(
    tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    workshop = world.publish()
    meeting_jobs.reconcile_due(tools)
    (stored,) = sandbox.store.meetings()
    row = world.meeting_of(workshop)
    assert (row.state, row.zoom_id, row.problem) == (MeetingState.LIVE, stored.id, "")
    assert row.join_url.startswith(sandbox.url)
    assert (stored.start_time, stored.duration) == (world.START, 240)
    assert stored.tag == f"[ref:{row.tag}]"
    assert writes(sandbox) == ["POST"]


def test_nothing_is_made_for_what_is_not_online_not_published_or_over(
    tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    world.publish(venue=Venue.ON_SITE)
    world.publish(state=State.CANCELLED)
    world.publish(state=State.TO_BE_DECIDED, start=None, month=date(2026, 12, 1))
    world.publish(start=at.at - timedelta(hours=4))
    world.settle(tools, at)
    assert sandbox.store.meetings() == []


def test_a_workshop_beyond_the_horizon_gets_its_meeting_when_it_comes_inside(
    tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    horizon = timedelta(days=settings.COMPANY.workshops.meeting_horizon_days)
    world.publish(start=at.at + horizon + timedelta(days=3))
    meeting_jobs.reconcile_due(tools)
    assert live(sandbox) == []
    assert work.next_due(KIND) == at.at + timedelta(days=3)
    at.forward(days=3)
    meeting_jobs.reconcile_due(tools)
    assert len(live(sandbox)) == 1


def test_an_unchanged_workshop_costs_no_write_in_a_day(
    tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    world.publish()
    meeting_jobs.reconcile_due(tools)
    before = len(writes(sandbox))
    world.settle(tools, at, minutes=24 * 60)
    assert len(writes(sandbox)) == before


def test_a_moved_workshop_moves_its_meeting_and_the_link_stays(
    tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    workshop = world.publish()
    meeting_jobs.reconcile_due(tools)
    link = world.meeting_of(workshop).join_url
    moved = world.START + timedelta(days=7)
    world.change(workshop, start=moved, end=moved + timedelta(hours=4), title="New title")
    meeting_jobs.reconcile_due(tools)
    (stored,) = sandbox.store.meetings()
    assert (stored.start_time, stored.topic) == (moved, "New title")
    assert world.meeting_of(workshop).join_url == link
    assert writes(sandbox) == ["POST", "PATCH"]


def test_a_cancelled_workshop_loses_its_meeting_and_a_revived_one_gets_a_new_one(
    tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    workshop = world.publish()
    meeting_jobs.reconcile_due(tools)
    world.change(workshop, state=State.CANCELLED)
    meeting_jobs.reconcile_due(tools)
    assert live(sandbox) == []
    assert world.meeting_of(workshop).state == MeetingState.ABSENT
    world.change(workshop, state=State.PUBLISHED)
    meeting_jobs.reconcile_due(tools)
    assert len(live(sandbox)) == 1


def test_a_meeting_deleted_by_hand_is_shown_as_gone_and_not_made_again(
    tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    workshop = world.publish()
    meeting_jobs.reconcile_due(tools)
    sandbox.store.delete_meeting(live(sandbox)[0])
    world.settle(tools, at, minutes=180)
    row = world.meeting_of(workshop)
    assert (row.state, row.zoom_id) == (MeetingState.GONE, None)
    assert "deleted this meeting in Zoom" in row.problem
    assert live(sandbox) == []


def test_a_meeting_edited_by_hand_is_shown_as_drift_and_not_overwritten(
    tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    workshop = world.publish()
    meeting_jobs.reconcile_due(tools)
    sandbox.store.edit_meeting(live(sandbox)[0], topic="Theirs")
    world.settle(tools, at, minutes=180)
    row = world.meeting_of(workshop)
    assert row.state == MeetingState.DRIFTED
    assert "topic" in row.problem
    assert sandbox.store.meetings()[0].topic == "Theirs"
    sandbox.store.edit_meeting(live(sandbox)[0], topic=workshop.title)
    world.settle(tools, at, minutes=61)
    assert world.meeting_of(workshop).state == MeetingState.LIVE


def test_a_twin_with_our_tag_is_swept_and_a_foreign_meeting_or_a_stranger_is_not(
    tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    workshop = world.publish()
    meeting_jobs.reconcile_due(tools)
    row = world.meeting_of(workshop)
    fields = {"user_id": tools.zoom.host, "topic": "x", "type": 2, "start_time": world.START}
    twin = tools.zoom._meetings.create(**fields, agenda=f"[ref:{row.tag}]")
    stranger = tools.zoom._meetings.create(**fields, agenda="[ref:w-of-another-house]")
    foreign = tools.zoom._meetings.create(**fields)
    meeting_jobs.sweep(tools)
    assert twin["id"] not in live(sandbox)
    assert sorted(live(sandbox)) == sorted([row.zoom_id, stranger["id"], foreign["id"]])


def test_a_setting_changed_by_hand_is_seen_within_hours_without_any_webhook(
    tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    workshop = world.publish()
    world.settle(tools, at, minutes=5)
    sandbox.store.edit_meeting(live(sandbox)[0], settings={"auto_recording": "cloud"})
    world.settle(tools, at, minutes=8 * 60)
    assert world.meeting_of(workshop).state == MeetingState.DRIFTED
    assert "auto_recording" in world.meeting_of(workshop).problem


def test_a_retired_meeting_that_zoom_keeps_holds_up_no_other(
    tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    workshops = [world.publish(start=world.START + timedelta(days=day)) for day in range(2)]
    world.settle(tools, at, minutes=5)
    for workshop in workshops:
        drift.make_replacement(world.meeting_of(workshop).pk, "user 1")
    meeting_jobs.reconcile_due(tools)
    sandbox.faults.add("scopes_4711", "DELETE")
    with pytest.raises(ZoomError, match="4711"):
        meeting_jobs.sweep(tools)
    assert RetiredMeeting.objects.count() == 1
    meeting_jobs.sweep(tools)
    assert len(live(sandbox)) == 2


def test_deleting_the_whole_work_table_loses_nothing(
    tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    workshops = [world.publish(start=world.START + timedelta(days=day)) for day in range(3)]
    meeting_jobs.reconcile_due(tools)
    moved = world.START + timedelta(days=9)
    world.change(workshops[0], start=moved, end=moved + timedelta(hours=4))
    world.change(workshops[1], state=State.CANCELLED)
    world.publish(start=world.START + timedelta(days=5))
    Work.objects.all().delete()
    world.settle(tools, at, minutes=65)
    starts = sorted(m.start_time for m in sandbox.store.meetings(deleted=False) if m.start_time)
    assert starts == [world.START + timedelta(days=day) for day in (2, 5, 9)]


def test_a_meeting_whose_workshop_was_deleted_from_the_rows_is_left_alone(
    tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    workshop = world.publish()
    meeting_jobs.reconcile_due(tools)
    work.touch(KIND, str(workshop.pk))
    workshop.delete()
    world.settle(tools, at, minutes=65)
    assert len(live(sandbox)) == 1
    assert not Meeting.objects.exists()


def test_no_meeting_is_touched_after_its_workshop_is_over(
    tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    workshop = world.publish()
    meeting_jobs.reconcile_due(tools)
    at.at = datetime(2026, 12, 9, 17, tzinfo=UTC)
    world.change(workshop, state=State.CANCELLED)
    world.settle(tools, at, minutes=65)
    assert len(live(sandbox)) == 1


def test_a_claim_lost_right_before_the_create_makes_nothing(
    tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    world.publish()

    class Thief:
        """A Zoom whose list takes longer than our lease, while somebody else takes over."""

        def __init__(self) -> None:
            self.host = tools.zoom.host

        def list(self) -> list[object]:
            at.at += work.LEASE
            work.claim(KIND)
            return []

        def create(self, *_: object) -> None:
            raise AssertionError("a zombie made a meeting")

    meeting_jobs.reconcile_due(replace(tools, zoom=Thief()))  # type: ignore[arg-type]  # a Zoom of one trick
    assert live(sandbox) == []


def test_the_job_stops_between_two_meetings_when_the_service_stops(
    tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    world.publish()
    tools.stopping.set()
    meeting_jobs.reconcile_due(tools)
    assert live(sandbox) == []
