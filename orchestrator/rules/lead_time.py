"""Lead time: a workshop is asked for at least so many calendar months ahead, in our own zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calendars import clock
from orchestrator.rules.days import Day
from orchestrator.rules.sentence import Counted
from orchestrator.rules.verdict import Reason, refused

if TYPE_CHECKING:
    from datetime import date, datetime

    from orchestrator.rules.sentence import Spoken


def day_in(moment: datetime, zone: str) -> date:
    """Return the calendar day that an instant has in a zone."""
    return moment.astimezone(clock.zone(zone)).date()


def earliest_day(asked_at: datetime, months: int, zone: str) -> date:
    """Return the first day that can be had, counted in `zone` from the day of asking.

    The month is a calendar month, clamped to the end of a shorter one; the day itself is allowed.

    >>> from datetime import UTC, datetime
    >>> earliest_day(datetime(2027, 2, 1, 7, 30, tzinfo=UTC), 1, "America/Los_Angeles")
    datetime.date(2027, 2, 28)
    """
    return clock.add_months(day_in(asked_at, zone), months)


def why_earliest(asked_at: datetime, months: int, zone: str) -> Spoken:
    """Return the sentence that says how the first day was counted."""
    first = earliest_day(asked_at, months, zone)
    return Counted(
        "{first} is the first day: one calendar month after {asked}, counted where we live.",
        "{first} is the first day: {count} calendar months after {asked}, counted where we live.",
        count=months,
        first=Day(first),
        asked=Day(day_in(asked_at, zone)),
    )


def too_soon(start: datetime, asked_at: datetime, months: int, zone: str) -> Reason | None:
    """Return why the start (UTC) comes too soon, None when it does not."""
    first = earliest_day(asked_at, months, zone)
    if day_in(start, zone) >= first:
        return None
    return refused(
        "too_soon",
        "That is too soon. {why}",
        "{first} or later",
        why=why_earliest(asked_at, months, zone),
        first=Day(first),
    )
