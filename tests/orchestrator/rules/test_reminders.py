from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from orchestrator.rules.reminders import next_reminder, reminder_now

START = datetime(2026, 12, 9, 13, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LEADS = (7 * DAY, DAY, HOUR)
LONG_AGO = START - 60 * DAY


@pytest.mark.parametrize(
    ("before", "lead"),
    [
        (7 * DAY + timedelta(seconds=1), None),
        (7 * DAY, 7 * DAY),
        (7 * DAY - 41 * HOUR, 7 * DAY),
        (7 * DAY - 42 * HOUR, None),  # a quarter of its lead late: stale
        (DAY, DAY),
        (DAY - 5.9 * HOUR, DAY),
        (DAY - 6 * HOUR, None),
        (HOUR, HOUR),
        (timedelta(minutes=46), HOUR),
        (timedelta(minutes=45), None),
        (timedelta(0), None),
        (-DAY, None),
    ],
)
def test_a_reminder_belongs_to_its_moment_and_is_never_stale(
    before: timedelta, lead: timedelta | None
) -> None:
    found = reminder_now(START, START - before, LEADS, known_since=LONG_AGO)
    assert (found.lead if found else None) == lead


def test_nobody_is_reminded_of_what_they_were_just_told() -> None:
    now = START - DAY + timedelta(minutes=5)
    assert reminder_now(START, now, LEADS, known_since=now) is None
    assert reminder_now(START, now, LEADS, known_since=START - DAY)


def test_the_next_reminder_is_the_nearest_to_come() -> None:
    assert next_reminder(START, START - 8 * DAY, LEADS) == START - 7 * DAY
    assert next_reminder(START, START - 7 * DAY, LEADS) == START - DAY
    assert next_reminder(START, START - HOUR, LEADS) is None
