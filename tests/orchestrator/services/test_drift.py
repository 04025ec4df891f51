from __future__ import annotations

from datetime import timedelta

import pytest
import world
from set_clock import SetClock

from jobs.tools import Tools
from orchestrator.gateways.sandbox_zoom.server import SandboxZoom
from orchestrator.models import Meeting, RetiredMeeting, Workshop
from orchestrator.rules.meeting import MeetingState
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services import drift
from orchestrator.services.overview import drift_rows
from orchestrator.services.zoom import meetings

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(tools: Tools, at: SetClock) -> Workshop:
    """Return a published workshop whose meeting stands."""
    made = world.publish()
    world.settle(tools, at, minutes=5)
    return made


def drifted(
    workshop: Workshop, tools: Tools, sandbox: SandboxZoom, at: SetClock, **by_hand: object
) -> Meeting:
    """Return the meeting after a person changed it in Zoom and we noticed."""
    meeting = world.meeting_of(workshop)
    assert meeting.zoom_id
    sandbox.store.edit_meeting(meeting.zoom_id, **by_hand)
    meetings.mark(workshop)
    world.settle(tools, at, minutes=5)
    meeting = world.meeting_of(workshop)
    assert meeting.state == MeetingState.DRIFTED
    return meeting


def in_zoom(sandbox: SandboxZoom) -> list[tuple[object, str, bool]]:
    found = sandbox.store.meetings(deleted=False)
    return [(one.start_time, one.topic, bool(one.settings["waiting_room"])) for one in found]


def test_the_page_says_what_differs_and_how(
    workshop: Workshop, tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    meeting = drifted(
        workshop, tools, sandbox, at, topic="Theirs", settings={"waiting_room": False}
    )
    assert drift_rows(meeting) == [
        ("topic", "Workshop", "Theirs"),
        ("waiting room", "as we wrote it", "changed"),
    ]


def test_adopting_moves_the_workshop_for_everybody_and_lets_the_settings_stand(
    workshop: Workshop, tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    moved = world.START + timedelta(days=30, hours=1)
    by_hand = {"start_time": moved, "duration": 180, "settings": {"waiting_room": False}}
    meeting = drifted(workshop, tools, sandbox, at, **by_hand)
    drift.adopt_zooms_version(meeting.pk, "user 1")
    world.settle(tools, at, minutes=65)
    after = Workshop.objects.get()
    assert after.span == (moved, moved + timedelta(hours=3))
    assert (after.sequence, after.uid) == (workshop.sequence + 1, workshop.uid)
    assert after.month == moved.date().replace(day=1)
    assert in_zoom(sandbox) == [(moved, "Workshop", False)]
    assert world.meeting_of(workshop).state == MeetingState.LIVE
    assert world.meeting_of(workshop).problem == ""


def test_restoring_writes_ours_over_it(
    workshop: Workshop, tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    meeting = drifted(
        workshop, tools, sandbox, at, topic="Theirs", settings={"waiting_room": False}
    )
    drift.restore_ours(meeting.pk, "user 1")
    world.settle(tools, at, minutes=65)
    assert in_zoom(sandbox) == [(world.START, "Workshop", True)]
    assert world.meeting_of(workshop).state == MeetingState.LIVE


def test_a_change_of_ours_leaves_what_a_person_changed_and_still_shows_it(
    workshop: Workshop, tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    drifted(workshop, tools, sandbox, at, topic="Theirs")
    moved = world.START + timedelta(days=1)
    world.change(workshop, start=moved, end=moved + timedelta(hours=4))
    world.settle(tools, at, minutes=5)
    assert in_zoom(sandbox) == [(moved, "Theirs", True)]
    assert world.meeting_of(workshop).state == MeetingState.DRIFTED


def test_a_replacement_takes_the_place_and_the_old_one_is_swept(
    workshop: Workshop, tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    before = world.meeting_of(workshop)
    drift.make_replacement(before.pk, "user 1")
    world.settle(tools, at, minutes=65)
    after = world.meeting_of(workshop)
    assert after.state == MeetingState.LIVE
    assert after.zoom_id not in (None, before.zoom_id)
    assert [one.id for one in sandbox.store.meetings(deleted=False)] == [after.zoom_id]
    assert not RetiredMeeting.objects.exists()


def test_a_replaced_meeting_that_runs_just_now_is_left_until_it_ends(
    workshop: Workshop, tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    before = world.meeting_of(workshop)
    assert before.zoom_id
    sandbox.attendance.start_meeting(before.zoom_id)
    drift.make_replacement(before.pk, "user 1")
    world.settle(tools, at, minutes=65)
    assert len(sandbox.store.meetings(deleted=False)) == 2
    sandbox.attendance.end_meeting(before.zoom_id)
    world.settle(tools, at, minutes=65)
    assert len(sandbox.store.meetings(deleted=False)) == 1


def test_a_deleted_meeting_is_replaced_by_one_click(
    workshop: Workshop, tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    meeting = world.meeting_of(workshop)
    assert meeting.zoom_id
    sandbox.store.delete_meeting(meeting.zoom_id)
    world.settle(tools, at, minutes=65)
    assert world.meeting_of(workshop).state == MeetingState.GONE
    drift.make_replacement(meeting.pk, "user 1")
    world.settle(tools, at, minutes=5)
    assert world.meeting_of(workshop).state == MeetingState.LIVE


def test_what_is_not_so_any_more_is_refused_and_changes_nothing(
    workshop: Workshop, tools: Tools, at: SetClock
) -> None:
    meeting = world.meeting_of(workshop)
    for act in (drift.adopt_zooms_version, drift.restore_ours):
        with pytest.raises(RuleBroken) as refused:
            act(meeting.pk, "user 1")
        assert refused.value.code == "not_drifted"
    other = world.publish(start=world.START + timedelta(days=100))
    row = Meeting.objects.create(workshop=other)
    with pytest.raises(RuleBroken) as refused:
        drift.make_replacement(row.pk, "user 1")
    assert refused.value.code == "nothing_to_replace"


def test_a_version_of_zoom_that_cannot_be_is_not_adopted(
    workshop: Workshop, tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    meeting = drifted(workshop, tools, sandbox, at, start_time=at.at - timedelta(days=3))
    with pytest.raises(RuleBroken) as refused:
        drift.adopt_zooms_version(meeting.pk, "user 1")
    assert refused.value.code == "drift_unusable"
    world.publish(start=world.START + timedelta(days=5))
    sandbox.store.edit_meeting(
        meeting.zoom_id or 0, start_time=world.START + timedelta(days=5, hours=1)
    )
    meetings.mark(workshop)
    world.settle(tools, at, minutes=5)
    with pytest.raises(RuleBroken) as refused:
        drift.adopt_zooms_version(meeting.pk, "user 1")
    assert refused.value.code == "overlaps"
