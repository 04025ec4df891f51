from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import travel_tables

from orchestrator.rules.quote import Quote, line_as_json, line_from_json, quote_fee, quote_travel
from orchestrator.rules.travel.plan import plan_travel

START = datetime(2026, 12, 15, 17, tzinfo=UTC)  # 11:00 in Duluth


def quote(zip_code: str, start: datetime = START) -> Quote:
    place = travel_tables.gazetteer().settlement(zip_code)
    assert place
    span = (start, start + timedelta(hours=4))
    known, rules = travel_tables.airports(), travel_tables.RULES
    plan = plan_travel(rules, place.point, place.zone, span, known)
    return quote_travel(
        plan,
        place,
        travel_tables.book(),
        road_factor=rules.road_factor,
        local_miles=rules.local_miles,
    )


def figures(found: Quote) -> list[tuple[str, int, int, int]]:
    return [(line.code, line.low_cents, line.likely_cents, line.high_cents) for line in found.lines]


def test_a_flight_to_duluth_line_by_line() -> None:
    found = quote("55802")
    assert figures(found) == [
        ("airfare", 51_900, 66_500, 98_800),  # 268 + 251, 340 + 325, 494 + 494
        ("lodging", 25_440, 31_800, 41_340),  # two nights at 159: 80 %, 100 %, 130 %
        ("meals", 21_500, 21_500, 21_500),  # 86 at 75 %, 100 %, 75 %
        ("ground", 7500, 13_500, 24_000),  # three days
    ]
    assert (found.low_cents, found.likely_cents, found.high_cents) == (106_340, 133_300, 185_640)
    assert not found.provisional
    assert all(line.source and line.vintage and line.words for line in found.lines)


def test_a_drive_to_seattle_has_beds_and_miles_but_no_flight() -> None:
    found = quote("98101")
    assert [code for code, *_ in figures(found)] == ["lodging", "meals", "mileage"]
    (miles,) = [line for line in found.lines if line.code == "mileage"]
    assert miles.low_cents == miles.high_cents == 25_361
    assert "350 miles by car at 72.5 cents (2026)" in miles.words


def test_in_town_there_are_only_miles() -> None:
    assert [code for code, *_ in figures(quote("98660"))] == ["mileage"]


def test_a_venue_far_from_its_airport_is_driven_to() -> None:
    assert [code for code, *_ in figures(quote("57532"))] == [
        "airfare", "lodging", "meals", "mileage", "ground",
    ]  # fmt: skip


def test_a_rate_that_is_not_out_yet_makes_its_line_and_the_sum_provisional() -> None:
    found = quote("98101", datetime(2027, 1, 14, 17, tzinfo=UTC))
    assert [line.code for line in found.lines if line.provisional] == ["mileage"]
    assert found.provisional
    later = quote("55802", datetime(2027, 9, 30, 17, tzinfo=UTC))  # back in the next fiscal year
    assert [line.code for line in later.lines if line.provisional] == ["lodging", "meals"]
    new_year = quote("98101", datetime(2027, 1, 1, 17, tzinfo=UTC))  # out on 31 December
    assert not new_year.provisional


def test_the_price_of_the_workshop_stands_only_where_there_is_one() -> None:
    assert quote_fee(0) == ()
    (line,) = quote_fee(150_000)
    assert line.low_cents == line.likely_cents == line.high_cents == 150_000


def test_a_line_survives_as_json_and_can_still_be_told_in_any_language() -> None:
    for line in quote("55802").lines:
        again = line_from_json(json.loads(json.dumps(line_as_json(line))))
        assert again == line
        assert [type(text) for text in (again.words, again.source)] == [
            type(text) for text in (line.words, line.source)
        ]
