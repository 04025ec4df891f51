from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from ics_made import busy, reading

NINE = "DTSTART;TZID=America/Los_Angeles:20261201T090000\nDTEND;TZID=America/Los_Angeles:20261201T100000"  # a Tuesday
DECEMBER = (datetime(2026, 11, 23, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
WEEKLY = f"UID:a\nSUMMARY:Weekly\n{NINE}\nRRULE:FREQ=WEEKLY;COUNT=4\n"


def days(*events: str, head: str = "") -> list[str]:
    """Return month, day and hour of what is busy in December."""
    return [text[5:16] for text in busy(*events, head=head, window=DECEMBER)]


def changed(when: str, lines: str) -> str:
    return f"UID:a\nRECURRENCE-ID;TZID=America/Los_Angeles:{when}\n{lines}"


def at(day: str, hour: str = "110000") -> str:
    return f"DTSTART;TZID=America/Los_Angeles:202612{day}T{hour}\nDURATION:PT1H"


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=WEEKLY;COUNT=3", ["12-01 09:00", "12-08 09:00", "12-15 09:00"]),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=2", ["12-01 09:00", "12-15 09:00"]),
        ("FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20261209T000000Z", ["12-01 09:00", "12-03 09:00", "12-08 09:00"]),
        ("FREQ=DAILY;UNTIL=20261203T170000Z", ["12-01 09:00", "12-02 09:00", "12-03 09:00"]),
        ("FREQ=DAILY;UNTIL=20261203T165959Z", ["12-01 09:00", "12-02 09:00"]),
        # not as the standard has it, but as calendars write it: the last occurrence must not be lost
        ("FREQ=DAILY;UNTIL=20261202", ["12-01 09:00", "12-02 09:00"]),
        ("FREQ=DAILY;UNTIL=20261202T090000", ["12-01 09:00", "12-02 09:00"]),
        ("freq=monthly;byday=1tu,3tu;count=2;", ["12-01 09:00", "12-15 09:00"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2", ["12-01 09:00", "12-31 09:00"]),
        ("FREQ=YEARLY", ["12-01 09:00"]),
        ("FREQ=DAILY;BYHOUR=9,15;COUNT=3", ["12-01 09:00", "12-01 15:00", "12-02 09:00"]),
        ("FREQ=DAILY;INTERVAL=7;BYDAY=TU;COUNT=2", ["12-01 09:00", "12-08 09:00"]),
    ],
)  # fmt: skip
def test_a_rule_is_laid_out(rule: str, expected: list[str]) -> None:
    assert days(f"UID:a\n{NINE}\nRRULE:{rule}") == expected


@pytest.mark.parametrize(
    ("start", "rule", "expected"),
    [
        ("20261201", "FREQ=DAILY;UNTIL=20261202", 2),
        ("20261201", "FREQ=DAILY;UNTIL=20261202T000000Z", 2),
        ("20261201", "FREQ=DAILY;UNTIL=20261203T075959Z", 2),
        ("20261201", "FREQ=DAILY;UNTIL=20261202T120000", 2),
        ("20261201", "FREQ=WEEKLY;COUNT=3", 3),
        ("20200107", "FREQ=WEEKLY", 6),
    ],
)
def test_whole_days_recur_whatever_until_looks_like(start: str, rule: str, expected: int) -> None:
    found = days(f"UID:a\nDTSTART;VALUE=DATE:{start}\nRRULE:{rule}")
    assert len(found) == expected
    assert all(text.endswith("00:00") for text in found)


def test_left_out_and_further_dates_count() -> None:
    less = "EXDATE;TZID=America/Los_Angeles:20261208T090000\nEXDATE:20261215T170000Z"
    more = "RDATE;TZID=America/Los_Angeles:20261210T090000,20261211T090000"
    assert days(WEEKLY + less) == ["12-01 09:00", "12-22 09:00"]
    assert days(f"UID:a\n{NINE}\n{more}") == ["12-01 09:00", "12-10 09:00", "12-11 09:00"]
    assert days(WEEKLY + "EXDATE;VALUE=DATE:20261208") == [
        "12-01 09:00",
        "12-15 09:00",
        "12-22 09:00",
    ]
    assert days(WEEKLY + "EXDATE:20261208T090000") == ["12-01 09:00", "12-15 09:00", "12-22 09:00"]


def test_a_further_date_may_have_a_length_of_its_own() -> None:
    more = "RDATE;VALUE=PERIOD:20261210T170000Z/PT3H,20261211T170000Z/20261211T173000Z"
    found = busy(f"UID:a\n{NINE}\n{more}", window=DECEMBER)
    assert found[1:] == ["2026-12-10 09:00 > 12-10 12:00", "2026-12-11 09:00 > 12-11 09:30"]


def test_an_occurrence_that_was_moved_is_where_it_was_moved_to() -> None:
    assert days(WEEKLY, changed("20261208T090000", at("09"))) == [
        "12-01 09:00", "12-09 11:00", "12-15 09:00", "12-22 09:00",
    ]  # fmt: skip
    utc = changed("20261208T090000", at("09")).replace(
        ";TZID=America/Los_Angeles:20261208T090000", ":20261208T170000Z"
    )
    assert "12-08 09:00" not in days(WEEKLY, utc)
    day = changed("20261208T090000", at("09")).replace(
        ";TZID=America/Los_Angeles:20261208T090000", ";VALUE=DATE:20261208"
    )
    assert "12-08 09:00" not in days(WEEKLY, day)


def test_an_occurrence_moved_into_the_window_from_outside_counts() -> None:
    old = "UID:a\nDTSTART;TZID=America/Los_Angeles:20260106T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=2\n"
    assert days(old, changed("20260113T090000", at("09"))) == ["12-09 11:00"]
    future = old.replace("20260106", "20280104")
    assert days(future, changed("20280111T090000", at("09"))) == ["12-09 11:00"]


@pytest.mark.parametrize(
    "lines", ["STATUS:CANCELLED", "TRANSP:TRANSPARENT", "ATTENDEE;PARTSTAT=DECLINED:mailto:host@example.org"]
)  # fmt: skip
def test_an_occurrence_that_no_longer_takes_time_is_free(lines: str) -> None:
    gone = changed("20261208T090000", at("08", "090000") + "\n" + lines)
    assert days(WEEKLY, gone) == ["12-01 09:00", "12-15 09:00", "12-22 09:00"]


def test_an_occurrence_of_a_free_series_that_was_made_busy_counts() -> None:
    assert days(WEEKLY + "TRANSP:TRANSPARENT", changed("20261208T090000", at("08"))) == [
        "12-08 11:00"
    ]
    assert days(WEEKLY + "STATUS:CANCELLED", changed("20261208T090000", at("08"))) == [
        "12-08 11:00"
    ]


def test_this_and_all_later_ones_move_together() -> None:
    later = changed("20261208T090000", at("09")).replace(
        "RECURRENCE-ID", "RECURRENCE-ID;RANGE=THISANDFUTURE"
    )
    assert days(WEEKLY, later) == ["12-01 09:00", "12-09 11:00", "12-16 11:00", "12-23 11:00"]


def test_a_changed_occurrence_without_its_series_counts() -> None:
    assert days(changed("20261208T090000", at("09"))) == ["12-09 11:00"]


def test_a_changed_day_of_a_series_of_days_is_named_by_day_or_by_time() -> None:
    series = "UID:a\nDTSTART;VALUE=DATE:20261201\nRRULE:FREQ=WEEKLY;COUNT=2\n"
    moved = "UID:a\nRECURRENCE-ID{}\nDTSTART;VALUE=DATE:20261210"
    for name in (";VALUE=DATE:20261208", ";TZID=America/Los_Angeles:20261208T000000"):
        assert days(series, moved.format(name)) == ["12-01 00:00", "12-10 00:00"]


def test_of_two_versions_the_newer_counts_and_of_equal_ones_both() -> None:
    one, two = f"UID:a\n{at('01')}\nSEQUENCE:1", f"UID:a\n{at('02')}\nSEQUENCE:2"
    assert days(one, two) == ["12-02 11:00"]
    assert days(one, two.replace("SEQUENCE:2", "SEQUENCE:1")) == ["12-01 11:00", "12-02 11:00"]
    assert days(one, two.replace("UID:a\n", ""), one.replace("UID:a\n", "")) == [
        "12-01 11:00",
        "12-02 11:00",
    ]


def test_where_a_day_has_several_occurrences_nothing_is_left_out_by_mistake() -> None:
    # The library takes 17:00 UTC (nine here) for 17:00 on the local clock.
    twice = f"UID:a\n{NINE}\nRRULE:FREQ=DAILY;BYHOUR=9,17;COUNT=2\nEXDATE:20261201T170000Z"
    assert "12-01 17:00" in days(twice)
    twice = (
        f"UID:a\n{NINE}\nRDATE;TZID=America/Los_Angeles:20261201T170000\nEXDATE:20261201T170000Z"
    )
    assert "12-01 17:00" in days(twice)
    moved = changed("20261201T090000", at("03"))
    assert {"12-01 17:00", "12-03 11:00"} <= set(days(twice, moved))


def test_a_series_in_utc_of_a_calendar_with_a_zone_stays_at_its_local_hour() -> None:
    lines = "UID:a\nDTSTART:20260701T160000Z\nDTEND:20260701T170000Z\nRRULE:FREQ=MONTHLY"
    assert days(lines, head="X-WR-TIMEZONE:America/Los_Angeles\n") == ["12-01 09:00"]
    assert days(lines) == ["12-01 08:00"]


@pytest.mark.parametrize("hour", ["0900", "0230", "0130"])
def test_a_series_keeps_its_hour_when_the_clocks_change(hour: str) -> None:
    lines = f"UID:a\nDTSTART;TZID=America/Los_Angeles:20270301T{hour}00\nDURATION:PT30M\nRRULE:FREQ=DAILY"
    window = (datetime(2027, 3, 12, tzinfo=UTC), datetime(2027, 3, 17, tzinfo=UTC))
    found = busy(lines, window=window)
    skipped = "03:30" if hour == "0230" else f"{hour[:2]}:{hour[2:]}"
    for text in found:
        expected = skipped if text.startswith("2027-03-14") else f"{hour[:2]}:{hour[2:]}"
        assert text[11:16] == expected
    autumn = busy(
        lines, window=(datetime(2027, 11, 5, tzinfo=UTC), datetime(2027, 11, 9, tzinfo=UTC))
    )
    assert {text[11:16] for text in autumn} == {f"{hour[:2]}:{hour[2:]}"}


def test_a_night_in_which_the_clocks_change_is_busy_by_both_ways_to_count() -> None:
    lines = (
        "UID:a\nDTSTART;TZID=America/Los_Angeles:20271101T220000\nDURATION:PT8H\nRRULE:FREQ=DAILY"
    )
    november = (datetime(2027, 11, 6, 22, tzinfo=UTC), datetime(2027, 11, 7, 22, tzinfo=UTC))
    assert busy(lines, window=november) == ["2027-11-06 22:00 > 11-07 06:00"]
    lines = lines.replace("20271101", "20270301")
    march = (datetime(2027, 3, 13, 22, tzinfo=UTC), datetime(2027, 3, 14, 22, tzinfo=UTC))
    assert busy(lines, window=march) == ["2027-03-13 22:00 > 03-14 07:00"]


def test_a_series_that_is_over_is_left_out_early() -> None:
    over = "UID:a\nDTSTART;TZID=America/Los_Angeles:20150107T093000\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL=20160101T000000Z"
    assert (
        days(over.replace("DURATION:PT1H", "DTEND;TZID=America/Los_Angeles:20150107T103000")) == []
    )
    assert days(over) == []
    nights = over.replace("DURATION:PT1H", "DTEND;TZID=America/Los_Angeles:20150108T103000")
    assert days(nights) == []


@pytest.mark.parametrize("rule", ["FREQ=DAILY", "FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR", "FREQ=WEEKLY;INTERVAL=3;WKST=SU;BYDAY=SU,SA"])  # fmt: skip
@pytest.mark.parametrize("start", ["20150107", "20161030", "20190310"])
def test_an_old_series_gives_the_same_as_when_it_is_counted_from_its_first_day(
    rule: str, start: str
) -> None:
    lines = f"UID:a\nDTSTART;TZID=America/Los_Angeles:{start}T093000\nDURATION:PT1H\nRRULE:{rule}"
    forwarded = busy(lines, window=DECEMBER)
    assert forwarded == busy(lines + ";COUNT=5000", window=DECEMBER)
    assert forwarded


def test_an_occurrence_that_begins_in_the_hour_that_spring_skips_keeps_its_length() -> None:
    lines = "UID:a\nDTSTART;TZID=Australia/Lord_Howe:20271002T020000\nDURATION:PT24H\nRRULE:FREQ=DAILY;COUNT=2"
    found = reading(lines).busy  # found by the two ways to compute
    assert found[1][1] - found[1][0] == timedelta(hours=24)


def test_a_whole_day_series_that_is_free_is_listed_day_by_day() -> None:
    lines = "UID:a\nSUMMARY:Trip\nDTSTART;VALUE=DATE:20261201\nDTEND;VALUE=DATE:20261203\nRRULE:FREQ=WEEKLY;COUNT=2\nTRANSP:TRANSPARENT"
    found = reading(lines, window=DECEMBER)
    assert [(one.first.day, one.last.day) for one in found.listed] == [(1, 2), (8, 9)]


def test_a_series_of_days_and_hours_mixed_is_read() -> None:
    lines = "UID:a\nDTSTART;VALUE=DATE:20261201\nDTEND:20261201T200000Z\nRRULE:FREQ=DAILY;COUNT=2\nRDATE;VALUE=DATE:20261205\n"
    assert days(lines) == ["12-01 00:00", "12-02 00:00", "12-05 00:00"]
