from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from ics_made import HOST, WINDOW, busy, calendar, reading

from calendars import ics_text, recurrence
from calendars.busy import CalendarUnreadable, read

GOOD = "UID:good\nDTSTART:20261201T170000Z\nDURATION:PT1H"
SUB_DAILY = "UID:a\nSUMMARY:Drink water\nDTSTART:{start}T170000Z\nDURATION:PT1M\nRRULE:FREQ={rule}"


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("DTSTART:garbage", "Expected"),
        ("DTSTART:20261301T000000Z", "Wrong datetime format"),
        ("DTSTART:20261201T240000Z", "Wrong datetime format"),
        ("DTSTART:20261201T0900", "Expected"),
        ("DTSTART:20261201T090000-0800", "Expected"),
        ("DTSTART:PT5M", "is no date and no time"),
        ("", "DTSTART stands there 0 times"),
        ("DTSTART:20261201T170000Z\nDTSTART:20261202T170000Z", "DTSTART stands there 2 times"),
        ("DTSTART:20261201T170000Z\nDTEND:never", "Expected"),
        ("DTSTART:20261201T170000Z\nDURATION:long", "Expected"),
        ("DTSTART:20261201T170000Z\nDURATION:20261201T170000Z", "is no length of time"),
        ("DTSTART:20261201T170000Z\nRRULE:FREQ=SOMETIMES", "is no rule of repetition"),
        ("DTSTART:20261201T170000Z\nRRULE:nonsense", "is no rule of repetition"),
        ("DTSTART:20261201T170000Z\nRRULE:FREQ=DAILY;FREQ=WEEKLY", "is no rule of repetition"),
        ("DTSTART:20261201T170000Z\nRRULE:FREQ=DAILY;UNTIL=never", "Expected"),
        ("DTSTART:20261201T170000Z\nRRULE:FREQ=DAILY;INTERVAL=0", "steps of nothing"),
        ("DTSTART:20261201T170000Z\nRRULE:FREQ=DAILY;INTERVAL=-1", "steps of nothing"),
        ("DTSTART:20261201T170000Z\nRRULE:FREQ=DAILY;BYHOUR=1,2,3,4,5;BYMINUTE=1,2,3,4,5", "more than 24 times a day"),
        ("DTSTART:20261201T170000Z\nRRULE:FREQ=DAILY;BYWEEKNO=3", "never comes true"),
        ("DTSTART:20261201T170000Z\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "never comes true"),
        ("DTSTART:20261201T170000Z\nRRULE:FREQ=YEARLY;BYMONTH=13", "never comes true"),
        ("DTSTART:20261201T170000Z\nRRULE:FREQ=DAILY;INTERVAL=7;BYDAY=MO", "never comes true"),
        ("DTSTART:20261201T170000Z\nEXDATE:whenever\nRRULE:FREQ=DAILY", "cannot be read"),
        ("DTSTART:20261201T170000Z\nRDATE;VALUE=PERIOD:20261201T170000Z/soon", "Expected"),
        ("DTSTART:20261201T170000Z\nRDATE;VALUE=PERIOD:20261201T170000Z/20261201T160000Z", "ends before it starts"),
        ("DTSTART:20261201\nRDATE;VALUE=PERIOD:20261201/P1D", "a period needs a time"),
        ("DTSTART:20261201T170000Z\nRDATE;VALUE=PERIOD:20261201T170000Z/20261202", "ends before it starts"),
    ],
)  # fmt: skip
def test_an_event_whose_time_cannot_be_read_is_named_and_nothing_is_freed(
    lines: str, reason: str
) -> None:
    with pytest.raises(CalendarUnreadable) as refused:
        reading(GOOD, f"UID:a\nSUMMARY:Secret\\, dinner\n{lines}")
    assert "'Secret, dinner'" in str(refused.value)
    assert reason in str(refused.value)


def test_what_takes_no_time_may_have_any_time() -> None:
    assert len(busy(GOOD, "UID:a\nDTSTART:garbage\nSTATUS:CANCELLED")) == 1
    assert len(busy(GOOD, "UID:a\nDTSTART:garbage\nTRANSP:TRANSPARENT")) == 1


def test_a_rule_that_cannot_be_worked_out_is_named() -> None:
    with pytest.raises(CalendarUnreadable, match="The dates of 'Odd' cannot be worked out"):
        reading("UID:a\nSUMMARY:Odd\nDTSTART:20261201T170000Z\nRRULE:FREQ=YEARLY;BYDAY=XX")


