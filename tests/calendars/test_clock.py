from __future__ import annotations

import doctest
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars import clock

PACIFIC = "America/Los_Angeles"


def test_the_examples_in_the_docstrings_are_true() -> None:
    assert doctest.testmod(clock).failed == 0


@pytest.mark.parametrize(
    ("day", "at", "utc"),
    [
        (date(2026, 3, 7), time(5), "2026-03-07T13:00:00+00:00"),
        (date(2026, 3, 8), time(5), "2026-03-08T12:00:00+00:00"),
        (date(2026, 10, 31), time(15), "2026-10-31T22:00:00+00:00"),
        (date(2026, 11, 1), time(15), "2026-11-01T23:00:00+00:00"),
        (date(2024, 2, 29), time(9), "2024-02-29T17:00:00+00:00"),
        (date(2026, 12, 31), time(23, 59), "2027-01-01T07:59:00+00:00"),
    ],
)
def test_a_local_hour_has_the_right_instant_on_both_sides_of_a_change(
    day: date, at: time, utc: str
) -> None:
    assert clock.instant(day, at, PACIFIC).isoformat() == utc


def test_an_hour_that_the_spring_change_skips_does_not_exist() -> None:
    with pytest.raises(clock.TimeError, match="02:30 on 2026-03-08 does not exist"):
        clock.instant(date(2026, 3, 8), time(2, 30), PACIFIC)


def test_an_hour_that_autumn_repeats_is_its_first_passing() -> None:
    found = clock.instant(date(2026, 11, 1), time(1, 30), PACIFIC)
    assert found.isoformat() == "2026-11-01T08:30:00+00:00"


def test_a_span_past_midnight_ends_the_next_day() -> None:
    span = clock.LocalSpan(date(2026, 12, 31), time(22), time(2), PACIFIC)
    start, end = clock.span_instants(span)
    assert end - start == timedelta(hours=4)
    assert start == datetime(2027, 1, 1, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
    ],
)
def test_a_month_later_is_clamped_to_the_end_of_a_shorter_month(
    day: date, months: int, expected: date
) -> None:
    assert clock.add_months(day, months) == expected


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-24, 24))
def test_adding_months_never_leaves_the_month_meant(day: date, months: int) -> None:
    moved = clock.add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day <= day.day


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Mars/Olympus",
        "../etc/passwd",
        "America/los_angeles",
        "\0",
        "right/UTC",
        "posix/Europe/Berlin",
    ],
)
def test_an_unknown_zone_is_refused_by_name(name: str) -> None:
    with pytest.raises(clock.TimeError, match="is not a time zone"):
        clock.zone(name)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-11-23", "2026-11-23T08:00", "9999999"])
def test_an_instant_without_an_offset_is_refused(text: str) -> None:
    with pytest.raises(clock.TimeError, match="with an offset"):
        clock.parse_instant(text)


def test_a_set_clock_reads_what_it_was_set_to_and_runs_on() -> None:
    start = datetime(2020, 1, 1, tzinfo=UTC)
    with clock.clock_set(clock.shifted(start)):
        assert timedelta(0) <= clock.now() - start < timedelta(seconds=5)
        assert clock.today(PACIFIC) == date(2019, 12, 31)
    assert abs(clock.now() - clock.machine_now()) < timedelta(seconds=5)


def test_the_environment_sets_the_clock_of_any_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(clock.NOW_VARIABLE, "2026-11-23T08:00:00-08:00")
    start = datetime(2026, 11, 23, 16, tzinfo=UTC)
    assert timedelta(0) <= clock.initial_clock()() - start < timedelta(seconds=5)
    monkeypatch.delenv(clock.NOW_VARIABLE)
    assert clock.initial_clock() is clock.machine_now


@pytest.mark.parametrize(
    ("month", "day"), [(date(2026, 8, 1), 3), (date(2026, 11, 1), 2), (date(2026, 12, 1), 1)]
)
def test_the_first_weekday_is_never_on_a_weekend(month: date, day: int) -> None:
    assert clock.first_weekday(month) == month.replace(day=day)


def test_a_month_is_named_by_its_first_day() -> None:
    assert clock.month_of(date(2026, 2, 28)) == date(2026, 2, 1)


def test_a_rehearsed_moment_holds_in_this_thread_alone_and_no_longer_than_the_block() -> None:
    before, moment = datetime(2020, 1, 1, tzinfo=UTC), datetime(2031, 5, 1, tzinfo=UTC)
    with clock.clock_set(lambda: before), ThreadPoolExecutor(1) as beside:
        with clock.as_if(moment):
            with clock.as_if(moment + timedelta(days=1)):
                assert clock.now() == moment + timedelta(days=1)
            assert clock.now() == moment
            assert beside.submit(clock.now).result() == before
        assert clock.now() == before


def test_a_rehearsal_that_fails_gives_the_clock_back() -> None:
    before = datetime(2020, 1, 1, tzinfo=UTC)
    with clock.clock_set(lambda: before):
        with pytest.raises(ZeroDivisionError), clock.as_if(datetime(2031, 5, 1, tzinfo=UTC)):
            raise ZeroDivisionError
        assert clock.now() == before
