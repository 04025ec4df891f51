from __future__ import annotations

import doctest
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from icalendar.cal import Component

from calendars import entry as entry_module
from calendars import feed
from calendars.feed import Color, Entry, EntryStatus, Feed, FeedError, render, tombstone

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
    assert doctest.testmod(entry_module).failed == 0


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


def test_a_colour_is_named_for_those_who_know_names_and_for_apple() -> None:
    body = render(Feed("n", "d", "https://example.org/", (ENTRY,), Color.TEAL))
    assert b"\r\nCOLOR:teal\r\nX-APPLE-CALENDAR-COLOR:#008080\r\n" in body
    assert b"COLOR" not in rendered(ENTRY)


def test_a_secret_address_stays_out_of_its_feed() -> None:
    assert b"SOURCE" not in render(Feed("n", "d", "", (ENTRY,)))


def test_a_feed_without_an_entry_is_refused() -> None:
    with pytest.raises(FeedError, match="empty"):
        rendered()


def test_local_times_stand_beside_their_zone_and_read_back_as_the_same_instants() -> None:
    body = rendered(replace(ENTRY, zone="America/Los_Angeles"))
    assert b"DTSTART;TZID=America/Los_Angeles:20261209T050000\r\n" in body
    assert body.count(b"BEGIN:VTIMEZONE") == 1
    (event,) = read_back(body)
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (ENTRY.start, ENTRY.end)


def test_each_zone_is_told_once_and_utc_not_at_all() -> None:
    zones = ["Europe/Berlin", "America/New_York", "Europe/Berlin", "UTC", ""]
    body = rendered(*(replace(ENTRY, uid=str(n), zone=zone) for n, zone in enumerate(zones)))
    assert [line for line in body.split(b"\r\n") if line.startswith(b"TZID:")] == [
        b"TZID:America/New_York",
        b"TZID:Europe/Berlin",
    ]
    assert body.count(b"DTSTART:20261209T130000Z") == 2


def test_the_hour_that_autumn_repeats_is_written_in_utc() -> None:
    first = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
    for start in (first, first + timedelta(hours=1)):
        entry = replace(ENTRY, start=start, end=first + timedelta(hours=5))
        body = rendered(replace(entry, zone="America/Los_Angeles"))
        assert f"DTSTART:{start:%Y%m%dT%H%M%SZ}\r\nDTEND:20261101T133000Z\r\n".encode() in body


def test_a_zone_without_yearly_rules_is_written_in_utc() -> None:
    body = rendered(replace(ENTRY, zone="Africa/Cairo"))
    assert b"VTIMEZONE" not in body
    assert b"DTSTART:20261209T130000Z\r\n" in body


def test_a_place_a_conference_and_an_alarm_stand_in_the_entry() -> None:
    entry = replace(
        ENTRY, geo=(45.5152, -122.6784), conference="https://example.org/join/x y", alarm_minutes=15
    )
    body = rendered(entry)
    assert b"GEO:45.5152;-122.6784\r\n" in body
    (event,) = read_back(body)
    assert event["conference"] == "https://example.org/join/x%20y"
    assert event["conference"].params["VALUE"] == "URI"
    (alarm,) = event.walk("VALARM")
    assert (alarm["action"], alarm.decoded("trigger")) == ("DISPLAY", timedelta(minutes=-15))


def test_a_cancelled_entry_rings_no_alarm_and_leads_nowhere() -> None:
    entry = replace(ENTRY, conference="https://example.org/join/x", alarm_minutes=15, blocks=True)
    buried = tombstone(entry)
    assert tombstone(buried) == buried
    (event,) = read_back(rendered(buried))
    assert (event["summary"], event["status"]) == ("Cancelled: Workshop", "CANCELLED")
    assert (event["transp"], event["x-microsoft-cdo-busystatus"]) == ("TRANSPARENT", "FREE")
    assert not {"url", "conference", "description"} & {name.lower() for name in event}
    assert event.walk("VALARM") == []
    (by_status,) = read_back(rendered(replace(entry, status=EntryStatus.CANCELLED)))
    assert "conference" not in by_status
    assert by_status.walk("VALARM") == []


def test_whether_an_entry_blocks_the_time_can_be_said() -> None:
    held = replace(ENTRY, status=EntryStatus.TENTATIVE, blocks=True)
    seen = replace(ENTRY, blocks=False)
    assert [event["transp"] for event in read_back(rendered(held, seen))] == [
        "OPAQUE",
        "TRANSPARENT",
    ]


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
        replace(ENTRY, geo=(91.0, 0.0)),
    ],
)
def test_an_entry_without_a_clear_time_is_refused(broken: Entry) -> None:
    with pytest.raises(FeedError):
        rendered(broken)
