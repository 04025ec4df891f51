from __future__ import annotations

import doctest
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from ics_made import EASTERN, HOST, JAPAN, WINDOW, busy, calendar, reading

from calendars import recurrence_rule, tzids
from calendars.busy import Listed, read

NINE = "UID:a\nSUMMARY:Call\nDTSTART;TZID=America/Los_Angeles:20261201T090000\nDTEND;TZID=America/Los_Angeles:20261201T100000\n"
BUSY_AT_NINE = ["2026-12-01 09:00 > 12-01 10:00"]
DAY = "UID:a\nSUMMARY:Fair\nDTSTART;VALUE=DATE:20261201\nDTEND;VALUE=DATE:20261203\n"


def test_the_examples_in_the_docstrings_are_true() -> None:
    assert doctest.testmod(tzids).failed == 0
    assert doctest.testmod(recurrence_rule).failed == 0


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("", BUSY_AT_NINE),
        ("STATUS:CONFIRMED", BUSY_AT_NINE),
        ("STATUS:CANCELLED", []),
        ("STATUS:TENTATIVE", BUSY_AT_NINE),
        ("TRANSP:TRANSPARENT", []),
        ("TRANSP:OPAQUE", BUSY_AT_NINE),
        ("X-MICROSOFT-CDO-BUSYSTATUS:FREE", []),
        ("TRANSP:OPAQUE\nX-MICROSOFT-CDO-BUSYSTATUS:FREE", BUSY_AT_NINE),
        ("X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE", BUSY_AT_NINE),
        ("X-MICROSOFT-CDO-BUSYSTATUS:OOF", BUSY_AT_NINE),
        ("ATTENDEE;PARTSTAT=DECLINED:mailto:host@example.org", []),
        ("ATTENDEE;PARTSTAT=DECLINED:mailto:other@example.org", BUSY_AT_NINE),
        ("ATTENDEE;PARTSTAT=DECLINED:mailto:ghost@example.org", BUSY_AT_NINE),
        ("ATTENDEE;PARTSTAT=NEEDS-ACTION:MAILTO:HOST@EXAMPLE.ORG", BUSY_AT_NINE),
        ("ATTENDEE;PARTSTAT=TENTATIVE:mailto:host@example.org", BUSY_AT_NINE),
        ("ATTENDEE;EMAIL=host@example.org;PARTSTAT=DECLINED:/principals/17/", []),
        ("ATTENDEE;RSVP=TRUE:mailto:host@example.org", BUSY_AT_NINE),
        ('ATTENDEE;CN="Host, the";PARTSTAT=DECLINED:mailto:host@example.org\nATTENDEE;PARTSTAT=ACCEPTED:mailto:host@example.org', BUSY_AT_NINE),
    ],
)  # fmt: skip
def test_what_the_entry_says_decides_whether_it_takes_time(lines: str, expected: list[str]) -> None:
    assert busy(NINE + lines) == expected


