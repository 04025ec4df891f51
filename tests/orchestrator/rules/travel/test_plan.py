from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import travel_tables

from calendars import clock
from calendars.intervals import Span
from orchestrator.rules.place.reading import GivenPlace, read_place
from orchestrator.rules.travel.plan import TravelPlan, plan_travel

HOUR = timedelta(hours=1)


def plan(zip_code: str, start: str) -> TravelPlan:
    place = read_place(GivenPlace(zip_code), travel_tables.gazetteer())
    assert place.settlement
    begin = clock.instant(
        datetime.fromisoformat(start).date(), datetime.fromisoformat(start).time(), place.zone
    )
    span = (begin, begin + 4 * HOUR)
    known = travel_tables.airports()
    return plan_travel(travel_tables.RULES, place.settlement.point, place.zone, span, known)


def at_home(block: Span) -> list[str]:
    zone = clock.zone("America/Los_Angeles")
    return [f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" for moment in block]


@pytest.mark.parametrize(
    ("zip_code", "mode", "airport"),
    [
        ("97201", "local", None),  # Portland
        ("98660", "local", None),  # Vancouver, Washington
        ("97301", "drive", None),  # Salem: 54 road miles
        ("98101", "drive", None),  # Seattle: 174
        ("97401", "drive", None),  # Eugene
        ("99201", "fly", "GEG"),  # Spokane: 350
        ("55802", "fly", "DLH"),
        ("10001", "fly", "LGA"),
        ("83702", "fly", "BOI"),
        ("94103", "fly", "SFO"),
    ],
)
def test_one_walks_drives_or_flies_by_the_miles_of_road(
    zip_code: str, mode: str, airport: str | None
) -> None:
    found = plan(zip_code, "2027-01-14T12:00")
    assert (found.mode.value, found.airport.code if found.airport else None) == (mode, airport)


@pytest.mark.parametrize(("factor", "mode"), [(1.0, "local"), (1.0001, "drive")])
def test_the_boundary_mile_still_belongs_to_the_nearer_way(factor: float, mode: str) -> None:
    span = plan("97201", "2027-01-14T12:00").block
    miles = plan("98660", "2027-01-14T12:00").distance_miles
    place = read_place(GivenPlace("98660"), travel_tables.gazetteer()).settlement
    assert place
    rules = replace(travel_tables.RULES, local_miles=10, road_factor=1.2 * 10 / miles * factor**100)
    found = plan_travel(rules, place.point, "America/Los_Angeles", span, ())
    assert found.mode.value == mode


@pytest.mark.parametrize(
    ("zip_code", "start", "out", "end", "hours"),
    [
        # Out the day before, back the day after: whole days at home.
        ("98101", "2027-01-14T09:00", "2027-01-13 00:00", "2027-01-16 00:00", 72),
        # A shift of one hour needs no rest, one of two or three does.
        ("80202", "2027-01-14T09:00", "2027-01-13 00:00", "2027-01-16 00:00", 72),
        ("55802", "2027-01-14T09:00", "2027-01-13 00:00", "2027-01-16 12:00", 84),
        ("10001", "2027-01-14T10:00", "2027-01-13 00:00", "2027-01-16 12:00", 84),
        # A start before six by the clock at home takes one more day.
        ("10001", "2027-01-14T09:00", "2027-01-13 00:00", "2027-01-16 12:00", 84),  # 06:00 there
        ("10001", "2027-01-14T08:59", "2027-01-12 00:00", "2027-01-16 12:00", 108),
        ("55802", "2027-01-14T07:30", "2027-01-12 00:00", "2027-01-16 12:00", 108),
        ("98101", "2027-01-14T05:00", "2027-01-12 00:00", "2027-01-16 00:00", 96),
        # The clocks go back on 1 November 2026, forward on 14 March 2027.
        ("98101", "2026-11-01T09:00", "2026-10-31 00:00", "2026-11-03 00:00", 73),
        ("98101", "2027-03-14T09:00", "2027-03-13 00:00", "2027-03-16 00:00", 71),
        ("10001", "2027-03-14T10:00", "2027-03-13 00:00", "2027-03-16 12:00", 83),
        ("10001", "2026-11-01T10:00", "2026-10-31 00:00", "2026-11-03 12:00", 85),
        ("98101", "2026-03-08T09:00", "2026-03-07 00:00", "2026-03-10 00:00", 71),
        # Arizona keeps no summer time: one hour in winter, none in summer.
        ("85001", "2027-07-14T09:00", "2027-07-13 00:00", "2027-07-16 00:00", 72),
        # An evening that ends after midnight at home comes back a day later.
        ("98101", "2027-01-14T21:00", "2027-01-13 00:00", "2027-01-17 00:00", 96),
        ("98101", "2026-12-31T09:00", "2026-12-30 00:00", "2027-01-02 00:00", 72),
    ],
)  # fmt: skip
def test_the_block_is_whole_days_at_home_and_right_when_the_clocks_change(
    zip_code: str, start: str, out: str, end: str, hours: int
) -> None:
    block = plan(zip_code, start).block
    assert (*at_home(block), (block[1] - block[0]) / HOUR) == (out, end, hours)


def test_in_town_only_the_way_there_and_back_is_kept_free() -> None:
    found = plan("97201", "2027-01-14T09:00")
    assert at_home(found.block) == ["2027-01-14 08:00", "2027-01-14 14:00"]
    assert (found.first_day, found.nights, found.days) == (date(2027, 1, 14), (), ())


def test_nights_and_days_follow_from_the_way_there_and_back() -> None:
    found = plan("55802", "2027-01-14T09:00")
    assert found.nights == (date(2027, 1, 13), date(2027, 1, 14))
    assert found.days == (date(2027, 1, 13), date(2027, 1, 14), date(2027, 1, 15))


def test_where_no_fare_is_known_one_flies_all_the_same() -> None:
    block = plan("55802", "2027-01-14T09:00").block
    found = plan_travel(travel_tables.RULES, (61.2, -149.9), "America/Anchorage", block, ())
    assert (found.mode.value, found.airport) == ("fly", None)
