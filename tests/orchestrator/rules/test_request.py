from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import travel_tables

from orchestrator.rules.place.reading import GivenPlace
from orchestrator.rules.request import Wish, hints, not_free, read_wish
from orchestrator.rules.request_form import Written, WrittenOrganization
from orchestrator.rules.verdict import Verdict, verdict_of

NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)
PT = "America/Los_Angeles"
HOUR = timedelta(hours=1)
DULUTH = Written(
    mode="on_site",
    start="2026-12-30T09:00",
    place=GivenPlace("55802"),
    attendees="12",
    organizations=(
        WrittenOrganization("North", "5"),
        WrittenOrganization("South", "4"),
        WrittenOrganization("West", "3"),
    ),
    event_day="2027-01-20",
)


def wish(**changed: Any) -> Wish:
    return read_wish(
        replace(DULUTH, **changed),
        travel_tables.TERMS,
        NOW,
        travel_tables.gazetteer(),
        travel_tables.airports(),
    )


def codes(found: Wish) -> list[str]:
    return [one.code for one in found.reasons]


def test_three_organizations_ask_for_duluth_five_weeks_ahead_and_may_have_it() -> None:
    found = wish()
    assert (codes(found), verdict_of(found.reasons)) == ([], Verdict.ACCEPTED)
    assert found.start == datetime(2026, 12, 30, 15, tzinfo=UTC)  # nine o'clock in Duluth
    assert (found.zone, found.earliest) == ("America/Chicago", date(2026, 12, 22))
    assert found.plan
    assert found.plan.airport
    assert (found.plan.mode.value, found.plan.airport.code) == ("fly", "DLH")
    assert found.block == found.plan.block
    assert found.priced_by_table


@pytest.mark.parametrize(
    ("changed", "verdict", "code"),
    [
        ({"mode": ""}, "ask", "mode_missing"),
        ({"start": ""}, "ask", "start_missing"),
        ({"start": "2026-12-21T09:00"}, "refused", "too_soon"),
        ({"start": "0001-01-01T09:00"}, "refused", "start_impossible"),
        ({"start": "9999-12-31T09:00"}, "refused", "start_impossible"),
        ({"requested_at": "9999-12-31T09:00"}, "refused", "requested_at_impossible"),
        ({"requested_at": "2026-12-01T09:00-08:00"}, "refused", "too_soon"),
        ({"timezone": "Moon/Base"}, "refused", "timezone_unknown"),
        ({"attendees": ""}, "ask", "attendees_missing"),
        ({"attendees": "１２"}, "ask", "attendees_unreadable"),
        ({"attendees": "15"}, "refused", "attendees_not_possible"),
        ({"attendees": "1"}, "refused", "attendees_not_possible"),
        ({"attendees": "2"}, "refused", "organizations_too_many"),
        ({"attendees": "11"}, "refused", "seats_over_attendees"),
        ({"organizations": ()}, "ask", "organizations_missing"),
        ({"split": "by weight"}, "refused", "split_unknown"),
        ({"split": "amount", "organizations": (WrittenOrganization("A", "1", "-1"),)}, "refused", "amount_negative"),
        ({"event_day": "soon"}, "ask", "event_day_unreadable"),
        ({"place": GivenPlace("99501")}, "needs_review", "priced_by_hand"),
        ({"place": GivenPlace("00601")}, "needs_review", "territory"),
        ({"place": GivenPlace("55802", state="WI")}, "ask", "zip_state_disagree"),
        ({"place": GivenPlace(city="Toronto", state="ON")}, "refused", "outside_united_states"),
    ],
)  # fmt: skip
def test_each_thing_that_stands_against_it_has_its_code(
    changed: dict[str, Any], verdict: str, code: str
) -> None:
    found = wish(**changed)
    assert codes(found) == [code]
    assert verdict_of(found.reasons).value == verdict