@pytest.mark.parametrize(
    ("lines", "setting", "blocks"),
    [
        ("STATUS:TENTATIVE", {"tentative_blocks": False}, False),
        ("X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE", {"tentative_blocks": False}, False),
        ("ATTENDEE;PARTSTAT=TENTATIVE:mailto:host@example.org", {"tentative_blocks": False}, False),
        ("ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:host@example.org", {"tentative_blocks": False}, True),
        ("ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:host@example.org", {"unanswered_blocks": False}, False),
        ("ATTENDEE:mailto:host@example.org", {"unanswered_blocks": False}, False),
        ("STATUS:TENTATIVE", {"unanswered_blocks": False}, True),
        ("ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:host@example.org\nATTENDEE;PARTSTAT=TENTATIVE:mailto:host@example.org", {"unanswered_blocks": False}, True),
        ("ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:host@example.org\nATTENDEE;PARTSTAT=DECLINED:mailto:host@example.org", {"unanswered_blocks": False}, False),
        ("", {"tentative_blocks": False, "unanswered_blocks": False}, True),
        ("", {"own": frozenset({"a"})}, False),
    ],
)  # fmt: skip
def test_each_setting_frees_just_what_it_is_about(
    lines: str, setting: dict[str, object], *, blocks: bool
) -> None:
    assert bool(busy(NINE + lines, policy=replace(HOST, **setting))) is blocks  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ("DTSTART:20261201T170000Z\nDURATION:PT45M", ["2026-12-01 09:00 > 12-01 09:45"]),
        ("DTSTART:20261201T170000Z\nDTEND:20261201T170000Z", []),
        ("DTSTART:20261201T170000Z", []),
        ("DTSTART;VALUE=DATE:20261201", ["2026-12-01 00:00 > 12-02 00:00"]),
        ("DTSTART;VALUE=DATE:20261201\nDTEND;VALUE=DATE:20261201", ["2026-12-01 00:00 > 12-02 00:00"]),
        ("DTSTART;VALUE=DATE:20261201\nDURATION:P2D", ["2026-12-01 00:00 > 12-03 00:00"]),
        ("DTSTART;VALUE=DATE:20261201\nDURATION:PT36H", ["2026-12-01 00:00 > 12-03 00:00"]),
        ("DTSTART:20261201\nDTEND:20261205", ["2026-12-01 00:00 > 12-05 00:00"]),
        ("DTSTART;VALUE=DATE:20261201\nDTEND:20261202T180000Z", ["2026-12-01 00:00 > 12-02 10:00"]),
        ("DTSTART:20261201T220000\nDTEND:20261202T060000", ["2026-12-01 22:00 > 12-02 06:00"]),
        # the days on which the clocks change
        ("DTSTART;TZID=America/Los_Angeles:20270314T013000\nDTEND;TZID=America/Los_Angeles:20270314T033000", ["2027-03-14 01:30 > 03-14 03:30"]),
        ("DTSTART;VALUE=DATE:20270314", ["2027-03-14 00:00 > 03-15 00:00"]),
        ("DTSTART;VALUE=DATE:20271107", ["2027-11-07 00:00 > 11-08 00:00"]),
        ("DTSTART;TZID=America/Los_Angeles:20271107T003000\nDURATION:P1D", ["2027-11-07 00:30 > 11-08 00:30"]),
        ("DTSTART;TZID=America/Los_Angeles:20270314T003000\nDURATION:P1D", ["2027-03-14 00:30 > 03-15 01:30"]),
        ("DTSTART;TZID=America/Los_Angeles:20271107T014500\nDTEND;TZID=America/Los_Angeles:20271107T011500", ["2027-11-07 01:45 > 11-07 01:15"]),
        # a zone for each end
        ("DTSTART;TZID=America/New_York:20261201T120000\nDTEND;TZID=America/Los_Angeles:20261201T110000", ["2026-12-01 09:00 > 12-01 11:00"]),
    ],
)  # fmt: skip
def test_start_and_end_are_read_however_they_are_written(times: str, expected: list[str]) -> None:
    assert busy(f"UID:a\n{times}") == expected


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ("DTSTART:20261201T180000Z\nDTEND:20261201T170000Z", ["2026-12-01 09:00 > 12-01 10:00"]),
        ("DTSTART:20261201T170000Z\nDURATION:-PT30M", ["2026-12-01 08:30 > 12-01 09:00"]),
        ("DTSTART;VALUE=DATE:20261203\nDTEND;VALUE=DATE:20261201", ["2026-12-01 00:00 > 12-03 00:00"]),
    ],
)  # fmt: skip
def test_an_end_before_the_start_keeps_the_time_between_and_is_told(
    times: str, expected: list[str]
) -> None:
    found = reading(f"UID:a\nSUMMARY:Odd\n{times}")
    assert busy(f"UID:a\n{times}") == expected
    assert len(found.notes) == 1
    assert "'Odd' ends before it starts" in found.notes[0]


def test_a_free_whole_day_takes_no_time_but_is_listed() -> None:
    found = reading(
        DAY + "TRANSP:TRANSPARENT", NINE.replace("UID:a", "UID:b") + "TRANSP:TRANSPARENT"
    )
    assert found.busy == ()
    assert found.listed == (Listed("Fair", date(2026, 12, 1), date(2026, 12, 2)),)


