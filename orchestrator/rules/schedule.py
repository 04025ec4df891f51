"""The published schedule as a CSV file: its rows, and what is wrong with a bad one.

Columns: date, start, end, timezone, status. A `scheduled` row has a date and hours; a `none` or
`to-be-decided` row names a month (`2020-03`) and has no hours. Source of the form: the company's
schedule of 2020.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise

from calendars import clock
from orchestrator.rules.csv_file import Complaint, FileRefused, rows_of

COLUMNS = ("date", "start", "end", "timezone", "status")
LARGEST_FILE_BYTES = 1_000_000
EARLIEST_YEAR, LATEST_YEAR = 2000, 2100


class Status(StrEnum):
    """What the schedule says of a date or a month."""

    SCHEDULED = "scheduled"
    NONE = "none"
    TO_BE_DECIDED = "to-be-decided"


@dataclass(frozen=True, slots=True)
class ScheduledRow:
    """A workshop with a date; `start` and `end` are UTC, `day` is the date in `timezone`."""

    line: int
    day: date
    start: datetime
    end: datetime
    timezone: str


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A whole month without a workshop, or with one whose date is still open."""

    line: int
    month: date
    status: Status
    timezone: str


Row = ScheduledRow | MonthRow


class _BadCellError(ValueError):
    """One cell of a row cannot be read; the message says which and why."""


def read_schedule(data: bytes, *, hours: int) -> list[Row]:
    """Return the rows of a schedule file whose workshops all last `hours`.

    Raises FileRefused with every bad line: nothing of a file with a bad row is ever used.
    """
    rows: list[Row] = []
    complaints: list[Complaint] = []
    for line, cells in _lines(data):
        try:
            rows.append(_row(line, cells, hours))
        except (_BadCellError, clock.TimeError) as error:
            complaints.append(Complaint(line, str(error)))
    complaints += _clashes(rows)
    if not rows and not complaints:
        complaints.append(Complaint(1, "the file has no rows below its heading"))
    if complaints:
        raise FileRefused(complaints)
    return rows


def _lines(data: bytes) -> list[tuple[int, list[str]]]:
    """Return (line number, cells) of each row, after checking the heading."""
    found = rows_of(data, largest_bytes=LARGEST_FILE_BYTES)
    if not found or tuple(cell.lower() for cell in found[0][1]) != COLUMNS:
        raise FileRefused([Complaint(1, f"the heading must be {','.join(COLUMNS)}")])
    return found[1:]


def _row(line: int, cells: list[str], hours: int) -> Row:
    if len(cells) != len(COLUMNS):
        raise _BadCellError(f"{len(cells)} columns where {len(COLUMNS)} are needed")
    day, start, end, timezone, status_text = cells
    try:
        status = Status(status_text.lower())
    except ValueError:
        known = ", ".join(Status)
        raise _BadCellError(f"the status {status_text!r} is not one of {known}") from None
    clock.zone(timezone)
    if status is Status.SCHEDULED:
        return _scheduled(line, (day, start, end), timezone, hours)
    if start or end:
        raise _BadCellError(
            f"a month that is {status!s} has no hours, yet it says {start or end!r}"
        )
    return MonthRow(line, _month(day), status, timezone)


def _scheduled(line: int, cells: tuple[str, str, str], timezone: str, hours: int) -> ScheduledRow:
    day = _date(cells[0])
    span = clock.LocalSpan(day, _time(cells[1], "start"), _time(cells[2], "end"), timezone)
    start, end = clock.span_instants(span)
    if end - start != timedelta(hours=hours):
        lasts = (end - start) / timedelta(hours=1)
        raise _BadCellError(
            f"{cells[1]}-{cells[2]} lasts {lasts:g} hours, a workshop lasts {hours} "
            "([workshops] hours in settings.toml)"
        )
    return ScheduledRow(line, day, start, end, timezone)


def _date(text: str) -> date:
    return _calendar_date(text, r"\d{4}-\d{2}-\d{2}", text, "a date like 2020-01-28")


def _month(text: str) -> date:
    return _calendar_date(text, r"\d{4}-\d{2}", f"{text}-01", "a month like 2020-03")


def _calendar_date(text: str, form: str, full: str, wanted: str) -> date:
    if re.fullmatch(form, text, re.ASCII):
        try:
            found = date.fromisoformat(full)
        except ValueError:
            raise _BadCellError(f"{text!r} is not on the calendar") from None
        if EARLIEST_YEAR <= found.year <= LATEST_YEAR:
            return found
        raise _BadCellError(f"{text!r} is not between the years {EARLIEST_YEAR} and {LATEST_YEAR}")
    raise _BadCellError(f"{text!r} is not {wanted}")


def _time(text: str, column: str) -> time:
    if re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text, re.ASCII):
        return time.fromisoformat(text)
    raise _BadCellError(f"the {column} {text!r} is not a time like 09:00")


def _clashes(rows: list[Row]) -> list[Complaint]:
    """Return what rows say against one another: overlaps, and months named twice."""
    complaints = []
    scheduled = sorted(
        (row for row in rows if isinstance(row, ScheduledRow)), key=lambda row: row.start
    )
    for earlier, later in pairwise(scheduled):
        if later.start < earlier.end:
            both = sorted((earlier.line, later.line))
            complaints.append(Complaint(both[1], f"overlaps the workshop of line {both[0]}"))
    months: dict[date, Row] = {}
    for row in rows:
        month = row.month if isinstance(row, MonthRow) else clock.month_of(row.day)
        before = months.setdefault(month, row)
        if before is not row and not (
            isinstance(row, ScheduledRow) and isinstance(before, ScheduledRow)
        ):
            complaints.append(
                Complaint(row.line, f"{month:%B %Y} already stands in line {before.line}")
            )
    return complaints


def shifted_to(rows: list[Row], first_month: date) -> list[Row]:
    """Return the same rotation moved so that its first month is `first_month`: the demo's schedule.

    Each scheduled row keeps its week of the month, weekday and local hours.
    """
    origin = min(clock.month_of(_anchor(row)) for row in rows)
    months = (first_month.year - origin.year) * 12 + first_month.month - origin.month
    return [_shifted(row, months) for row in rows]


def _anchor(row: Row) -> date:
    return row.month if isinstance(row, MonthRow) else row.day


def _shifted(row: Row, months: int) -> Row:
    month = clock.add_months(clock.month_of(_anchor(row)), months)
    if isinstance(row, MonthRow):
        return MonthRow(row.line, month, row.status, row.timezone)
    week = min((row.day.day - 1) // 7, 3)
    day = month + timedelta(days=(row.day.weekday() - month.weekday()) % 7 + 7 * week)
    tz = clock.zone(row.timezone)
    local = [moment.astimezone(tz).time() for moment in (row.start, row.end)]
    start, end = clock.span_instants(clock.LocalSpan(day, local[0], local[1], row.timezone))
    return ScheduledRow(row.line, day, start.astimezone(UTC), end.astimezone(UTC), row.timezone)
