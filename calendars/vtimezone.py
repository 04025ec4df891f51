"""VTIMEZONE: how a zone's clocks change, as two yearly rules that every calendar app reads.

The rules come from the POSIX line that ends each file of tzdata (RFC 9636, 3.3). That line says how
the clocks change from the last known change on; so it is used only where it gives the very offsets
that zoneinfo gives at every instant asked for, and else there are no observances: write UTC then.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from calendars import clock

if TYPE_CHECKING:
    from collections.abc import Collection

Rule = dict[str, str | int | list[int]]
DAY = timedelta(days=1)
WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")  # as POSIX counts them
LAST_WEEK, FEBRUARY = 5, 2
_NAME, _SPAN, _RULE = r"([A-Za-z]+|<[^>]+>)", r"([+-]?\d+(?::\d+)*)", r"M(\d+)\.(\d)\.(\d)"
_FOOTER = re.compile(
    f"{_NAME}{_SPAN}(?:{_NAME}{_SPAN}?,{_RULE}(?:/{_SPAN})?,{_RULE}(?:/{_SPAN})?)?"
)


@dataclass(frozen=True, slots=True)
class Observance:
    """A part of the year with one offset: standard or daylight time (RFC 5545, 3.6.5).

    It first begins at the local time `start`, read on the clock before the change, and again each
    year by `rule` (None: it has no end). `before` and `after` are offsets from UTC.
    """

    daylight: bool
    name: str
    before: timedelta
    after: timedelta
    start: datetime
    rule: Rule | None


@dataclass(frozen=True, slots=True)
class _Change:
    """When the clocks change each year: a weekday of a month, and a time from its midnight on."""

    month: int
    week: int
    weekday: int
    time: timedelta

    def in_year(self, year: int) -> datetime:
        """Return the local time of the change, read on the clock before it."""
        first = date(year, self.month, 1)
        days = (self.weekday - first.isoweekday()) % 7 + 7 * (self.week - 1)
        if days >= monthrange(year, self.month)[1]:
            days -= 7
        return datetime.combine(first, datetime.min.time()) + timedelta(days=days) + self.time

    def rule(self) -> Rule | None:
        """Return the recurrence rule; None when no single one can say it.

        A time outside its own day moves the weekday, and the days of the month it may fall on are
        named instead; these must be days of that month.
        """
        days, length = self.time // DAY, monthrange(2026, self.month)[1]
        weekday = WEEKDAYS[(self.weekday + days) % 7]
        yearly: Rule = {"FREQ": "YEARLY", "BYMONTH": self.month}
        if days == 0:
            week = -1 if self.week == LAST_WEEK else self.week
            return {**yearly, "BYDAY": f"{week}{weekday}"}
        last = min(self.week * 7, length) + days
        if self.month == FEBRUARY or not 7 <= last <= length:  # noqa: PLR2004 -- a week of days
            return None
        return {**yearly, "BYDAY": weekday, "BYMONTHDAY": list(range(last - 6, last + 1))}


@dataclass(frozen=True, slots=True)
class _Rules:
    """What a POSIX line says: standard time, and daylight time with its two changes a year."""

    name: str
    offset: timedelta
    other_name: str = ""
    other_offset: timedelta = timedelta()
    changes: tuple[_Change, _Change] | None = None

    def at(self, moment: datetime) -> timedelta:
        """Return the offset at a UTC instant."""
        if self.changes is None:
            return self.offset
        forth, back = self.changes
        naive = moment.astimezone(UTC).replace(tzinfo=None)
        known = [
            change
            for year in range(naive.year - 1, naive.year + 2)
            for change in (
                (forth.in_year(year) - self.offset, self.other_offset),
                (back.in_year(year) - self.other_offset, self.offset),
            )
        ]
        return max(change for change in known if change[0] <= naive)[1]


def observances(zone_name: str, moments: Collection[datetime]) -> tuple[Observance, ...] | None:
    """Return the zone's observances, from the year before the earliest of `moments` on.

    None when the zone has no yearly rules that are right at every one of `moments`.
    """
    zone, rules = clock.zone(zone_name), _rules(zone_name)
    if rules is None or any(
        rules.at(moment) != moment.astimezone(zone).utcoffset() for moment in moments
    ):
        return None
    year = min(moments).year - 1
    if rules.changes is None:
        begin = datetime(year, 1, 1)  # noqa: DTZ001 -- a local time, as RFC 5545 wants it here
        return (Observance(False, rules.name, rules.offset, rules.offset, begin, None),)  # noqa: FBT003 -- the table's first column
    offset, other, (forth, back) = rules.offset, rules.other_offset, rules.changes
    summer = other > offset  # Dublin's other time is its winter time
    return (
        Observance(not summer, rules.name, other, offset, back.in_year(year), back.rule()),
        Observance(summer, rules.other_name, offset, other, forth.in_year(year), forth.rule()),
    )


@cache
def _rules(zone_name: str) -> _Rules | None:
    """Return what the zone's POSIX line says; None when there is none that a rule can tell."""
    found = _FOOTER.fullmatch(_footer(zone_name))
    if found is None:
        return None
    name, offset, other_name, other_offset, *changes = found.groups()
    standard = _Rules(name.strip("<>"), -_span(offset))
    if other_name is None:
        return standard
    forth, back = _change(*changes[:4]), _change(*changes[4:])
    if forth.rule() is None or back.rule() is None:
        return None
    other = -_span(other_offset) if other_offset else standard.offset + timedelta(hours=1)
    return _Rules(standard.name, standard.offset, other_name.strip("<>"), other, (forth, back))


def _footer(zone_name: str) -> str:
    file = files("tzdata").joinpath("zoneinfo", *zone_name.split("/"))
    return file.read_bytes().rstrip(b"\n").rpartition(b"\n")[2].decode() if file.is_file() else ""


def _change(month: str, week: str, weekday: str, time: str | None) -> _Change:
    return _Change(int(month), int(week), int(weekday), _span(time or "2"))


def _span(text: str) -> timedelta:
    hours, minutes, seconds = ([*text.lstrip("+-").split(":"), "0", "0"])[:3]
    span = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds))
    return -span if text.startswith("-") else span
