"""The travel plan from home: how one goes, on which days, and which span of time it takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from calendars import clock
from orchestrator.rules.place.geography import Point, miles_between

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calendars.intervals import Span
    from orchestrator.rules.travel.fares import Airport

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


class TravelMode(StrEnum):
    """How one gets there."""

    LOCAL = "local"  # there and back on the day
    DRIVE = "drive"
    FLY = "fly"


@dataclass(frozen=True, slots=True)
class TravelRules:
    """What the company has decided about travelling; `home` is where every way begins.

    Road miles are great-circle miles times `road_factor`. Days, and the hour before which a start
    is early, are counted in `zone`: the facilitator's body keeps it on the first days.
    """

    home: Point
    zone: str
    local_miles: int
    drive_miles: int
    road_factor: float
    early_start: time
    rest_shift_hours: float
    rest_hours: float
    local_margin: timedelta


@dataclass(frozen=True, slots=True)
class TravelPlan:
    """How, how far (road miles one way), and when; `block` (UTC) is the time it takes in all.

    `first_day` and `nights`, on whose evening a bed is needed, are dates at home. `airport` is
    the one flown to; None otherwise, and where a person prices the flight.
    """

    mode: TravelMode
    distance_miles: float
    block: Span
    first_day: date
    nights: tuple[date, ...] = ()
    airport: Airport | None = None

    @property
    def days(self) -> tuple[date, ...]:
        """Return the days on the way, the first and the last one too."""
        return (*self.nights, self.nights[-1] + DAY) if self.nights else ()


def plan_travel(
    rules: TravelRules, venue: Point, zone: str, workshop: Span, airports: Sequence[Airport]
) -> TravelPlan:
    """Return the plan for a workshop (UTC span) at the venue, which keeps `zone`.

    Over night one goes out the day before and comes back the day after, a day earlier for a start
    that is early by the clock at home; after a shift of the clock the facilitator rests.
    """
    miles = round(miles_between(rules.home, venue) * rules.road_factor, 1)
    if miles <= rules.local_miles:
        block = (workshop[0] - rules.local_margin, workshop[1] + rules.local_margin)
        day = workshop[0].astimezone(clock.zone(rules.zone)).date()
        return TravelPlan(TravelMode.LOCAL, miles, block, day)
    out, back = _days(rules, workshop)
    nights = tuple(out + DAY * number for number in range((back - out).days))
    block = _block(rules, out, back, _shift(rules.zone, zone, workshop[0]))
    if miles <= rules.drive_miles:
        return TravelPlan(TravelMode.DRIVE, miles, block, out, nights)
    by_distance = {miles_between(one.point, venue): one for one in reversed(airports)}
    nearest = by_distance[min(by_distance)] if by_distance else None
    return TravelPlan(TravelMode.FLY, miles, block, out, nights, nearest)


def _days(rules: TravelRules, workshop: Span) -> tuple[date, date]:
    """Return the day out and the day back, as the calendar at home counts them."""
    start, end = (moment.astimezone(clock.zone(rules.zone)) for moment in workshop)
    early = start.time() < rules.early_start
    return start.date() - DAY * (2 if early else 1), end.date() + DAY


def _block(rules: TravelRules, out: date, back: date, shift: timedelta) -> Span:
    """Return whole days at home, midnight to midnight, and the rest after them.

    Three days are 72 hours, 73 in the week the clocks go back, 71 when they go forward.
    """
    start = clock.instant(out, time(0), rules.zone)
    end = clock.instant(back + DAY, time(0), rules.zone)
    rests = abs(shift) >= rules.rest_shift_hours * HOUR
    return start, end + (rules.rest_hours * HOUR if rests else timedelta(0))


def _shift(home: str, away: str, moment: datetime) -> timedelta:
    """Return how far the clocks of two zones stand apart at a moment."""
    there, here = (moment.astimezone(clock.zone(zone)).utcoffset() for zone in (away, home))
    return (there or timedelta(0)) - (here or timedelta(0))
