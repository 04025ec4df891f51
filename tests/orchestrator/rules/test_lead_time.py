from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from calendars import clock
from orchestrator.rules.lead_time import earliest_day, too_soon, why_earliest

PT = "America/Los_Angeles"


@pytest.mark.parametrize(
    ("asked", "months", "earliest"),
    [
        ("2027-01-31T12:00-08:00", 1, date(2027, 2, 28)),  # clamped
        ("2028-01-31T12:00-08:00", 1, date(2028, 2, 29)),  # in a leap year
        ("2028-01-29T12:00-08:00", 1, date(2028, 2, 29)),
        ("2027-02-28T12:00-08:00", 1, date(2027, 3, 28)),  # and not the 31st back again
        ("2026-11-22T09:00-08:00", 1, date(2026, 12, 22)),
        ("2026-12-31T09:00-08:00", 1, date(2027, 1, 31)),  # over the year's end
        ("2027-02-01T07:59+00:00", 1, date(2027, 2, 28)),  # still January in Portland
        ("2027-02-01T08:00+00:00", 1, date(2027, 3, 1)),  # midnight there
        ("2027-02-01T16:59+09:00", 1, date(2027, 2, 28)),  # Tokyo is long in February
        ("2026-10-31T23:59-07:00", 1, date(2026, 11, 30)),  # the night the clocks go back
        ("2026-11-01T08:59+00:00", 1, date(2026, 12, 1)),  # 01:59 the first time
        ("2026-11-01T09:59+00:00", 1, date(2026, 12, 1)),  # and the second
        ("2027-03-14T09:59+00:00", 1, date(2027, 4, 14)),  # the hour they go forward
        ("2027-03-14T07:59+00:00", 1, date(2027, 4, 13)),
        ("2027-01-31T12:00-08:00", 3, date(2027, 4, 30)),
        ("2027-01-31T12:00-08:00", 0, date(2027, 1, 31)),
    ],
)
def test_the_month_is_a_calendar_month_in_the_companys_zone(
    asked: str, months: int, earliest: date
) -> None:
    assert earliest_day(clock.parse_instant(asked), months, PT) == earliest


@pytest.mark.parametrize(
    ("start", "allowed"),
    [
        ("2027-02-28T00:00-08:00", True),  # the boundary day, from its first minute
        ("2027-02-27T23:59-08:00", False),
        ("2027-02-28T02:59-05:00", False),  # the 28th in New York, the 27th in Portland
        ("2027-02-28T03:00-05:00", True),
        ("2027-02-28T16:59+09:00", False),
        ("2027-03-01T09:00-08:00", True),
        ("2026-11-01T09:00-08:00", False),  # long past
    ],
)
def test_the_boundary_day_is_allowed_on_both_sides_of_midnight(
    start: str, *, allowed: bool
) -> None:
    asked = datetime(2027, 1, 31, 20, tzinfo=UTC)
    found = too_soon(clock.parse_instant(start), asked, 1, PT)
    assert (found is None) is allowed
    if found:
        assert found.code == "too_soon"
        assert found.allowed == "Sunday 28 February 2027 or later"


def test_the_first_day_comes_with_its_why() -> None:
    asked = datetime(2027, 1, 31, 20, tzinfo=UTC)
    assert why_earliest(asked, 1, PT) == (
        "Sunday 28 February 2027 is the first day: one calendar month after Sunday 31 January 2027, "
        "counted where we live."
    )
    assert "3 calendar months after" in why_earliest(asked, 3, PT)