def test_a_cancelled_or_declined_whole_day_is_not_even_listed() -> None:
    assert reading(DAY + "STATUS:CANCELLED").listed == ()
    long_ago = DAY.replace("20261201", "20261120").replace("20261203", "20261122")
    assert reading(long_ago + "TRANSP:TRANSPARENT").listed == ()
    declined = "ATTENDEE;PARTSTAT=DECLINED:mailto:host@example.org"
    assert reading(DAY + "TRANSP:TRANSPARENT\n" + declined).listed == ()


def test_titles_are_one_clean_line() -> None:
    found = reading(DAY.replace("Fair", "A\\, b\\nc\\; d" + "x" * 100) + "TRANSP:TRANSPARENT")
    assert found.listed[0].title.startswith("A, b c; dxxx")
    assert len(found.listed[0].title) == 80


@pytest.mark.parametrize(
    ("zone", "at_nine"),
    [
        ("America/New_York", "06:00"),
        ("Pacific Standard Time", "09:00"),
        ("W. Europe Standard Time", "00:00"),
        ("/freeassociation.sourceforge.net/Europe/London", "01:00"),
        ("/citadel.org/20190914_1/America/Denver", "08:00"),
        ("US/Pacific", "09:00"),
        ('"America/New_York"', "06:00"),
        ("UTC", "01:00"),
    ],
)
def test_zones_are_known_by_many_names(zone: str, at_nine: str) -> None:
    lines = f"UID:a\nDTSTART;TZID={zone}:20261201T090000\nDURATION:PT1H"
    assert busy(lines)[0].startswith(f"2026-12-01 {at_nine}")


def test_a_windows_name_that_stands_unquoted_with_a_colon_is_read_by_its_own_zone() -> None:
    zone = "(UTC-05:00) Eastern Time (US & Canada)"
    event = f"UID:a\nDTSTART;TZID={zone}:20261201T120000\nDTEND;TZID={zone}:20261201T130000"
    head = EASTERN.replace("Customized Time Zone", zone)
    assert busy(event, head=head) == BUSY_AT_NINE


def test_zones_of_the_same_name_differ_from_calendar_to_calendar() -> None:
    event = "UID:a\nDTSTART;TZID=Customized Time Zone:20261201T120000\nDURATION:PT1H"
    for _ in range(2):
        assert busy(event, head=EASTERN) == BUSY_AT_NINE
        assert busy(event, head=JAPAN) == ["2026-11-30 19:00 > 11-30 20:00"]
    both = calendar(event, head=EASTERN) + calendar(event, head=JAPAN)
    assert len(read(both, WINDOW, HOST).busy) == 2


def test_a_zone_of_the_files_own_changes_its_clocks() -> None:
    event = "UID:a\nDTSTART;TZID=Customized Time Zone:{0}T120000\nDURATION:PT1H"
    days = ["20270313", "20270314", "20271106", "20271107"]
    found = [busy(event.format(day), head=EASTERN)[0][11:16] for day in days]
    assert found == ["09:00", "09:00", "09:00", "09:00"]


def test_a_known_zone_is_trusted_to_the_worlds_table_not_to_the_file() -> None:
    wrong = JAPAN.replace("Customized Time Zone", "America/Los_Angeles")
    assert busy(NINE, head=wrong) == BUSY_AT_NINE


@pytest.mark.parametrize(
    ("head", "at_nine"),
    [
        ("", "09:00"),
        ("X-WR-TIMEZONE:America/New_York\n", "06:00"),
        ("X-WR-TIMEZONE:Eastern Standard Time\n", "06:00"),
        (EASTERN, "06:00"),
        ("X-WR-TIMEZONE:Customized Time Zone\n" + EASTERN, "06:00"),
        ("X-WR-TIMEZONE:Nowhere/Land\n", "09:00"),
        (EASTERN + JAPAN.replace("Customized", "Other"), "09:00"),
    ],
)  # fmt: skip
def test_floating_times_and_days_are_in_the_calendars_zone_else_the_hosts(
    head: str, at_nine: str
) -> None:
    floating = busy("UID:a\nDTSTART:20261201T090000\nDURATION:PT1H", head=head)
    assert floating[0].startswith(f"2026-12-01 {at_nine}")
    whole = busy("UID:a\nDTSTART;VALUE=DATE:20261201", head=head)
    assert whole[0][11:16] == {"09:00": "00:00", "06:00": "21:00"}[at_nine]


