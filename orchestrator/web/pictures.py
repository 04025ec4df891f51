"""Pictures that a page draws: where each mark of a month, a week, seats and a demand stands.

All numbers are units of the picture's own view box; the templates in `pictures/` turn them into SVG
with a text alternative, the style sheet colours them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from calendars import clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from orchestrator.services.ahead.week import Taken

STEP = 10  # from one day of a month to the next
HOUR = 12  # the height of an hour of the week
COLUMN = 90  # the width of a day of the week
FIRST_HOUR, LAST_HOUR = 5, 22
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Dot:
    """A day of a month."""

    x: int
    y: int


@dataclass(frozen=True, slots=True)
class MonthPicture:
    """A small month, weeks as rows from Monday: days as one path, workshop days as dots."""

    month: date
    days: str
    marked: tuple[Dot, ...]
    workshops: int
    undecided: bool
    without: bool


@dataclass(frozen=True, slots=True)
class Block:
    """What takes a part of a day, drawn in the week; `words` say what and when."""

    kind: str
    x: int
    y: float
    height: float
    words: str


@dataclass(frozen=True, slots=True)
class WeekPicture:
    """A week: its days with their places, its hours, and what takes them."""

    days: tuple[tuple[date, int], ...]
    hours: tuple[tuple[str, float], ...]
    blocks: tuple[Block, ...]
    width: int
    height: int


def month_picture(
    month: date, days: Iterable[date], *, undecided: bool = False, without: bool = False
) -> MonthPicture:
    """Return a month with these of its days marked.

    >>> month_picture(date(2027, 2, 1), [date(2027, 2, 3)]).marked
    (Dot(x=25, y=5),)
    """
    every, day = [], month
    while day.month == month.month:
        every.append(_dot(month, day))
        day += timedelta(days=1)
    marked = [_dot(month, each) for each in days]
    path = " ".join(f"M{dot.x} {dot.y}h0" for dot in every if dot not in marked)
    return MonthPicture(
        month, path, tuple(dict.fromkeys(marked)), len(marked), undecided=undecided, without=without
    )


def week_picture(first: date, taken: Iterable[Taken], zone: str) -> WeekPicture:
    """Return the week from that Monday in a zone, with what takes its hours.

    What lasts over midnight has a block in each day; what is outside the drawn hours is cut.
    """
    days = tuple((first + timedelta(days=number), number * COLUMN) for number in range(7))
    blocks = [
        block
        for one in taken
        for day, x in days
        if (block := _block(one, day, x, zone)) is not None
    ]
    hours = tuple(
        (f"{hour}:00", float((hour - FIRST_HOUR) * HOUR))
        for hour in range(FIRST_HOUR, LAST_HOUR + 1, 3)
    )
    height = (LAST_HOUR - FIRST_HOUR) * HOUR
    return WeekPicture(days, hours, tuple(blocks), 7 * COLUMN, height)


def seat_dots(taken: int, capacity: int) -> list[tuple[int, bool]]:
    """Return each seat's place and whether it is taken.

    >>> seat_dots(1, 3)
    [(0, True), (1, False), (2, False)]
    """
    return [(number, number < taken) for number in range(max(taken, capacity))]


def bars(counts: Sequence[int], width: int = 100) -> list[float]:
    """Return how long each bar is, the largest `width`.

    >>> bars([1, 4]), bars([0, 0])
    ([25.0, 100.0], [0.0, 0.0])
    """
    most = max(counts, default=0)
    return [round(count * width / most, 1) if most else 0.0 for count in counts]


def _dot(month: date, day: date) -> Dot:
    row = (day.day - 1 + month.weekday()) // 7
    return Dot(day.weekday() * STEP + STEP // 2, row * STEP + STEP // 2)


def _block(one: Taken, day: date, x: int, zone: str) -> Block | None:
    tz = clock.zone(zone)
    opens = datetime.combine(day, time(FIRST_HOUR), tz)
    closes = datetime.combine(day, time(LAST_HOUR), tz)
    start, end = max(one.start.astimezone(tz), opens), min(one.end.astimezone(tz), closes)
    if start >= end:
        return None
    y, stop = (_hours(opens, moment) * HOUR for moment in (start, end))
    return Block(one.kind, x, round(y, 1), round(max(stop - y, 3), 1), one.words)


def _hours(since: datetime, moment: datetime) -> float:
    """Return wall-clock hours, so that a shifted day is as high as any other."""
    return (moment.hour - since.hour) + moment.minute / 60
