from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars import clock
from orchestrator.rules.csv_file import FileRefused
from orchestrator.rules.schedule import (
    MonthRow,
    ScheduledRow,
    Status,
    read_schedule,
    shifted_to,
)

HEADING = "date,start,end,timezone,status\n"
PACIFIC = "America/Los_Angeles"
REAL = Path(__file__).resolve().parents[3] / "orchestrator" / "data" / "schedule-2020.csv"


def complaints(*lines: str) -> list[str]:
    with pytest.raises(FileRefused) as refused:
        read_schedule((HEADING + "\n".join(lines)).encode(), hours=4)
    return [str(complaint) for complaint in refused.value.complaints]


def test_the_real_schedule_of_2020_has_six_workshops_at_these_instants() -> None:
    rows = read_schedule(REAL.read_bytes(), hours=4)
    assert [row.start for row in rows if isinstance(row, ScheduledRow)] == [
        datetime(2020, 1, 8, 13, tzinfo=UTC),
        datetime(2020, 1, 28, 17, tzinfo=UTC),
        datetime(2020, 2, 27, 23, tzinfo=UTC),
        datetime(2020, 5, 7, 16, tzinfo=UTC),
        datetime(2020, 6, 2, 12, tzinfo=UTC),
        datetime(2020, 7, 8, 22, tzinfo=UTC),
    ]
    months = [(row.month.month, row.status) for row in rows if isinstance(row, MonthRow)]
    assert months == [
        (3, Status.NONE),
        (4, Status.NONE),
        *[(month, Status.TO_BE_DECIDED) for month in range(8, 13)],
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (
            "2020-02-30,09:00,13:00,America/Los_Angeles,scheduled",
            "'2020-02-30' is not on the calendar",
        ),
        ("28.1.2020,09:00,13:00,America/Los_Angeles,scheduled", "is not a date like 2020-01-28"),
        (
            "0001-01-01,09:00,13:00,America/Los_Angeles,scheduled",
            "is not between the years 2000 and 2100",
        ),
        (
            "9999-01-01,09:00,13:00,America/Los_Angeles,scheduled",
            "is not between the years 2000 and 2100",
        ),
        ("２０２０-01-28,09:00,13:00,America/Los_Angeles,scheduled", "is not a date like"),
        ("2020-01-28,9am,13:00,America/Los_Angeles,scheduled", "the start '9am' is not a time"),
        ("2020-01-28,09:00,24:00,America/Los_Angeles,scheduled", "the end '24:00' is not a time"),
        (
            "2020-01-28,09:00,12:00,America/Los_Angeles,scheduled",
            "lasts 3 hours, a workshop lasts 4",
        ),
        ("2020-01-28,09:00,09:00,America/Los_Angeles,scheduled", "lasts 24 hours"),
        ("2020-01-28,09:00,13:00,Portland,scheduled", "'Portland' is not a time zone"),
        ("2020-01-28,09:00,13:00,America/Los_Angeles,maybe", "is not one of scheduled, none"),
        ("2020-01-28,09:00,13:00,America/Los_Angeles", "4 columns where 5 are needed"),
        ("2020-03,09:00,,America/Los_Angeles,none", "has no hours, yet it says '09:00'"),
        ("2020-13,,,America/Los_Angeles,none", "'2020-13' is not on the calendar"),
        ("2020-03-01,,,America/Los_Angeles,none", "is not a month like 2020-03"),
        ("2026-03-08,02:30,06:30,America/Los_Angeles,scheduled", "does not exist"),
        ("2026-03-08,00:00,04:00,America/Los_Angeles,scheduled", "lasts 3 hours"),
    ],
)
def test_a_bad_row_is_named_by_line_and_reason(line: str, reason: str) -> None:
    (complaint,) = complaints("2020-01-08,05:00,09:00,America/Los_Angeles,scheduled", line)
    assert complaint.startswith("line 3: ")
    assert reason in complaint


def test_all_bad_rows_are_named_in_order() -> None:
    found = complaints("x,,,UTC,none", "2020-01,,,UTC,none", "y,,,UTC,none")
    assert [line.partition(":")[0] for line in found] == ["line 2", "line 4"]


def test_rows_that_overlap_or_contradict_each_other_are_refused() -> None:
    assert complaints(
        "2020-01-08,05:00,09:00,America/Los_Angeles,scheduled",
        "2020-01-08,12:00,16:00,UTC,scheduled",
    ) == ["line 3: overlaps the workshop of line 2"]
    assert complaints(
        "2020-01-08,05:00,09:00,America/Los_Angeles,scheduled",
        "2020-01,,,America/Los_Angeles,to-be-decided",
    ) == ["line 3: January 2020 already stands in line 2"]


def test_two_workshops_may_follow_each_other_without_a_pause() -> None:
    rows = "2020-01-08,05:00,09:00,UTC,scheduled\n2020-01-08,09:00,13:00,UTC,scheduled\n"
    assert len(read_schedule((HEADING + rows).encode(), hours=4)) == 2


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the heading must be date,start,end,timezone,status"),
        (b"date,start\n", "the heading must be"),
        (HEADING.encode(), "no rows below its heading"),
        (HEADING.encode() + b"2020-01\xff,,,UTC,none\n", "line 2: this is not UTF-8 text"),
        (HEADING.encode() + b'"2020-01,,,UTC,none\n', "this is not a CSV file"),
        (b"x" * 1_000_001, "larger than 1 MB"),
    ],
)
def test_a_file_that_is_no_schedule_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(FileRefused, match=reason):
        read_schedule(data, hours=4)


def test_a_spreadsheet_with_a_byte_order_mark_blank_lines_and_spaces_is_read() -> None:
    text = "\ufeffDate,Start,End,Timezone,Status\r\n\r\n 2020-03 ,,, UTC ,None\r\n"
    (row,) = read_schedule(text.encode(), hours=4)
    assert row == MonthRow(3, date(2020, 3, 1), Status.NONE, "UTC")


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_a_refusal(data: bytes) -> None:
    try:
        read_schedule(HEADING.encode() + data, hours=4)
    except FileRefused as refused:
        assert refused.complaints  # noqa: PT017 -- either outcome is fine, a traceback is not


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)))
def test_the_rotation_keeps_hours_weekdays_and_months_wherever_it_is_moved(day: date) -> None:
    rows = read_schedule(REAL.read_bytes(), hours=4)
    first = day.replace(day=1)
    moved = shifted_to(rows, first)
    assert len(moved) == len(rows)
    for before, after in zip(rows, moved, strict=True):
        if isinstance(before, ScheduledRow) and isinstance(after, ScheduledRow):
            zone = clock.zone(PACIFIC)
            assert after.start.astimezone(zone).time() == before.start.astimezone(zone).time()
            assert after.day.weekday() == before.day.weekday()
            assert after.end - after.start == timedelta(hours=4)
            assert clock.month_of(after.day) == clock.add_months(first, before.day.month - 1)
        elif isinstance(before, MonthRow) and isinstance(after, MonthRow):
            assert after.month == clock.add_months(first, before.month.month - 1)
