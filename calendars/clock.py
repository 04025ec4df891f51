"""Civil time: what time it is, what a local hour is in UTC, and how a month is counted.

The only importer of pendulum and the only reader of the machine's clock. What goes in and comes
out is always the standard library's: UTC `datetime` for instants, `date` and `time` for civil
values, IANA names for zones.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pendulum

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOW_VARIABLE = "ORCHESTRATOR_NOW"
NO_PLACES = ("Etc/", "SystemV/", "US/", "posix", "right/", "localtime")  # aliases and leap seconds


class TimeError(ValueError):
    """A civil time, zone or instant that does not exist; the message says why."""


@dataclass(frozen=True, slots=True)
class LocalSpan:
    """A stretch of one local day, such as 09:00-13:00 in Los Angeles, before it has an instant."""

    day: date
    start: time
    end: time
    zone: str


def machine_now() -> datetime:
    """Return the machine's own UTC time, whatever the set clock says."""
    return datetime.now(UTC)  # noqa: TID251 -- the one place that reads the machine's clock


def shifted(start: datetime) -> Callable[[], datetime]:
    """Return a clock that reads `start` now and runs at the machine's speed."""
    offset = start - machine_now()
    return lambda: machine_now() + offset


def initial_clock() -> Callable[[], datetime]:
    """Return the clock a process starts with: what ORCHESTRATOR_NOW sets, or the machine's."""
    text = os.environ.get(NOW_VARIABLE, "")
    return shifted(parse_instant(text)) if text else machine_now


def parse_instant(text: str) -> datetime:
    """Return the UTC instant of an ISO 8601 text that carries its offset.

    >>> parse_instant("2026-11-23T08:00:00-08:00")
    datetime.datetime(2026, 11, 23, 16, 0, tzinfo=datetime.timezone.utc)

    Raises TimeError when it is no date and time, or has no offset.
    """
    try:
        value = datetime.fromisoformat(text)
        if value.tzinfo is not None:
            return value.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise TimeError(f"{text!r} is not a date and time with an offset, like 2026-11-23T08:00-08:00")


_clock = initial_clock()
_as_if: ContextVar[datetime | None] = ContextVar("as_if", default=None)


def now() -> datetime:
    """Return the current UTC instant: the machine's, or the one that was set."""
    return _as_if.get() or _clock()


@contextmanager
def as_if(moment: datetime) -> Iterator[None]:
    """Let this thread alone take `moment` (UTC) for now inside the block: to rehearse what comes.

    The threads beside it go on by the clock.
    """
    token = _as_if.set(moment)
    try:
        yield
    finally:
        _as_if.reset(token)


def set_clock(source: Callable[[], datetime]) -> None:
    """Let `now` read `source` from here on: demo, simulation and support use this."""
    global _clock  # noqa: PLW0603 -- one process has one clock; this is the switch
    _clock = source


@contextmanager
def clock_set(source: Callable[[], datetime]) -> Iterator[None]:
    """Let `now` read `source` inside the block, and what it read before afterwards."""
    before = _clock
    set_clock(source)
    try:
        yield
    finally:
        set_clock(before)


def zone(name: str) -> ZoneInfo:
    """Return the IANA zone of that name; raises TimeError when there is none."""
    try:
        if not name.startswith(NO_PLACES):
            return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    raise TimeError(f"{name!r} is not a time zone; a name like America/Los_Angeles is")


@cache
def place_zones() -> tuple[str, ...]:
    """Return the zones that are named after places, and UTC first: what a person chooses from."""
    names = (files("tzdata") / "zones").read_text(encoding="utf-8").split()
    return ("UTC", *sorted(n for n in names if "/" in n and not n.startswith(NO_PLACES)))


def today(zone_name: str) -> date:
    """Return the calendar date that people in that zone have now."""
    return now().astimezone(zone(zone_name)).date()


def instant(day: date, at: time, zone_name: str) -> datetime:
    """Return the UTC instant of a local wall-clock time.

    A time that the spring change skips raises TimeError; one that the autumn change repeats is
    taken as its first passing (daylight time), as printed timetables mean it.

    >>> instant(date(2020, 1, 8), time(5), "America/Los_Angeles").isoformat()
    '2020-01-08T13:00:00+00:00'
    """
    tz = zone(zone_name)
    local = datetime.combine(day, at, tzinfo=tz).replace(fold=0)
    found = local.astimezone(UTC)
    if found.astimezone(tz).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise TimeError(f"{at:%H:%M} on {day} does not exist in {zone_name}: the clocks go forward")
    return found


def span_instants(span: LocalSpan) -> tuple[datetime, datetime]:
    """Return start and end of a local span in UTC; an end not after its start is the next day."""
    start = instant(span.day, span.start, span.zone)
    end_day = span.day if span.end > span.start else span.day + timedelta(days=1)
    return start, instant(end_day, span.end, span.zone)


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later, clamped to the end of a shorter month.

    >>> add_months(date(2027, 1, 31), 1)
    datetime.date(2027, 2, 28)
    """
    moved = pendulum.date(day.year, day.month, day.day).add(months=months)
    return date(moved.year, moved.month, moved.day)


def month_of(day: date) -> date:
    """Return the first day of the month of `day`: how this house names a month."""
    return day.replace(day=1)


def first_weekday(month: date) -> date:
    """Return the first Monday-to-Friday date of a month."""
    first = pendulum.date(month.year, month.month, 1)
    while first.weekday() >= 5:  # noqa: PLR2004 -- Saturday and Sunday
        first = first.add(days=1)
    return date(first.year, first.month, first.day)
