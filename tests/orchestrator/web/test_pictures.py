from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from orchestrator.services.ahead.week import Taken
from orchestrator.web.picture_tags import place, seats_wide
from orchestrator.web.pictures import (
    COLUMN,
    FIRST_HOUR,
    HOUR,
    LAST_HOUR,
    bars,
    month_picture,
    seat_dots,
    week_picture,
)

ZONE = "America/Los_Angeles"
MONDAY = date(2026, 11, 23)


def blocks(start: datetime, hours: float) -> list[tuple[int, float, float]]:
    taken = Taken("workshop", start, start + timedelta(hours=hours), "Workshop")
    picture = week_picture(MONDAY, [taken], ZONE)
    return [(block.x, block.y, block.height) for block in picture.blocks]


@pytest.mark.parametrize("month", [date(2026, 2, 1), date(2027, 8, 1), date(2028, 2, 1)])
def test_a_month_has_a_place_for_each_of_its_days_and_no_two_share_one(month: date) -> None:
    days = [month + timedelta(days=number) for number in range(28)]
    picture = month_picture(month, days)
    assert len(set(picture.marked)) == 28
    assert picture.days.count("M") == (date(month.year, month.month + 1, 1) - month).days - 28


def test_two_workshops_of_a_day_are_one_mark_and_count_twice() -> None:
    picture = month_picture(date(2027, 1, 1), [date(2027, 1, 8)] * 2)
    assert (len(picture.marked), picture.workshops) == (1, 2)


def test_a_block_stands_at_its_hours_in_the_weeks_zone() -> None:
    nine = datetime(2026, 11, 24, 17, tzinfo=UTC)
    assert blocks(nine, 4) == [(COLUMN, (9 - FIRST_HOUR) * HOUR, 4 * HOUR)]


def test_what_lasts_over_midnight_stands_in_both_days_and_what_is_outside_is_cut() -> None:
    late = datetime(2026, 11, 25, 4, tzinfo=UTC)  # Tuesday, 20:00
    assert [x for x, _, _ in blocks(late, 12)] == [COLUMN, 2 * COLUMN]
    night = datetime(2026, 11, 24, 8, tzinfo=UTC)  # Tuesday, midnight
    assert blocks(night, 4) == []
    assert blocks(night, 48)[0] == (COLUMN, 0, (LAST_HOUR - FIRST_HOUR) * HOUR)
    assert blocks(datetime(2026, 12, 1, 17, tzinfo=UTC), 4) == []


def test_more_people_than_seats_are_shown_too() -> None:
    assert [taken for _, taken in seat_dots(3, 2)] == [True] * 3
    assert (seats_wide(2, 3), seats_wide(0, 0), place(1)) == (36, 12, 18)


def test_bars_are_as_long_as_their_counts() -> None:
    assert bars([]) == []
    assert bars([2, 1]) == [100, 50]
