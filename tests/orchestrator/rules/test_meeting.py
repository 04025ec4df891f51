from __future__ import annotations

import doctest
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from orchestrator.rules import meeting
from orchestrator.rules.meeting import (
    GONE_SIGHTINGS,
    SAFE_WAIT,
    FoundMeeting,
    MeetingSpec,
    MeetingState,
    Remembered,
    Step,
    differences,
    next_named,
    next_unnamed,
    tag_line,
    tag_of,
)

NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)
WANTED = MeetingSpec("Workshop", datetime(2026, 12, 9, 13, tzinfo=UTC), 240, "America/Los_Angeles")
FOUND = FoundMeeting(81234567890, "w-1", WANTED, "https://zoom.example/j/1", False, WANTED.settings)  # noqa: FBT003 -- started
NOTHING = Remembered(MeetingState.ABSENT)
NAMED = Remembered(MeetingState.LIVE, zoom_id=81234567890, written=WANTED)


def doubtful(since: datetime, clean_lists: int) -> Remembered:
    return Remembered(MeetingState.DOUBTFUL, doubtful_since=since, clean_lists=clean_lists)


def test_the_examples_in_the_docstrings_are_true() -> None:
    assert doctest.testmod(meeting).failed == 0


def test_the_tag_is_the_first_line_of_the_agenda_and_nothing_else_is() -> None:
    assert tag_of(tag_line("w-12ab") + "\nmore") == "w-12ab"
    assert tag_of("Welcome [ref:w-12ab]") == ""
    assert tag_of("[ref:" + "x" * 65 + "]") == ""


def test_a_wanted_meeting_that_nowhere_is_gets_created() -> None:
    assert next_unnamed(WANTED, NOTHING, [], NOW).step is Step.CREATE


def test_one_that_carries_our_tag_is_adopted_and_never_made_again() -> None:
    action = next_unnamed(WANTED, NOTHING, [FOUND], NOW)
    assert (action.step, action.meeting) == (Step.ADOPT, FOUND)


def test_of_twins_the_started_one_is_adopted_else_the_lower_number() -> None:
    twin = replace(FOUND, zoom_id=FOUND.zoom_id - 1)
    started = replace(FOUND, zoom_id=FOUND.zoom_id + 1, started=True)
    assert next_unnamed(WANTED, NOTHING, [FOUND, twin], NOW).meeting == twin
    assert next_unnamed(WANTED, NOTHING, [FOUND, twin, started], NOW).meeting == started


@pytest.mark.parametrize(
    ("age", "clean_lists", "step"),
    [
        (timedelta(0), 0, Step.LOOK_AGAIN),
        (SAFE_WAIT, 0, Step.LOOK_AGAIN),
        (SAFE_WAIT - timedelta(seconds=1), 5, Step.LOOK_AGAIN),
        (SAFE_WAIT, 1, Step.CREATE),
    ],
)
def test_after_a_doubt_nothing_is_made_before_the_safe_wait_and_two_clean_lists(
    age: timedelta, clean_lists: int, step: Step
) -> None:
    action = next_unnamed(WANTED, doubtful(NOW - age, clean_lists), [], NOW)
    assert action.step is step
    if step is Step.LOOK_AGAIN:
        assert action.after >= max(meeting.LIST_SPACING, SAFE_WAIT - age)


def test_after_a_doubt_a_late_meeting_is_adopted() -> None:
    assert next_unnamed(WANTED, doubtful(NOW, 0), [FOUND], NOW).step is Step.ADOPT


def test_what_is_no_longer_wanted_is_deleted_or_forgotten_but_a_doubt_is_waited_out() -> None:
    assert next_unnamed(None, NOTHING, [FOUND], NOW).step is Step.DELETE
    assert next_unnamed(None, NOTHING, [], NOW).step is Step.FORGET
    assert next_unnamed(None, doubtful(NOW, 0), [], NOW).step is Step.LOOK_AGAIN
    assert next_unnamed(None, doubtful(NOW - SAFE_WAIT, 1), [], NOW).step is Step.FORGET


def test_a_meeting_that_a_person_deleted_is_never_made_again_by_itself() -> None:
    gone = Remembered(MeetingState.GONE)
    assert next_unnamed(WANTED, gone, [], NOW).step is Step.REST
    assert next_unnamed(None, gone, [], NOW).step is Step.FORGET


def test_a_meeting_as_wanted_rests() -> None:
    assert next_named(WANTED, NAMED, FOUND).step is Step.REST


def test_a_change_of_ours_is_written_and_a_change_of_somebody_else_is_shown() -> None:
    moved = replace(WANTED, start=WANTED.start + timedelta(days=1))
    ours = next_named(moved, NAMED, FOUND)
    assert (ours.step, ours.changed) == (Step.UPDATE, ("start",))
    theirs = next_named(WANTED, NAMED, replace(FOUND, spec=moved))
    assert (theirs.step, theirs.changed) == (Step.DRIFT, ("start",))


def test_an_adopted_meeting_that_is_not_as_wanted_is_written_once() -> None:
    adopted = replace(NAMED, written=None)
    other = replace(FOUND, spec=replace(WANTED, topic="Other"))
    assert next_named(WANTED, adopted, other).step is Step.UPDATE
    assert next_named(WANTED, NAMED, other).step is Step.DRIFT


def test_missing_means_gone_at_the_second_sighting_only() -> None:
    assert next_named(WANTED, NAMED, None).step is Step.LOOK_AGAIN
    seen = replace(NAMED, missing_sightings=GONE_SIGHTINGS - 1)
    assert next_named(WANTED, seen, None).step is Step.GONE
    assert next_named(None, NAMED, None).step is Step.FORGET


def test_a_meeting_that_started_is_never_deleted() -> None:
    assert next_named(None, NAMED, FOUND).step is Step.DELETE
    assert next_named(None, NAMED, replace(FOUND, started=True)).step is Step.REST


def test_each_difference_is_named_and_a_list_answer_hides_the_settings() -> None:
    other = MeetingSpec("Other", WANTED.start + timedelta(hours=1), 60, "UTC")
    found = replace(FOUND, spec=other, settings={**WANTED.settings, "auto_recording": "cloud"})
    assert differences(WANTED, found) == ("topic", "start", "minutes", "timezone", "auto_recording")
    assert differences(WANTED, replace(FOUND, settings={})) == ()


def test_a_named_meeting_that_we_never_wrote_is_put_right_and_no_drift() -> None:
    other = replace(FOUND, spec=replace(WANTED, topic="Other"))
    assert next_named(WANTED, replace(NAMED, written=None), other).step is Step.UPDATE
    assert next_named(WANTED, NAMED, other).step is Step.DRIFT


def test_a_setting_is_ours_to_write_only_when_we_want_it_otherwise_than_we_wrote_it() -> None:
    registering = replace(WANTED, registration=True)
    ours = next_named(registering, NAMED, FOUND)
    assert (ours.step, ours.changed) == (Step.UPDATE, ("approval_type",))
    written = replace(NAMED, written=registering)
    assert next_named(registering, written, FOUND).step is Step.DRIFT
