from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from google_asked import access, busy_in, remote, timed
from google_calendar import GoogleStandIn, ok
from ics_made import HOST, WINDOW, local

from calendars.remote import google as google_module
from calendars.remote.google import GoogleCalendar
from calendars.remote.port import RemoteError


def test_events_are_read_and_expanded_here(stand_in: GoogleStandIn) -> None:
    stand_in.put("one", summary="One", **timed("2026-12-01"))
    stand_in.put(
        "series",
        summary="S",
        recurrence=["RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE;TZID=America/Los_Angeles:20261223T090000"],
        **timed("2026-12-02"),
    )
    original = {
        "originalStartTime": {"dateTime": "2026-12-09T09:00:00-08:00"},
        "recurringEventId": "series",
    }
    stand_in.put("series_1", summary="Moved", **original, **timed("2026-12-10", 14))
    original = {
        "originalStartTime": {"dateTime": "2026-12-16T09:00:00-08:00"},
        "recurringEventId": "series",
    }
    stand_in.put("series_2", **{**original, "status": "cancelled"})
    stand_in.put("days", summary="D", start={"date": "2026-12-20"}, end={"date": "2026-12-22"})
    assert busy_in(stand_in) == [
        "2026-12-01 09:00 > 12-01 10:00", "2026-12-02 09:00 > 12-02 10:00", "2026-12-10 14:00 > 12-10 15:00",
        "2026-12-20 00:00 > 12-22 00:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "blocks"),
    [
        ({"transparency": "transparent"}, False),
        ({"eventType": "workingLocation"}, False),
        ({"eventType": "outOfOffice"}, True),
        ({"eventType": "focusTime"}, True),
        ({"status": "tentative"}, True),
        (
            {
                "attendees": [
                    {"email": "x@y", "responseStatus": "declined"},
                    {"self": True, "responseStatus": "accepted"},
                ]
            },
            True,
        ),
        ({"attendees": [{"self": True, "responseStatus": "declined"}]}, False),
        ({"attendees": [{"self": True, "responseStatus": "needsAction"}]}, True),
        ({"attendees": [{"self": True}]}, True),
        ({"summary": "a: b\nEND:VEVENT"}, True),
    ],
)
def test_what_the_event_says_decides_whether_it_takes_time(
    stand_in: GoogleStandIn, fields: dict[str, Any], *, blocks: bool
) -> None:
    stand_in.put("one", **{"summary": "One", **timed("2026-12-01"), **fields})
    assert bool(busy_in(stand_in)) is blocks


def test_the_settings_decide_about_the_unsure_ones(stand_in: GoogleStandIn) -> None:
    stand_in.put(
        "one", **timed("2026-12-01"), attendees=[{"self": True, "responseStatus": "needsAction"}]
    )
    stand_in.put("two", **timed("2026-12-02"), status="tentative")
    mild = replace(HOST, tentative_blocks=False, unanswered_blocks=False)
    assert GoogleCalendar(access(stand_in), mild).read(WINDOW, {}).busy == ()


def test_days_are_in_the_calendars_zone_and_free_ones_are_listed(stand_in: GoogleStandIn) -> None:
    stand_in.zone = "Asia/Tokyo"
    stand_in.put("day", start={"date": "2026-12-05"}, end={"date": "2026-12-06"})
    stand_in.put(
        "fair",
        summary="Fair",
        start={"date": "2026-12-07"},
        end={"date": "2026-12-08"},
        transparency="transparent",
    )
    found = remote(stand_in).read(WINDOW, {})
    assert [local(span) for span in found.busy] == ["2026-12-04 07:00 > 12-05 07:00"]
    assert [one.title for one in found.listed] == ["Fair"]


def test_a_series_keeps_its_local_hour(stand_in: GoogleStandIn) -> None:
    stand_in.put("s", recurrence=["RRULE:FREQ=MONTHLY;COUNT=8"], **timed("2026-12-01"))
    assert {text[11:16] for text in busy_in(stand_in)} == {"09:00"}
    zone = {"timeZone": "Europe/Berlin"}
    stand_in.put(
        "s",
        recurrence=["RRULE:FREQ=MONTHLY;COUNT=1"],
        start={"dateTime": "2026-12-01T18:00:00", **zone},
        end={"dateTime": "2026-12-01T19:00:00", **zone},
    )
    assert busy_in(stand_in) == ["2026-12-01 09:00 > 12-01 10:00"]
    stand_in.put(
        "s",
        start={"dateTime": "2026-12-01T18:00:00", **zone},
        end={"dateTime": "2026-12-01T19:00:00", **zone},
    )
    assert busy_in(stand_in) == ["2026-12-01 09:00 > 12-01 10:00"]


