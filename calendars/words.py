"""Times in words, always with their zone: the same on pages, in mails and in calendars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from calendars import clock

if TYPE_CHECKING:
    from datetime import datetime

_NAMED = {"America/Los_Angeles": "Pacific time", "UTC": "universal time"}


@dataclass(frozen=True, slots=True)
class LocalTimes:
    """A span as one zone shows it, such as `Tuesday 8 December 2026`, `9:00 am – 1:00 pm PST`."""

    day: str
    hours: str
    zone: str
    start_text: str


def local_times(span: tuple[datetime, datetime], zone_name: str) -> LocalTimes:
    """Return the texts for a span of UTC instants; an end on another day says which."""
    tz = clock.zone(zone_name)
    start, end = (moment.astimezone(tz) for moment in span)
    last = clock_time(end) if end.date() == start.date() else f"{clock_time(end)} {end:%a}"
    return LocalTimes(
        day=f"{start:%A} {start.day} {start:%B %Y}",
        hours=f"{clock_time(start)} – {last} {_zone_suffix(start)}",
        zone=zone_label(zone_name),
        start_text=f"{clock_time(start)} {_zone_suffix(start)}",
    )


def zone_label(name: str) -> str:
    """Return a zone's name for people: `Pacific time`, or its city.

    >>> zone_label("America/New_York")
    'New York'
    """
    if name in _NAMED:
        return _NAMED[name]
    return name.rpartition("/")[2].replace("_", " ")


def _zone_suffix(moment: datetime) -> str:
    """Return `PST`, or the offset where a zone has no letters: `UTC+05:45`."""
    name, offset = moment.tzname() or "", f"{moment:%z}"
    return name if name.isalpha() else f"UTC{offset[:3]}:{offset[3:5]}"


def clock_time(moment: datetime) -> str:
    """Return what a twelve-hour clock shows: `9:00 am`."""
    return f"{moment.hour % 12 or 12}:{moment:%M} {'am' if moment.hour < 12 else 'pm'}"  # noqa: PLR2004 -- noon
