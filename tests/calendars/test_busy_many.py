from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from ics_made import HOST, WINDOW, calendar

from calendars.busy import read


def many(count: int) -> list[str]:
    """Return events that do not touch each other: each tenth one an old weekly series."""
    events = []
    for number in range(count):
        start = datetime(2026, 11, 24, tzinfo=UTC) + timedelta(minutes=100 * number)
        rule = ""
        if number % 10 == 0:
            start -= timedelta(days=7 * 200)
            rule = "RRULE:FREQ=WEEKLY;COUNT=201\n"
        events.append(
            f"UID:{number}\n{rule}DTSTART:{start:%Y%m%dT%H%M%SZ}\nDTEND:{start + timedelta(minutes=45):%Y%m%dT%H%M%SZ}\n"
            "SUMMARY:Something\nDESCRIPTION:long text long text\nTRANSP:OPAQUE"
        )
    return events


def test_five_thousand_events_are_read_in_seconds_and_none_is_lost() -> None:
    raw = calendar(*many(5000))
    begun = time.process_time()
    found = read(raw, WINDOW, HOST)
    took = time.process_time() - begun
    starts = [datetime(2026, 11, 24, tzinfo=UTC) + timedelta(minutes=100 * n) for n in range(5000)]
    last_series = starts[0] + timedelta(weeks=200)
    assert {span[0] for span in found.busy} >= {one for one in starts if one < WINDOW[1]}
    assert last_series > WINDOW[1]
    assert took < 15  # 2 seconds on a quiet machine
