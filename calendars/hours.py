"""Weekly opening hours laid onto real dates, with days that are otherwise and days off."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from calendars import clock

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from calendars.intervals import Span

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MIDNIGHT = time(0)
_HOURS = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-4]):([0-5][0-9])", re.ASCII)

Day = tuple[tuple[time, time], ...]  # from, until; an end of 00:00 is the day's end


@dataclass(frozen=True, slots=True)
class Hours:
    """When somebody can be met, in the wall time of `zone`.

    `weekly` has one day for each of Monday to Sunday; `dated` days stand instead of theirs, and a
    day of `closed` (date: why) is off whatever else is said.
    """

    zone: str
    weekly: tuple[Day, ...]
    dated: Mapping[date, Day] = field(default_factory=dict)
    closed: Mapping[date, str] = field(default_factory=dict)

    def on(self, day: date) -> Day:
        """Return the wall hours of a date, in order."""
        if day in self.closed:
            return ()
        return self.dated.get(day, self.weekly[day.weekday()])

    def open_on(self, day: date) -> list[Span]:
        """Return the opening spans of a date in UTC, in order.

        An hour that the spring change skips is not there; one that autumn repeats lasts two.
        """
        tz, spans = clock.zone(self.zone), []
        for start, end in self.on(day):
            last = day + timedelta(days=1) if end == MIDNIGHT else day
            span = _first_passing(tz, day, start), _first_passing(tz, last, end)
            if span[0] < span[1]:
                spans.append(span)
        return spans


def parse_hours(text: str) -> tuple[time, time]:
    """Return the wall hours that a text like `09:00-17:00` names; `24:00` is the day's end.

    >>> parse_hours("09:00-12:30")
    (datetime.time(9, 0), datetime.time(12, 30))

    Raises ValueError with what would be right.
    """
    found = _HOURS.fullmatch(text)
    if found:
        from_hour, from_minute, to_hour, to_minute = map(int, found.groups())
        if (from_hour, from_minute) < (to_hour, to_minute) <= (24, 0):
            return time(from_hour, from_minute), time(to_hour % 24, to_minute)
    raise ValueError(f"{text!r} must be hours like 09:00-17:00, the first before the second")


def day_of(texts: tuple[str, ...]) -> Day:
    """Return a day's hours from texts, in order. Raises ValueError when two of them overlap."""
    spans = sorted((parse_hours(text) for text in texts), key=lambda span: span[0])
    for (_, end), (start, _) in pairwise(spans):
        if end == MIDNIGHT or start < end:
            raise ValueError(f"{', '.join(texts)}: these hours overlap one another")
    return tuple(spans)


def _first_passing(tz: ZoneInfo, day: date, at: time) -> datetime:
    """Return the UTC instant of a wall time; for one that spring skips, the change itself."""
    wall = datetime.combine(day, at)
    found = wall.replace(tzinfo=tz, fold=0).astimezone(UTC)
    if found.astimezone(tz).replace(tzinfo=None) == wall:
        return found
    before = wall.replace(tzinfo=tz, fold=1).astimezone(UTC)
    offset = before.astimezone(tz).utcoffset()
    while found - before > timedelta(seconds=1):
        middle = before + (found - before) // 2
        if middle.astimezone(tz).utcoffset() == offset:
            before = middle
        else:
            found = middle
    return found.replace(microsecond=0)