@pytest.mark.parametrize(
    "fields",
    [
        {"start": {"dateTime": "whenever"}, "end": {"dateTime": "whenever"}},
        {"summary": "no time at all"},
        {"recurrence": ["RRULE:FREQ=DAILY"], "start": {"dateTime": "2026-12-01T09:00:00-08:00", "timeZone": "Mars/Base"}, "end": {"dateTime": "2026-12-01T10:00:00-08:00", "timeZone": "Mars/Base"}},
        {"recurrence": ["RRULE:FREQ=MINUTELY"], **timed("2026-12-01")},
    ],
)  # fmt: skip
def test_an_event_whose_time_cannot_be_known_frees_nothing(
    stand_in: GoogleStandIn, fields: dict[str, Any]
) -> None:
    stand_in.put("odd", **fields)
    with pytest.raises(RemoteError, match="cannot be"):
        remote(stand_in).read(WINDOW, {})


def test_a_later_read_asks_only_for_what_changed(stand_in: GoogleStandIn) -> None:
    for day in range(1, 6):
        stand_in.put(f"e{day}", **timed(f"2026-12-0{day}"))
    first = remote(stand_in).read(WINDOW, {})
    assert remote(stand_in).read(WINDOW, first.memory).unchanged
    stand_in.delete("e1")
    stand_in.put("e2", **timed("2026-12-12"))
    stand_in.put("new", **timed("2026-12-13"))
    stand_in.asked.clear()
    second = remote(stand_in).read(WINDOW, json.loads(json.dumps(first.memory)))
    assert [local(span)[8:10] for span in second.busy] == ["03", "04", "05", "12", "13"]
    (listing,) = [asked for asked in stand_in.asked if asked.method == "GET"]
    assert "timeMin" not in listing.query
    assert listing.query["singleEvents"] == "false"


def test_a_series_that_is_deleted_takes_its_changed_occurrences_with_it(
    stand_in: GoogleStandIn,
) -> None:
    stand_in.put("s", recurrence=["RRULE:FREQ=WEEKLY;COUNT=4"], **timed("2026-12-02"))
    original = {
        "originalStartTime": {"dateTime": "2026-12-09T09:00:00-08:00"},
        "recurringEventId": "s",
    }
    stand_in.put("s_1", **original, **timed("2026-12-10", 14))
    first = remote(stand_in).read(WINDOW, {})
    assert len(first.busy) == 4
    stand_in.delete("s")
    assert remote(stand_in).read(WINDOW, first.memory).busy == ()


def test_a_token_that_is_too_old_means_everything_anew(stand_in: GoogleStandIn) -> None:
    stand_in.put("gone", **timed("2026-12-01"))
    first = remote(stand_in).read(WINDOW, {})
    stand_in.events.clear()
    stand_in.put("other", **timed("2026-12-02"))
    stand_in.oldest_token = stand_in.changes
    second = remote(stand_in).read(WINDOW, first.memory)
    assert [local(span)[:10] for span in second.busy] == ["2026-12-02"]


def test_pages_are_followed_to_the_end(stand_in: GoogleStandIn) -> None:
    stand_in.page = 2
    for day in range(1, 8):
        stand_in.put(f"e{day}", **timed(f"2026-12-0{day}"))
    assert len(busy_in(stand_in)) == 7


@pytest.mark.parametrize("answer", [{"items": []}, {"items": [], "nextPageToken": "0"}, {"kind": "x"}, {"items": {}}])  # fmt: skip
def test_a_list_without_an_end_or_without_items_is_refused(
    stand_in: GoogleStandIn, answer: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(google_module, "MOST_PAGES", 3)
    stand_in.after = lambda _: ok(answer)
    with pytest.raises(RemoteError, match=r"never ends|no list of events"):
        remote(stand_in).read(WINDOW, {})


def test_a_window_that_begins_earlier_is_read_anew(stand_in: GoogleStandIn) -> None:
    stand_in.put("one", **timed("2026-12-01"))
    first = remote(stand_in).read(WINDOW, {})
    later = (WINDOW[0] + timedelta(days=1), WINDOW[1] + timedelta(days=1))
    assert not remote(stand_in).read(later, first.memory).unchanged
    earlier = (WINDOW[0] - timedelta(days=9), WINDOW[1])
    stand_in.asked.clear()
    assert len(remote(stand_in).read(earlier, first.memory).busy) == 1
    assert any("timeMin" in asked.query for asked in stand_in.asked)
