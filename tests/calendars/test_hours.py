"""Opening hours on real dates: exceptions, days off, midnight, and the nights the clocks change."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from calendars.hours import Hours, day_of, parse_hours

PORTLAND = "America/Los_Angeles"
SPRING, AUTUMN = date(2026, 3, 8), date(2026, 11, 1)


def always(*texts: str, zone: str = PORTLAND) -> Hours:
    return Hours(zone, (day_of(texts),) * 7)


def shown(hours: Hours, day: date) -> list[str]:
    return [f"{start:%dT%H:%M}-{end:%dT%H:%M}" for start, end in hours.open_on(day)]


@pytest.mark.parametrize(
    ("day", "texts", "utc"),
    [
        (date(2026, 12, 1), ["09:00-12:00", "13:00-17:00"], ["01T17:00-01T20:00", "01T21:00-02T01:00"]),
        (date(2026, 12, 1), ["20:00-24:00"], ["02T04:00-02T08:00"]),
        (SPRING, ["00:00-24:00"], ["08T08:00-09T07:00"]),    # 23 hours
        (AUTUMN, ["00:00-24:00"], ["01T07:00-02T08:00"]),    # 25 hours
        (SPRING, ["01:00-02:30"], ["08T09:00-08T10:00"]),    # 02:30 is not there: the change ends it
        (SPRING, ["02:15-02:45"], []),                       # nothing of it is there
        (SPRING, ["02:30-04:00"], ["08T10:00-08T11:00"]),
        (AUTUMN, ["00:30-01:30"], ["01T07:30-01T08:30"]),    # until 01:30 passes first
        (AUTUMN, ["01:00-02:00"], ["01T08:00-01T10:00"]),    # the hour that comes twice
    ],
)  # fmt: skip
def test_wall_hours_become_spans_in_utc(day: date, texts: list[str], utc: list[str]) -> None:
    assert shown(always(*texts), day) == utc


def test_a_half_hour_change_ends_hours_at_the_change() -> None:
    lord_howe = always("01:00-02:20", zone="Australia/Lord_Howe")  # 02:00 becomes 02:30
    assert shown(lord_howe, date(2026, 10, 4)) == ["03T14:30-03T15:30"]


def test_a_dated_day_stands_instead_of_its_weekday_and_a_closed_one_beats_both() -> None:
    christmas_eve, christmas = date(2026, 12, 24), date(2026, 12, 25)
    hours = Hours(
        PORTLAND,
        (day_of(("09:00-10:00",)),) * 7,
        dated={christmas_eve: day_of(("13:00-14:00",)), christmas: day_of(("13:00-14:00",))},
        closed={christmas: "Christmas Day"},
    )
    assert shown(hours, christmas_eve) == ["24T21:00-24T22:00"]
    assert shown(hours, christmas) == []
    assert hours.on(christmas + timedelta(days=1)) == ((time(9), time(10)),)


def test_hours_of_a_day_are_sorted_and_may_touch() -> None:
    assert day_of(("12:00-13:00", "09:00-12:00")) == ((time(9), time(12)), (time(12), time(13)))


@pytest.mark.parametrize(
    "text", ["9:00-12:00", "09:00-09:00", "12:00-09:00", "09:00-24:30", "25:00-26:00", "09:00 - 12:00", "٠٩:٠٠-١٢:٠٠", ""]
)  # fmt: skip
def test_hours_that_are_none_are_refused_with_what_would_be_right(text: str) -> None:
    with pytest.raises(ValueError, match="must be hours like 09:00-17:00"):
        parse_hours(text)


@pytest.mark.parametrize("texts", [("09:00-12:00", "11:00-13:00"), ("20:00-24:00", "22:00-23:00")])
def test_hours_that_overlap_are_refused(texts: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="overlap"):
        day_of(texts)
