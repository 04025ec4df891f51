from __future__ import annotations

import doctest
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from icalendar.cal import Component

from calendars import feed
from calendars.feed import Entry, EntryStatus, Feed, FeedError, render

CHANGED = datetime(2026, 11, 22, 9, 30, 15, 123456, tzinfo=UTC)
ENTRY = Entry(
    uid="ce56ab6f",
    sequence=3,
    changed_at=CHANGED,
    summary="Workshop",
    status=EntryStatus.CONFIRMED,
    start=datetime(2026, 12, 9, 13, tzinfo=UTC),
    end=datetime(2026, 12, 9, 17, tzinfo=UTC),
    description="Four hours",
    location="Online",
    url="https://example.org/",
)
MARKER = replace(
    ENTRY, uid="to-be-decided", start=None, end=None, day=date(2026, 8, 3),
    status=EntryStatus.TENTATIVE, description="", location="", url="",
)  # fmt: skip


def rendered(*entries: Entry, name: str = "Workshops") -> bytes:
    return render(Feed(name, "All dates", "https://example.org/feed.ics", entries))


def read_back(body: bytes) -> list[Component]:
    calendar = Calendar.from_ical(body)
    assert calendar.errors == []
    events = calendar.walk("VEVENT")
    assert all(event.errors == [] for event in events)
    return list(events)


def test_the_examples_in_the_docstrings_are_true() -> None:
    assert doctest.testmod(feed).failed == 0


def test_the_same_entries_give_the_same_bytes() -> None:
    assert rendered(ENTRY, MARKER) == rendered(ENTRY, MARKER)


def test_an_entry_reads_back_as_it_was_written() -> None:
    (event,) = read_back(rendered(ENTRY))
    assert (event["uid"], event["sequence"]) == ("ce56ab6f", 3)
    assert event.decoded("dtstart") == ENTRY.start
    assert event.decoded("dtend") == ENTRY.end
    assert (
        event.decoded("dtstamp") == event.decoded("last-modified") == CHANGED.replace(microsecond=0)
    )
    assert (event["summary"], event["status"], event["transp"]) == (
        "Workshop",
        "CONFIRMED",
        "OPAQUE",
    )
    assert (event["location"], event["url"]) == ("Online", "https://example.org/")


def test_a_month_to_be_decided_is_one_whole_free_tentative_day() -> None:
    (event,) = read_back(rendered(MARKER))
    assert event.decoded("dtstart") == date(2026, 8, 3)
    assert event.decoded("dtend") == date(2026, 8, 4)
    assert (event["status"], event["transp"]) == ("TENTATIVE", "TRANSPARENT")
    assert b"DTSTART;VALUE=DATE:20260803\r\n" in rendered(MARKER)


def test_a_cancelled_entry_does_not_block_the_day() -> None:
    (event,) = read_back(rendered(replace(ENTRY, status=EntryStatus.CANCELLED)))
    assert (event["status"], event["transp"]) == ("CANCELLED", "TRANSPARENT")


def test_properties_of_rfc_7986_carry_their_value_types_and_no_calendar_has_a_uid() -> None:
    body = rendered(ENTRY)
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in body
    assert b"SOURCE;VALUE=URI:https://example.org/feed.ics\r\n" in body
    assert body.count(b"\r\nUID:") == 1


def test_another_zone_of_the_same_instant_gives_the_same_bytes() -> None:
    assert ENTRY.start is not None
    elsewhere = ENTRY.start.astimezone(timezone(timedelta(hours=5)))
    assert rendered(replace(ENTRY, start=elsewhere)) == rendered(ENTRY)


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_text_can_break_a_line_add_a_property_or_an_entry(summary: str, text: str) -> None:
    hostile = f"{text}\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nX-EVIL:1"
    entry = replace(ENTRY, summary=summary, description=hostile, location=hostile, url=hostile)
    body = rendered(entry, name=hostile)
    (event,) = read_back(body)
    assert "X-EVIL" not in event
    assert event["description"] == feed.clean(hostile)
    assert event["summary"] == feed.one_line(summary)
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))


@pytest.mark.parametrize(
    "broken",
    [
        replace(ENTRY, start=None),
        replace(ENTRY, day=date(2026, 1, 1)),
        replace(ENTRY, end=ENTRY.start),
        replace(ENTRY, start=datetime(2026, 1, 1), end=datetime(2026, 1, 2)),  # noqa: DTZ001 -- on purpose
        replace(MARKER, day=None),
    ],
)
def test_an_entry_without_a_clear_time_is_refused(broken: Entry) -> None:
    with pytest.raises(FeedError):
        rendered(broken)
