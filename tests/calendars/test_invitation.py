from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from icalendar.cal import Component

from calendars import invitation
from calendars.entry import Entry, EntryStatus, FeedError, Party
from calendars.feed import Feed, render

ENTRY = Entry(
    uid="ce56ab6f",
    sequence=3,
    changed_at=datetime(2026, 11, 22, 9, 30, 15, tzinfo=UTC),
    summary="Workshop",
    status=EntryStatus.CONFIRMED,
    start=datetime(2026, 12, 9, 13, tzinfo=UTC),
    end=datetime(2026, 12, 9, 17, tzinfo=UTC),
    description="Four hours",
    location="https://example.org/join/abc",
    url="https://example.org/",
    zone="America/Los_Angeles",
    conference="https://example.org/join/abc",
    alarm_minutes=15,
)
COMPANY = Party("Incident Response Workshops", "workshops@example.org")
ADA = Party("Ada Lovelace", "ada@example.com")
IDENTITY = ("uid", "sequence", "dtstamp", "last-modified", "dtstart", "dtend", "summary", "status")


def read(body: bytes) -> tuple[str, Component]:
    calendar = Calendar.from_ical(body)
    (event,) = calendar.walk("VEVENT")
    assert calendar.errors == event.errors == []
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    return calendar.get("method", ""), event


def test_a_request_invites_one_person_to_the_very_entry_of_the_feed() -> None:
    method, event = read(invitation.request(ENTRY, COMPANY, ADA))
    assert method == "REQUEST"
    feed = Feed("n", "d", "https://example.org/", (ENTRY,))
    _, in_feed = read(render(feed))
    assert {name: event[name].to_ical() for name in IDENTITY} == {
        name: in_feed[name].to_ical() for name in IDENTITY
    }
    assert "attendee" not in in_feed
    assert event["organizer"] == "mailto:workshops@example.org"
    assert event["organizer"].params["CN"] == COMPANY.name
    assert event["attendee"] == "mailto:ada@example.com"
    assert dict(event["attendee"].params) == {
        "CN": "Ada Lovelace",
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "NEEDS-ACTION",
        "RSVP": "TRUE",
    }
    assert (event["x-microsoft-cdo-busystatus"], len(event.walk("VALARM"))) == ("BUSY", 1)


def test_a_cancellation_names_the_same_entry_and_asks_for_no_answer() -> None:
    method, event = read(invitation.cancel(replace(ENTRY, sequence=4), COMPANY, ADA))
    assert method == "CANCEL"
    assert (event["uid"], event["sequence"], event["status"]) == ("ce56ab6f", 4, "CANCELLED")
    assert event["summary"] == "Cancelled: Workshop"
    assert event["attendee"] == "mailto:ada@example.com"
    assert "RSVP" not in event["attendee"].params
    assert "PARTSTAT" not in event["attendee"].params
    assert event.walk("VALARM") == []
    assert "conference" not in event


def test_a_cancelled_entry_is_no_invitation() -> None:
    with pytest.raises(FeedError, match="cancel"):
        invitation.request(replace(ENTRY, status=EntryStatus.CANCELLED), COMPANY, ADA)


def test_a_download_has_no_method_no_people_and_no_alarm() -> None:
    method, event = read(invitation.download(ENTRY))
    assert method == ""
    assert (event["uid"], event["sequence"]) == ("ce56ab6f", 3)
    assert not {"organizer", "attendee"} & {name.lower() for name in event}
    assert event.walk("VALARM") == []


@given(st.text(max_size=200))
def test_no_name_can_add_a_property_or_a_person(name: str) -> None:
    hostile = f'{name}"\r\nATTENDEE:mailto:eve@example.com'
    _, event = read(invitation.request(ENTRY, COMPANY, Party(hostile, ADA.email)))
    assert event["attendee"] == "mailto:ada@example.com"


@pytest.mark.parametrize(
    "email",
    ["", "ada", "@example.com", "ada@", "a da@example.com", "ada@example.com\r\nX:1", "a\x07@b.c",
     "ada@example.com,eve@example.com", '"a"@b.c', "ada@example.com;x=1"],
)  # fmt: skip
def test_an_address_that_is_none_is_refused_without_being_repeated(email: str) -> None:
    with pytest.raises(FeedError) as refusal:
        invitation.request(ENTRY, COMPANY, Party("Ada", email))
    assert not email or email not in str(refusal.value)


def test_an_address_of_any_script_is_kept() -> None:
    _, event = read(invitation.request(ENTRY, COMPANY, Party("", "o'ada+ß@bücher.example")))
    assert event["attendee"] == "mailto:o'ada+ß@bücher.example"
    assert "CN" not in event["attendee"].params


def test_a_later_request_has_the_same_identity_and_a_greater_sequence() -> None:
    assert ENTRY.start
    assert ENTRY.end
    moved = replace(
        ENTRY, sequence=4, start=ENTRY.start + timedelta(days=1), end=ENTRY.end + timedelta(days=1)
    )
    events = [read(invitation.request(entry, COMPANY, ADA))[1] for entry in (ENTRY, moved)]
    assert [(str(event["uid"]), str(event["sequence"])) for event in events] == [
        ("ce56ab6f", "3"),
        ("ce56ab6f", "4"),
    ]
