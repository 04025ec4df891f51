from __future__ import annotations

from datetime import date, time

import pytest

from calendars import clock
from orchestrator.rules.part_of_day import Part, suits


@pytest.mark.parametrize(
    ("hours", "part"),
    [
        ((5, 9), Part.EUROPE_AFRICA),
        ((9, 13), Part.AMERICAS),
        ((15, 19), Part.ASIA_PACIFIC),
    ],
)
@pytest.mark.parametrize("day", [date(2020, 1, 28), date(2020, 7, 8), date(2026, 3, 9)])
def test_the_companys_rotation_suits_the_parts_it_was_made_for(
    day: date, hours: tuple[int, int], part: Part
) -> None:
    start, end = (clock.instant(day, time(hour), "America/Los_Angeles") for hour in hours)
    assert part in suits(start, end)


def test_hours_that_suit_nobody_well_name_the_part_they_suit_best_or_all() -> None:
    early, noon, night = (
        clock.instant(date(2026, 1, 5), time(hour), "UTC") for hour in (2, 14, 23)
    )
    assert len(suits(early, noon)) >= 1
    assert suits(early, night) == tuple(Part)
    assert Part.AMERICAS.label == "Americas"
