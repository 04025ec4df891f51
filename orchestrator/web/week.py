"""One week of free times as pages show it: seven days in the visitor's own zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from calendars import clock
from calendars.words import clock_time
from orchestrator.services.consultations import diary
from orchestrator.services.language import spoken_now
from orchestrator.web.times import typed_day, zone_label

if TYPE_CHECKING:
    from calendars.slots import Availability

A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
YEARS = range(1900, 9000)  # any zone, and the weeks around, exist in them


@dataclass(frozen=True, slots=True)
class Slot:
    """One free time: `value` is its instant in ISO 8601, `text` what the visitor's clock shows."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the visitor's, with its free times in order."""

    day: date
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """A week from Monday on; `before`, `after` and `next_free` are the Mondays of other weeks."""

    days: tuple[Day, ...]
    zone: str
    zone_label: str
    before: date | None
    after: date | None
    next_free: date | None

    @property
    def is_empty(self) -> bool:
        """Say whether no time of this week is free."""
        return not any(day.slots for day in self.days)


def week_of(seen: Availability, zone: str, asked: str) -> Week:
    """Return the week that holds the day `asked` (ISO 8601), else the first with a free time."""
    tz = clock.zone(zone)
    free: dict[date, list[Slot]] = {}
    for start in seen.starts(*diary.bookable_days()):
        local = start.astimezone(tz)
        free.setdefault(local.date(), []).append(Slot(value_of(start), _text(local)))
    today = clock.today(zone)
    last = seen.last_day + A_DAY  # elsewhere the host's last day may be tomorrow already
    monday = _monday(_day(asked) or min(free, default=today))
    monday = min(max(monday, _monday(today)), _monday(last))
    days = [monday + number * A_DAY for number in range(7)]
    later = [day for day in sorted(free) if day >= monday + A_WEEK]
    return Week(
        days=tuple(Day(day, tuple(free.get(day, ()))) for day in days),
        zone=zone,
        zone_label=zone_label(zone),
        before=monday - A_WEEK if monday > _monday(today) else None,
        after=monday + A_WEEK if monday < _monday(last) else None,
        next_free=_monday(later[0]) if later else None,
    )


def _text(local: datetime) -> str:
    """Return the wall time; one that autumn repeats says which of the two it is."""
    repeated = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    text = clock_time(local, spoken_now())
    return f"{text} {local:%Z}" if repeated else text


def value_of(start: datetime) -> str:
    """Return an instant as it stands in forms and addresses: `2026-12-01T17:00:00Z`."""
    return f"{start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def start_of(text: str) -> datetime | None:
    """Return the instant of such a text, None when it is none or in no year of people."""
    try:
        found = clock.parse_instant(text)
    except clock.TimeError:
        return None
    return found if found.year in YEARS else None


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _day(text: str) -> date | None:
    found = typed_day(text)
    return found if found and found.year in YEARS else None
