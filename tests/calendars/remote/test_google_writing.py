from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from google_asked import ENTRY, access, busy_in, remote, timed
from google_calendar import CALENDAR, GoogleStandIn, ok, problem
from ics_made import HOST, WINDOW, local

from calendars.remote import google_push
from calendars.remote.google import GoogleCalendar, GoogleFreeBusy
from calendars.remote.port import RemoteError


def test_an_entry_is_written_once_however_often_it_is_asked_for(stand_in: GoogleStandIn) -> None:
    for _ in range(3):  # each time without memory, as if every answer had been lost
        remote(stand_in).write(ENTRY, {})
    assert list(stand_in.events) == [ENTRY.id]
    assert stand_in.events[ENTRY.id]["summary"] == "Consultation: Ana"
    assert busy_in(stand_in) == ["2026-12-01 09:00 > 12-01 09:30"]
    own = GoogleCalendar(access(stand_in), replace(HOST, own=frozenset({ENTRY.id})))
    assert own.read(WINDOW, {}).busy == ()
    # the invitation that Google entered by itself from the mail: another id, our UID
    stand_in.put("mail", iCalUID=ENTRY.uid, **timed("2026-12-01"))
    by_uid = replace(HOST, own=frozenset({ENTRY.id, ENTRY.uid}))
    assert GoogleCalendar(access(stand_in), by_uid).read(WINDOW, {}).busy == ()


def test_an_entry_moves_and_what_a_person_did_meanwhile_is_put_right(
    stand_in: GoogleStandIn,
) -> None:
    memory = remote(stand_in).write(ENTRY, {})
    moved = replace(ENTRY, summary="Moved")
    memory = remote(stand_in).write(moved, memory)
    assert stand_in.events[ENTRY.id]["summary"] == "Moved"
    stand_in.put(ENTRY.id, summary="By hand")  # another version: If-Match fails once
    memory = remote(stand_in).write(moved, memory)
    assert stand_in.events[ENTRY.id]["summary"] == "Moved"
    stand_in.delete(ENTRY.id)
    memory = remote(stand_in).write(moved, memory)
    assert stand_in.events[ENTRY.id]["status"] == "confirmed"
    del stand_in.events[ENTRY.id]
    remote(stand_in).write(moved, memory)
    assert stand_in.events[ENTRY.id]["summary"] == "Moved"


def test_an_entry_that_changes_at_every_look_is_given_up(stand_in: GoogleStandIn) -> None:
    stand_in.put(ENTRY.id, summary="x")
    stand_in.after = lambda asked: (
        None if asked.method == "GET" else problem(412, "conditionNotMet")
    )
    with pytest.raises(RemoteError, match="keeps changing"):
        remote(stand_in).write(ENTRY, {})


@pytest.mark.parametrize("status", [403, 404, 500])
def test_a_write_that_is_refused_says_so(stand_in: GoogleStandIn, status: int) -> None:
    stand_in.after = lambda _: problem(status, "forbidden")
    for memory in ({}, {"etag": '"1"'}):
        with pytest.raises(RemoteError):
            remote(stand_in).write(ENTRY, memory)
    stand_in.after = lambda asked: problem(409, "duplicate") if asked.method == "POST" else problem(500, "x")  # fmt: skip
    with pytest.raises(RemoteError, match="just now"):
        remote(stand_in).write(ENTRY, {})


def test_an_entry_is_removed_once_and_for_all(stand_in: GoogleStandIn) -> None:
    remote(stand_in).write(ENTRY, {})
    for _ in range(2):
        remote(stand_in).remove(ENTRY.id)
    remote(stand_in).remove("never0there")
    assert stand_in.events[ENTRY.id]["status"] == "cancelled"
    stand_in.after = lambda _: problem(403, "forbidden")
    with pytest.raises(RemoteError, match="does not let us"):
        remote(stand_in).remove(ENTRY.id)


def free_busy(found: GoogleStandIn) -> GoogleFreeBusy:
    return GoogleFreeBusy(access(found), HOST)


def test_a_calendar_of_which_only_the_times_show_is_read_by_them(stand_in: GoogleStandIn) -> None:
    stand_in.busy[CALENDAR] = [
        {"start": "2026-12-01T17:00:00Z", "end": "2026-12-01T18:00:00Z"},
        {"start": "2027-06-01T17:00:00Z", "end": "2027-06-01T18:00:00Z"},
    ]
    first = free_busy(stand_in).read(WINDOW, {})
    assert [local(span) for span in first.busy] == [
        "2026-12-01 09:00 > 12-01 10:00",
        "2027-06-01 10:00 > 06-01 11:00",
    ]
    assert free_busy(stand_in).read(WINDOW, first.memory).unchanged
    stand_in.busy[CALENDAR].pop()
    assert len(free_busy(stand_in).read(WINDOW, first.memory).busy) == 1
    with pytest.raises(RemoteError, match="only read"):
        free_busy(stand_in).write(ENTRY, {})
    with pytest.raises(RemoteError, match="only read"):
        free_busy(stand_in).remove(ENTRY.id)


@pytest.mark.parametrize(
    "told",
    [None, {}, {"busy": "none"}, {"errors": [{"reason": "notFound"}], "busy": []}, {"busy": [{"start": "x"}]}],
)  # fmt: skip
def test_busy_times_that_google_does_not_tell_are_not_free_ones(
    stand_in: GoogleStandIn, told: dict[str, Any] | None
) -> None:
    if told is not None:
        stand_in.busy[CALENDAR] = told
    with pytest.raises(RemoteError, match=r"does not tell|make no sense"):
        free_busy(stand_in).read(WINDOW, {})


def test_a_channel_is_opened_and_closed(stand_in: GoogleStandIn) -> None:
    channel = google_push.watch(access(stand_in), "c-1", "secret", "https://example.org/webhook")
    assert channel.resource == "res-1"
    assert channel.expires == datetime.fromtimestamp(1_800_000_000, UTC)
    assert stand_in.channels["c-1"]["token"] == "secret"
    for _ in range(2):
        google_push.stop(access(stand_in), "c-1", "res-1")
    assert stand_in.channels == {}
    stand_in.after = lambda _: ok({})
    with pytest.raises(RemoteError, match="no channel"):
        google_push.watch(access(stand_in), "c-2", "secret", "https://example.org/webhook")
    stand_in.after = lambda _: problem(403, "forbidden")
    with pytest.raises(RemoteError, match="does not let us"):
        google_push.stop(access(stand_in), "c-2", "res-1")
