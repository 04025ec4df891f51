"""Parts of the day: for which part of the world a workshop's hours are kind."""

from __future__ import annotations

from datetime import datetime, time
from enum import StrEnum

from calendars import clock
from orchestrator.rules.sentence import Sentence

EARLIEST, LATEST = time(7), time(21)


class Part(StrEnum):
    """A part of the world, by whose working day hours are chosen."""

    EUROPE_AFRICA = "europe_africa"
    AMERICAS = "americas"
    ASIA_PACIFIC = "asia_pacific"

    @property
    def label(self) -> Sentence:
        """Return the name fit to show."""
        return _LABELS[self]


_LABELS = {
    Part.EUROPE_AFRICA: Sentence("Europe and Africa"),
    Part.AMERICAS: Sentence("Americas"),
    Part.ASIA_PACIFIC: Sentence("Asia and Pacific"),
}
# Where most people of each part live, from its west to its east.
PLACES = {
    Part.EUROPE_AFRICA: ("Europe/London", "Europe/Berlin", "Africa/Lagos", "Africa/Nairobi"),
    Part.AMERICAS: ("America/Los_Angeles", "America/Chicago", "America/New_York", "America/Bogota"),
    Part.ASIA_PACIFIC: ("Asia/Singapore", "Asia/Tokyo", "Australia/Sydney", "Pacific/Auckland"),
}


def suits(start: datetime, end: datetime) -> tuple[Part, ...]:
    """Return the parts for which a workshop from `start` to `end` (UTC) lies in waking hours.

    A part is suited when at least three of its four places have it between 07:00 and 21:00 of one
    local day; when no part is, it is the one with the most such places.
    """
    fits = {part: sum(_awake(start, end, zone) for zone in PLACES[part]) for part in Part}
    needed = min(3, max(fits.values()))
    return tuple(part for part in Part if fits[part] >= needed) if needed else tuple(Part)


def _awake(start: datetime, end: datetime, zone: str) -> bool:
    tz = clock.zone(zone)
    local_start, local_end = start.astimezone(tz), end.astimezone(tz)
    same_day = local_start.date() == local_end.date()
    return same_day and local_start.time() >= EARLIEST and local_end.time() <= LATEST
