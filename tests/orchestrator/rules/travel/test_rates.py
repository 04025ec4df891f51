from __future__ import annotations

from datetime import date

import pytest
import travel_tables

from orchestrator.rules.place.gazetteer import Settlement
from orchestrator.rules.travel.mileage import rate_on
from orchestrator.rules.travel.per_diem import Area


def area(zip_code: str) -> Area:
    place = travel_tables.gazetteer().settlement(zip_code)
    assert place
    return travel_tables.per_diem().area(place)


@pytest.mark.parametrize(
    ("zip_code", "name", "meals"),
    [
        ("55802", "Duluth", 86),
        ("10001", "New York City", 92),
        ("20001", "District of Columbia", 92),
        ("22201", "District of Columbia", 92),  # Arlington
        ("02139", "Boston / Cambridge", 92),  # a city that is not as its county
        ("02138", "Boston / Cambridge", 92),
        ("86336", "Sedona", 92),
        ("59718", "Big Sky / West Yellowstone/Gardiner", 80),
        ("58501", "standard rate", 68),  # Bismarck
        ("99326", "Richland / Pasco", 86),  # in two areas: the county decides
    ],
)  # fmt: skip
def test_each_place_has_its_area(zip_code: str, name: str, meals: int) -> None:
    found = area(zip_code)
    assert (found.name, found.meals) == (name, meals)


@pytest.mark.parametrize(
    ("night", "cents"),
    [
        (date(2026, 10, 1), 22_000),
        (date(2026, 11, 1), 15_900),
        (date(2026, 12, 31), 15_900),
        (date(2027, 5, 31), 15_900),
        (date(2027, 6, 1), 22_000),
        (date(2027, 9, 30), 22_000),
        (date(2027, 10, 1), 22_000),  # the year after: the same month's, provisionally
    ],
)
def test_a_night_in_duluth_costs_what_its_month_says(night: date, cents: int) -> None:
    assert area("55802").night_cents(night) == cents


@pytest.mark.parametrize(
    ("days", "cents"), [(0, 0), (1, 6450), (2, 12_900), (3, 21_500), (4, 30_100)]
)
def test_the_first_and_the_last_day_count_three_quarters_of_the_meals(
    days: int, cents: int
) -> None:
    span = [date(2026, 12, day + 1) for day in range(days)]
    assert area("55802").meals_cents(span) == cents


@pytest.mark.parametrize(
    ("day", "out"),
    [
        (date(2026, 9, 30), False),
        (date(2026, 10, 1), True),
        (date(2027, 9, 30), True),
        (date(2027, 10, 1), False),
    ],
)
def test_rates_are_out_for_their_fiscal_year(day: date, out: bool) -> None:  # noqa: FBT001 -- a row
    assert travel_tables.per_diem().is_out_for(day) is out


def test_a_zip_that_gsa_does_not_know_goes_by_its_county_and_else_by_the_standard() -> None:
    place = Settlement("00000", "MN", "New Duluth", "St. Louis", 46.7, -92.1, "America/Chicago")
    assert travel_tables.per_diem().area(place).name == "Duluth"
    place = Settlement("00000", "MN", "Elsewhere", "Nobles", 43.6, -95.8, "America/Chicago")
    assert travel_tables.per_diem().area(place).name == "standard rate"


def test_of_areas_that_no_county_decides_between_the_dearer_counts() -> None:
    place = Settlement("99326", "WA", "Connell", "Nobody's", 46.6, -118.8, "America/Los_Angeles")
    assert travel_tables.per_diem().area(place).name == "Richland / Pasco"


def test_a_city_left_out_of_its_countys_area_has_its_own() -> None:
    place = Settlement("01938", "MA", "Cambridge", "Middlesex", 42.3, -71.1, "America/New_York")
    assert travel_tables.per_diem().area(place).name == "Boston / Cambridge"


@pytest.mark.parametrize(
    ("day", "tenths", "year", "provisional"),
    [
        (date(2025, 12, 31), 700, 2025, False),
        (date(2026, 1, 1), 725, 2026, False),
        (date(2026, 12, 31), 725, 2026, False),
        (date(2027, 1, 1), 725, 2026, True),  # not published yet
        (date(2031, 1, 1), 725, 2026, True),
        (date(2019, 1, 1), 700, 2025, True),  # before the table
    ],
)  # fmt: skip
def test_a_mile_costs_what_the_year_of_travel_says(
    day: date, tenths: int, year: int, *, provisional: bool
) -> None:
    rate = rate_on(day, {2025: 700, 2026: 725})
    assert (rate.tenths, rate.year, rate.provisional) == (tenths, year, provisional)


def test_half_a_cent_is_rounded_up_and_nothing_is_lost_to_floats() -> None:
    rate = rate_on(date(2026, 1, 1), travel_tables.book().mileage)
    assert [rate.cents(miles) for miles in (0.2, 100.0, 1.1, 348.2)] == [15, 7250, 80, 25_245]