def test_the_boundary_day_and_the_moment_of_asking_decide_together() -> None:
    assert codes(wish(start="2026-12-22T09:00")) == []
    asked = "2026-11-23T07:59:59Z"  # one second before midnight in Portland
    assert codes(wish(start="2026-12-22T09:00", requested_at=asked)) == []
    assert codes(wish(start="2026-12-22T09:00", requested_at="2026-11-23T08:00:00Z")) == [
        "too_soon"
    ]


def test_online_needs_no_place_and_keeps_the_time_of_the_workshop_only() -> None:
    found = wish(mode="online", place=GivenPlace("not a zip"), timezone="Europe/Berlin")
    assert codes(found) == []
    assert (found.zone, found.plan, found.priced_by_table) == ("Europe/Berlin", None, False)
    assert found.block == found.span == (
        datetime(2026, 12, 30, 8, tzinfo=UTC), datetime(2026, 12, 30, 12, tzinfo=UTC),
    )  # fmt: skip
    assert wish(mode="online", timezone="").zone == PT


def test_what_is_priced_by_hand_has_its_days_but_no_airport() -> None:
    found = wish(place=GivenPlace("99501"))
    assert found.plan
    assert (found.plan.airport, found.priced_by_table) == (None, False)
    assert not wish(place=GivenPlace("96941")).plan  # nobody goes there


def test_busy_time_refuses_and_says_whether_it_is_the_journey_only() -> None:
    found = wish()
    assert found.span
    assert found.block
    start, end = found.span
    (busy,) = not_free(found, [(start - HOUR, start + HOUR)])
    assert (busy.verdict, busy.code) == (Verdict.REFUSED, "facilitator_busy")
    (journey,) = not_free(found, [(start - 20 * HOUR, start - 19 * HOUR)])
    assert journey.code == "travel_days_taken"
    assert "online" in journey.allowed
    free = [(found.block[0] - HOUR, found.block[0]), (found.block[1], found.block[1] + HOUR)]
    assert not_free(found, free) == ()
    assert not_free(wish(mode="online", timezone="America/Chicago"), [(end, end + HOUR)]) == ()
    assert not_free(wish(start=""), [(start, end)]) == ()


HOLIDAYS = {date(2027, 1, 1): "New Year's Day", date(2026, 12, 25): "Christmas Day"}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"start": "2026-12-31T09:00"}, ["federal_holiday"]),  # the way back
        ({"start": "2026-12-26T09:00", "event_day": ""}, ["federal_holiday", "before_your_event"]),
        ({"event_day": ""}, ["before_your_event"]),
        ({"event_day": "2027-01-13"}, []),  # two weeks
        ({"event_day": "2027-01-12"}, ["close_to_your_event"]),
        ({"event_day": "2027-01-27"}, []),  # four
        ({"event_day": "2027-01-28"}, ["long_before_your_event"]),
        ({"event_day": "2026-12-29"}, ["after_your_event"]),
        ({"start": ""}, ["before_your_event"]),
        ({"mode": "online", "start": "2027-01-01T09:00", "event_day": "2027-01-20"}, ["federal_holiday"]),
        ({"place": GivenPlace("55802", "Proctor")}, ["zip_of_another_city"]),
    ],
)  # fmt: skip
def test_hints_warn_and_never_stand_in_the_way(
    changed: dict[str, Any], expected: list[str]
) -> None:
    found = wish(**changed)
    assert [hint.code for hint in hints(found, PT, HOLIDAYS)] == expected
    assert verdict_of(found.reasons) in (Verdict.ACCEPTED, Verdict.ASK)


def test_the_weightiest_reason_gives_the_verdict() -> None:
    found = wish(place=GivenPlace("00601"), attendees="")
    assert (codes(found), verdict_of(found.reasons)) == (
        ["territory", "attendees_missing"],
        Verdict.ASK,
    )
    found = wish(place=GivenPlace("00601"), attendees="15")
    assert verdict_of(found.reasons) is Verdict.REFUSED