def test_a_zone_of_the_calendar_that_nobody_knows_is_told() -> None:
    found = reading(NINE, head="X-WR-TIMEZONE:Nowhere/Land\n")
    assert found.notes == (
        "The calendar names a time zone that is not known; yours is used instead.",
    )
    assert reading(NINE, head="X-WR-TIMEZONE:America/Los_Angeles\n").notes == ()


def test_a_midnight_that_the_clocks_skip_begins_the_day_when_it_begins() -> None:
    lines = "UID:a\nDTSTART;VALUE=DATE:20270905"  # Santiago goes forward at midnight
    assert busy(lines, head="X-WR-TIMEZONE:America/Santiago\n") == [
        "2027-09-04 21:00 > 09-05 20:00"
    ]


def test_spans_are_sorted_and_cut_to_the_window() -> None:
    window = (datetime(2026, 12, 1, 17, 30, tzinfo=UTC), datetime(2026, 12, 2, tzinfo=UTC))
    later = "UID:b\nDTSTART:20261201T230000Z\nDTEND:20261203T000000Z"
    assert busy("UID:d\nDTSTART:20300101T170000Z\nDTEND:20300101T180000Z", window=window) == []
    outside = "UID:c\nDTSTART:20261203T230000Z\nDURATION:PT1H"
    assert busy(later, outside, NINE, window=window) == [
        "2026-12-01 09:30 > 12-01 10:00",
        "2026-12-01 15:00 > 12-01 16:00",
    ]


def test_what_lasts_for_ever_blocks_for_ever() -> None:
    lines = "UID:a\nDTSTART:20200101T000000\nDTEND:99991231T235959"
    assert reading(lines).busy == (WINDOW,)
    assert (
        reading("UID:a\nDTSTART:00010101T000000\nDTEND;TZID=Asia/Tokyo:00010101T030000").busy == ()
    )


def test_folded_lines_old_line_ends_and_a_byte_order_mark_are_read() -> None:
    text = calendar(NINE.replace("America/Los_Angeles:2026", "America/\n Los_Angeles:2026"))
    assert len(read(b"\xef\xbb\xbf" + text, WINDOW, HOST).busy) == 1
    assert len(read(text.replace(b"\r\n", b"\r"), WINDOW, HOST).busy) == 1
    small = calendar(NINE).lower().replace(b"america/los_angeles", b"America/Los_Angeles")
    assert len(read(small, WINDOW, HOST).busy) == 1


def test_alarms_do_not_speak_for_their_event() -> None:
    alarm = "BEGIN:VALARM\nTRIGGER:-PT15M\nDURATION:PT5M\nSUMMARY:x\nATTENDEE;PARTSTAT=DECLINED:mailto:host@example.org\nEND:VALARM"
    assert busy(NINE + alarm) == BUSY_AT_NINE


def test_published_free_busy_times_are_busy() -> None:
    head = """BEGIN:VFREEBUSY
UID:f
FREEBUSY:20261201T170000Z/20261201T180000Z,20261202T170000Z/PT30M
FREEBUSY;FBTYPE=FREE:20261203T170000Z/PT30M
FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261204T170000Z/PT30M
END:VFREEBUSY
"""
    found = ["2026-12-01 09:00 > 12-01 10:00", "2026-12-02 09:00 > 12-02 09:30"]
    assert busy(head=head) == [*found, "2026-12-04 09:00 > 12-04 09:30"]
    assert busy(head=head, policy=replace(HOST, tentative_blocks=False)) == found
