"""Free slots: opening hours minus busy time and buffers, inside notice and horizon; and why not.

`Availability.why_not` alone decides: what it lets pass is displayed, booked and moved to, and
nothing else is. So whatever is offered can be booked, and every refusal has its reason.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from calendars import clock
from calendars.intervals import Span, Taken, overlap, widened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from calendars.hours import Hours


class WhyNot(StrEnum):
    """Why a time cannot be had; the first that holds, in this order, is told."""

    PAST = "slot_past"
    NOTICE = "slot_too_soon"
    HORIZON = "slot_too_far"
    LENGTH = "slot_wrong_length"
    CLOSED_DAY = "slot_closed_day"
    OUTSIDE_HOURS = "slot_outside_hours"
    OFF_GRID = "slot_off_grid"
    TAKEN = "slot_taken"
    UNSURE = "slot_unsure"
    DAILY_CAP = "slot_day_full"
    WEEKLY_CAP = "slot_week_full"


@dataclass(frozen=True, slots=True)
class SlotRules:
    """What a slot must be. A cap of 0 is none; the horizon counts the host's days after today."""

    length: timedelta
    step: timedelta
    notice: timedelta
    horizon_days: int
    before: timedelta = timedelta(0)
    after: timedelta = timedelta(0)
    daily_cap: int = 0
    weekly_cap: int = 0

    def claim(self, start: datetime) -> Span:
        """Return the time that a slot takes of the host: its buffers are part of it."""
        return widened((start, start + self.length), self.before, self.after)


@dataclass(frozen=True, slots=True)
class Busy:
    """One span (UTC) that is not free, and what for: words for the host's eyes only."""

    start: datetime
    end: datetime
    what: str = ""

    @property
    def span(self) -> Span:
        """Return start and end."""
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Diary:
    """What is known of a host's time: what is taken, what cannot be told, what counts to a cap.

    `busy` holds claims with their buffers and the entries of other calendars; `unsure` the time for
    which a calendar was not read lately; `booked` the starts of slots that are given already.
    """

    busy: Sequence[Busy] = ()
    unsure: Sequence[Busy] = ()
    booked: Sequence[datetime] = ()


class Availability:
    """One host's free time, seen at one moment: made once, asked often."""

    def __init__(self, hours: Hours, diary: Diary, rules: SlotRules, now: datetime) -> None:
        """Lay out the diary; cost n log n of its entries."""
        self.hours, self.diary, self.rules, self.now = hours, diary, rules, now
        self._zone = clock.zone(hours.zone)
        self._busy = Taken(one.span for one in diary.busy)
        self._unsure = Taken(one.span for one in diary.unsure)
        days = [moment.astimezone(self._zone).date() for moment in diary.booked]
        self._per_day = Counter(days)
        self._per_week = Counter(day.isocalendar()[:2] for day in days)
        self._open: dict[date, list[Span]] = {}
        self.last_day = self._day(now) + timedelta(days=rules.horizon_days)
        # Beyond the last day in any zone; the end of all years has no time in zones of the east.
        self._far = now + timedelta(days=rules.horizon_days + 2)

    def why_not(self, start: datetime, length: timedelta | None = None) -> WhyNot | None:
        """Return why a slot cannot start then (UTC); None when it can be had."""
        outside = self._outside_rules(start, length)
        return outside or self._not_free(start)

    def starts(self, first: date, last: date) -> Iterator[datetime]:
        """Yield every start (UTC) that can be had on the host's days, both included, in order."""
        return (start for start in self.grid(first, last) if self.why_not(start) is None)

    def grid(self, first: date, last: date) -> Iterator[datetime]:
        """Yield every start that opening hours know on those days, free or not, in order.

        Days before today and after the horizon have none. Steps are elapsed time, so an hour that
        autumn repeats has its slots twice.
        """
        day, last = max(first, self._day(self.now)), min(last, self.last_day)
        while day <= last:
            for opens, closes in self._open_on(day):
                start = opens
                while start + self.rules.length <= closes:
                    yield start
                    start += self.rules.step
            day += timedelta(days=1)

    def takers(self, start: datetime) -> list[str]:
        """Return what takes that time, or leaves it unsure, for the host's eyes."""
        claim = self.rules.claim(start)
        found = (one for one in (*self.diary.busy, *self.diary.unsure) if overlap(one.span, claim))
        return [one.what for one in found]

    def _outside_rules(self, start: datetime, length: timedelta | None) -> WhyNot | None:
        """Return why the rules know no such slot, whoever has taken what."""
        if start < self.now:
            return WhyNot.PAST
        if start < self.now + self.rules.notice:
            return WhyNot.NOTICE
        if start > self._far or self._day(start) > self.last_day:
            return WhyNot.HORIZON
        day = self._day(start)
        if length is not None and length != self.rules.length:
            return WhyNot.LENGTH
        return self._outside_hours(start, day)

    def _outside_hours(self, start: datetime, day: date) -> WhyNot | None:
        opening = self._open_on(day)
        if not opening:
            return WhyNot.CLOSED_DAY
        end = start + self.rules.length
        for opens, closes in opening:
            if opens <= start and end <= closes:
                on_grid = (start - opens) % self.rules.step == timedelta(0)
                return None if on_grid else WhyNot.OFF_GRID
        return WhyNot.OUTSIDE_HOURS

    def _not_free(self, start: datetime) -> WhyNot | None:
        claim = self.rules.claim(start)
        if self._busy.meets(claim):
            return WhyNot.TAKEN
        if self._unsure.meets(claim):
            return WhyNot.UNSURE
        day = self._day(start)
        if 0 < self.rules.daily_cap <= self._per_day[day]:
            return WhyNot.DAILY_CAP
        if 0 < self.rules.weekly_cap <= self._per_week[day.isocalendar()[:2]]:
            return WhyNot.WEEKLY_CAP
        return None

    def _open_on(self, day: date) -> list[Span]:
        if day not in self._open:
            self._open[day] = self.hours.open_on(day)
        return self._open[day]

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self._zone).date()
