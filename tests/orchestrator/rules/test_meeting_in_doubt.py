from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from orchestrator.rules.meeting import (
    SAFE_WAIT,
    FoundMeeting,
    MeetingSpec,
    MeetingState,
    Remembered,
    Step,
    next_in_doubt,
)

NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)
WANTED = MeetingSpec("Workshop", datetime(2026, 12, 9, 13, tzinfo=UTC), 240, "America/Los_Angeles")
OTHER = replace(WANTED, start=WANTED.start + timedelta(days=7))
FOUND = FoundMeeting(81234567890, "w-1", WANTED, "https://zoom.example/j/1", False, {})  # noqa: FBT003 -- started
ELSEWHERE = replace(FOUND, spec=OTHER)
WRITTEN = Remembered(MeetingState.LIVE, FOUND.zoom_id, WANTED, doubtful_since=NOW)
TAKEN_AWAY = replace(WRITTEN, state=MeetingState.ABSENT)


def step(row: Remembered, found: FoundMeeting | None, now: datetime = NOW) -> Step | None:
    action = next_in_doubt(WANTED, row, found, now)
    return action.step if action else None


def test_without_a_doubt_or_a_wish_there_is_nothing_to_say() -> None:
    assert step(replace(WRITTEN, doubtful_since=None), ELSEWHERE) is None
    assert next_in_doubt(None, TAKEN_AWAY, FOUND, NOW) is None


@pytest.mark.parametrize("found", [FOUND, ELSEWHERE])
def test_what_may_still_land_is_waited_for(found: FoundMeeting) -> None:
    for row in (WRITTEN, TAKEN_AWAY):
        action = next_in_doubt(WANTED, row, found, NOW + timedelta(seconds=30))
        assert action
        assert (action.step, action.meeting) == (Step.LOOK_AGAIN, found)
        assert action.after == SAFE_WAIT - timedelta(seconds=30)


def test_a_wish_that_was_not_written_yet_does_not_wait() -> None:
    assert step(replace(WRITTEN, written=OTHER), ELSEWHERE) is None


def test_what_landed_late_is_written_over_once_and_is_no_persons_drift() -> None:
    assert step(WRITTEN, ELSEWHERE, NOW + SAFE_WAIT) is Step.UPDATE
    assert step(WRITTEN, FOUND, NOW + SAFE_WAIT) is None


def test_what_is_missing_after_we_began_to_take_it_away_was_not_deleted_by_a_person() -> None:
    assert step(TAKEN_AWAY, None) is Step.FORGET
    assert step(WRITTEN, None) is None