@pytest.mark.parametrize(
    ("start", "rule", "is_refused"),
    [
        ("20200101", "MINUTELY", True),
        ("20200101", "SECONDLY;INTERVAL=30", True),
        ("20200101", "HOURLY", True),
        ("20200101", "HOURLY;COUNT=100000", True),
        ("20200101", "HOURLY;COUNT=100;BYHOUR=9", True),
        ("20261120", "MINUTELY;UNTIL=20261122T235959Z", True),
        ("20200101", "MINUTELY;UNTIL=20200102T000000Z", False),
        ("20200101", "HOURLY;COUNT=1000", False),
        ("20200101", "DAILY;INTERVAL=0", True),
        ("20200101", "DAILY;INTERVAL=0;UNTIL=20210101", False),
        ("20300101", "MINUTELY", False),
    ],
)
def test_what_repeats_within_the_day_is_refused_unless_it_is_plainly_over(
    start: str, rule: str, *, is_refused: bool
) -> None:
    event = SUB_DAILY.format(start=start, rule=rule)
    twin = "UID:a\nRECURRENCE-ID:20200101T170000Z\nDTSTART:20200101T170000Z\nDURATION:PT1H"
    for events in ([event], [event, twin]):  # alone under its UID it is not even looked at
        if is_refused:
            with pytest.raises(
                CalendarUnreadable, match="'Drink water' cannot be read: it repeats"
            ):
                reading(GOOD, *events)
        else:
            assert len(busy(GOOD, *events)) == 1


@pytest.mark.parametrize(
    ("lines", "is_refused"),
    [
        ("DTSTART;TZID=Mars/Base:20261201T090000\nDURATION:PT1H", True),
        ("DTSTART;TZID=Mars/Base:20250101T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY", True),
        ("DTSTART;TZID=Broken:20261201T090000\nDURATION:PT1H", True),
        ("DTSTART;TZID=Mars/Base:20281201T090000\nDURATION:PT1H", False),
        ("DTSTART;TZID=Mars/Base:20250101T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=3", False),
        ("DTSTART;TZID=Mars/Base:20261122T010000\nDURATION:PT1H", True),  # there may be a zone where it is later
        ("DTSTART;TZID=Mars/Base:20261201T090000Z\nDURATION:PT1H", False),
    ],
)  # fmt: skip
def test_a_zone_that_nobody_knows_is_refused_inside_the_window(
    lines: str, *, is_refused: bool
) -> None:
    head = "BEGIN:VTIMEZONE\nTZID:Broken\nBEGIN:STANDARD\nDTSTART:x\nEND:STANDARD\nEND:VTIMEZONE\n"
    head += "BEGIN:VTIMEZONE\nX-NAMELESS:1\nEND:VTIMEZONE\n"
    event = f"UID:a\nSUMMARY:Lunch\n{lines}"
    if is_refused:
        with pytest.raises(CalendarUnreadable, match=r"'Lunch' cannot be known.*time zone"):
            reading(event, head=head)
    else:
        reading(event, head=head)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<!DOCTYPE html><html><body>Please sign in</body></html>",
        b"<html>BEGIN:VCALENDAR\nEND:VCALENDAR\n</html>",
        b'{"error": "no"}',
        calendar(GOOD).decode().encode("utf-16"),
    ],
)
def test_what_is_no_calendar_is_refused(raw: bytes) -> None:
    with pytest.raises(CalendarUnreadable, match="not a calendar"):
        read(raw, WINDOW, HOST)


def test_a_calendar_that_is_cut_off_anywhere_is_refused() -> None:
    whole = calendar(GOOD, GOOD.replace("good", "also"))
    assert len(read(whole, WINDOW, HOST).busy) == 1
    for cut in range(15, len(whole) - len("END:VCALENDAR\r\n"), 7):
        with pytest.raises(CalendarUnreadable, match="cut off"):
            read(whole[:cut], WINDOW, HOST)


def test_absurd_sizes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ics_text, "MOST_EVENTS", 3)
    with pytest.raises(CalendarUnreadable, match="more than 3 events"):
        reading(GOOD, GOOD, GOOD, GOOD)
    monkeypatch.setattr(recurrence, "MOST_OCCURRENCES", 100)
    with pytest.raises(CalendarUnreadable, match="more than 100 occurrences"):
        reading(f"{GOOD}\nRRULE:FREQ=DAILY")


@pytest.mark.parametrize("value", ["20261201T170000Z/never", "20261201T170000/PT1H", "20261201/P1D", "x"])  # fmt: skip
def test_a_published_busy_time_that_cannot_be_read_is_refused(value: str) -> None:
    with pytest.raises(CalendarUnreadable, match="The busy time"):
        reading(head=f"BEGIN:VFREEBUSY\nFREEBUSY:{value}\nEND:VFREEBUSY\n")


def test_threads_do_not_take_each_others_zones() -> None:
    zone = "BEGIN:VTIMEZONE\nTZID:Office\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:{0}\nTZOFFSETTO:{0}\nEND:STANDARD\nEND:VTIMEZONE\n"
    event = "UID:a\nDTSTART;TZID=Office:20261201T120000\nDURATION:PT1H"
    wrong: list[str] = []

    def look(hours: int) -> None:
        for _ in range(20):
            (span,) = reading(event, head=zone.format(f"+{hours:02}00")).busy
            if span[0] != datetime(2026, 12, 1, 12 - hours, tzinfo=UTC):
                wrong.append(f"{hours}: {span}")

    threads = [threading.Thread(target=look, args=(hours,)) for hours in range(1, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
