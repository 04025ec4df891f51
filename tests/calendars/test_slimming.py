from __future__ import annotations

import pytest
from ics_made import EASTERN, HOST, JAPAN, WINDOW, calendar

from calendars.busy import CalendarUnreadable, read
from calendars.slimming import slim, told_zone

EVENT = """UID:a
SUMMARY:Call
DTSTART;TZID=Customized Time Zone:20261201T120000
DURATION:PT1H
DESCRIPTION:nobody's business
ATTENDEE;PARTSTAT=ACCEPTED:mailto:ana@example.org
ATTENDEE;PARTSTAT=DECLINED:mailto:host@example.org"""
PACIFIC = JAPAN.replace("Customized Time Zone", "America/Los_Angeles")


@pytest.mark.parametrize("head", ["", "X-WR-TIMEZONE:Asia/Tokyo\n"])
def test_a_slimmed_calendar_says_the_same(head: str) -> None:
    free_busy = "BEGIN:VFREEBUSY\nFREEBUSY:20261205T170000Z/PT1H\nEND:VFREEBUSY\n"
    day = "UID:b\nDTSTART;VALUE=DATE:20261203"
    series = (
        EVENT.replace("UID:a", "UID:c").replace("DECLINED", "ACCEPTED")
        + "\nRRULE:FREQ=DAILY;COUNT=3"
    )
    raw = calendar(EVENT, day, series, head=head + EASTERN + PACIFIC + free_busy)
    text = slim(raw, HOST.addresses)
    assert read(text.encode(), WINDOW, HOST) == read(raw, WINDOW, HOST)
    assert len(read(raw, WINDOW, HOST).busy) == 5
    assert "business" not in text
    assert "ana@" not in text
    assert text.count("TZOFFSETTO") == 2  # those of the file's own zone
    assert slim(text.encode(), HOST.addresses) == text


def test_a_calendar_without_events_is_worth_nothing() -> None:
    assert slim(calendar(head=EASTERN), HOST.addresses) == ""
    with pytest.raises(CalendarUnreadable):
        slim(b"<html>", HOST.addresses)


def test_the_zone_of_a_calendar_is_told_by_its_one_vtimezone() -> None:
    assert told_zone(calendar(head=PACIFIC)) == "America/Los_Angeles"
    assert told_zone(calendar(head=EASTERN)) == ""
    assert told_zone(calendar(head=PACIFIC + EASTERN)) == ""
    assert told_zone(b"nonsense") == ""
