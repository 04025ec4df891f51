"""Every zone's VTIMEZONE tells the offsets that tzdata tells, or there is none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Timezone

from calendars import clock
from calendars.feed import Entry, EntryStatus, Feed, render
from calendars.vtimezone import _footer, _rules, observances

YEARS = range(2026, 2028)
NOT_TOLD = {"Africa/Cairo", "Africa/Casablanca", "Africa/El_Aaiun"}


def offsets_change(zone: ZoneInfo) -> list[datetime]:
    """Return the instants of the years at which the zone's offset changes, to the minute."""
    found = []
    hour = datetime(YEARS[0], 1, 1, tzinfo=UTC)
    end = datetime(YEARS[-1], 12, 31, tzinfo=UTC)
    while hour < end:
        later = hour + timedelta(days=1)
        if hour.astimezone(zone).utcoffset() != later.astimezone(zone).utcoffset():
            low, high = hour, later
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) / 2
                same = middle.astimezone(zone).utcoffset() == hour.astimezone(zone).utcoffset()
                low, high = (middle, high) if same else (low, middle)
            found.append(high.replace(second=0, microsecond=0))
        hour = later
    return found


def one_zone_of_each_rule() -> list[str]:
    by_rule = {_footer(name): name for name in reversed(clock.place_zones()) if name != "UTC"}
    return sorted(by_rule.values())


def feed_of(zone: str, starts: list[datetime]) -> bytes:
    entries = tuple(
        Entry(
            uid=str(number), sequence=0, changed_at=starts[0], summary="x",
            status=EntryStatus.CONFIRMED, start=start, end=start + timedelta(hours=1), zone=zone,
        )
        for number, start in enumerate(starts)
    )  # fmt: skip
    return render(Feed("n", "d", "https://example.org/", entries))


@pytest.mark.parametrize("name", one_zone_of_each_rule())
def test_a_zone_is_told_as_tzdata_tells_it(name: str) -> None:
    zone = clock.zone(name)
    changes = offsets_change(zone)
    starts = [change + timedelta(hours=hours) for change in changes for hours in (-30, -6, 6, 30)]
    starts = starts or [datetime(2026, month, 15, 12, tzinfo=UTC) for month in (1, 7)]
    calendar = Calendar.from_ical(feed_of(name, starts))
    told = [part for part in calendar.walk("VTIMEZONE") if isinstance(part, Timezone)]
    if not told:
        assert name in NOT_TOLD
        return
    read = told[0].to_tz(lookup_tzid=False)
    for event, start in zip(calendar.walk("VEVENT"), starts, strict=True):
        local = event.decoded("dtstart").replace(tzinfo=None)
        assert local == start.astimezone(zone).replace(tzinfo=None)
        assert local.replace(tzinfo=read).utcoffset() == start.astimezone(zone).utcoffset()


def test_a_zone_whose_rules_were_others_at_one_of_the_instants_is_not_told() -> None:
    now, then = datetime(2026, 3, 20, tzinfo=UTC), datetime(2006, 3, 20, tzinfo=UTC)
    assert observances("America/Los_Angeles", [now]) is not None
    assert observances("America/Los_Angeles", [now, then]) is None
    assert observances("America/Los_Angeles", [now, then.replace(month=7)]) is not None


def test_a_zone_is_told_from_the_year_before_its_first_instant_on() -> None:
    moments = [datetime(2026, 1, 2, tzinfo=UTC), datetime(2027, 7, 2, tzinfo=UTC)]
    standard, daylight = observances("America/Los_Angeles", moments) or ()
    assert (standard.start, standard.daylight, standard.name) == (
        datetime(2025, 11, 2, 2), False, "PST",  # noqa: DTZ001 -- a local time
    )  # fmt: skip
    assert standard.rule == {"FREQ": "YEARLY", "BYMONTH": 11, "BYDAY": "1SU"}
    assert daylight.start == datetime(2025, 3, 9, 2)  # noqa: DTZ001 -- a local time
    assert (daylight.before, daylight.after) == (timedelta(hours=-8), timedelta(hours=-7))


def test_the_earlier_offset_is_standard_time_even_where_the_law_says_otherwise() -> None:
    winter, summer = observances("Europe/Dublin", [datetime(2026, 1, 2, tzinfo=UTC)]) or ()
    assert {(part.name, part.daylight) for part in (winter, summer)} == {
        ("IST", True),
        ("GMT", False),
    }


def test_a_name_that_tzdata_has_no_file_for_has_no_rule() -> None:
    assert _footer("Nowhere/At_All") == ""
    assert _rules("Nowhere/At_All") is None
