"""Busy spans computed twice: by the calendar reader, and by hand with dateutil and zoneinfo."""

# ruff: noqa: DTZ001 -- local times, which get their zones later
from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule
from hypothesis import given, settings
from hypothesis import strategies as st
from ics_made import HOST, WINDOW, calendar

from calendars.busy import read

ZONES = ("America/Los_Angeles", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC")
FREQUENCIES = {"DAILY": DAILY, "WEEKLY": WEEKLY, "MONTHLY": MONTHLY, "YEARLY": YEARLY}
Spans = set[tuple[datetime, datetime]]

EVENTS = st.fixed_dictionaries(
    {
        "start": st.datetimes(datetime(2024, 1, 1), datetime(2027, 11, 30)).map(
            lambda moment: moment.replace(second=0, microsecond=0)
        ),
        "minutes": st.sampled_from([0, 15, 30, 60, 24 * 60, 50 * 60]),
        "zone": st.sampled_from(ZONES),
        "frequency": st.sampled_from(["", "", *FREQUENCIES]),
        "interval": st.integers(1, 4),
        "count": st.none() | st.integers(1, 60),
        "until_days": st.none() | st.integers(0, 900),
        "left_out": st.sets(st.integers(0, 20), max_size=3),
        "moved": st.dictionaries(st.integers(0, 20), st.integers(-3000, 3000), max_size=2),
        "stance": st.sampled_from(["", "", "TRANSP:TRANSPARENT", "STATUS:CANCELLED", "STATUS:TENTATIVE"]),
    }
)  # fmt: skip


def starts_of(event: dict) -> list[datetime]:  # type: ignore[type-arg]
    """Return the local starts of an event, in its zone, before any exception."""
    local = event["start"]
    if not event["frequency"]:
        return [local]
    until = None
    if event["until_days"] is not None and event["count"] is None:
        until = local + timedelta(days=event["until_days"])
    rule = rrule(
        FREQUENCIES[event["frequency"]],
        dtstart=local,
        interval=event["interval"],
        count=event["count"],
        until=until,
    )
    return list(takewhile(lambda start: start < datetime(2028, 1, 1), rule))


def lines_of(event: dict, uid: int) -> list[str]:  # type: ignore[type-arg]
    """Return the event, and its changed occurrences, as .ics lines."""
    zone, starts = event["zone"], starts_of(event)
    text = f"UID:{uid}\nDTSTART;TZID={zone}:{event['start']:%Y%m%dT%H%M%S}\nDURATION:PT{event['minutes']}M\n{event['stance']}\n"
    if event["frequency"]:
        text += f"RRULE:FREQ={event['frequency']};INTERVAL={event['interval']}"
        if event["count"] is not None:
            text += f";COUNT={event['count']}"
        elif event["until_days"] is not None:
            until = (event["start"] + timedelta(days=event["until_days"])).replace(
                tzinfo=ZoneInfo(zone)
            )
            text += f";UNTIL={until.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        text += "\n"
    changed = []
    for place in exceptions(event, starts):
        if place in event["left_out"]:
            text += f"EXDATE;TZID={zone}:{starts[place]:%Y%m%dT%H%M%S}\n"
        else:
            new = starts[place] + timedelta(minutes=event["moved"][place])
            changed.append(
                f"UID:{uid}\nRECURRENCE-ID;TZID={zone}:{starts[place]:%Y%m%dT%H%M%S}\n"
                f"DTSTART;TZID={zone}:{new:%Y%m%dT%H%M%S}\nDURATION:PT{event['minutes']}M\n{event['stance']}"
            )
    return [text, *changed]


def exceptions(event: dict, starts: list[datetime]) -> list[int]:  # type: ignore[type-arg]
    if not event["frequency"]:
        return []
    return sorted(place for place in event["left_out"] | set(event["moved"]) if place < len(starts))


def by_hand(event: dict) -> Spans:  # type: ignore[type-arg]
    """Return when the event takes time, cut to the window."""
    if event["stance"] in ("TRANSP:TRANSPARENT", "STATUS:CANCELLED") or not event["minutes"]:
        return set()
    starts, zone = starts_of(event), ZoneInfo(event["zone"])
    odd = exceptions(event, starts)
    kept = [start for place, start in enumerate(starts) if place not in odd]
    kept += [
        starts[place] + timedelta(minutes=event["moved"][place])
        for place in odd
        if place not in event["left_out"]
    ]
    found = set()
    for start in kept:
        length = timedelta(minutes=event["minutes"])
        begins = start.replace(tzinfo=zone).astimezone(UTC)
        on_the_wall = (start + length).replace(tzinfo=zone).astimezone(UTC)
        ends = max(begins + length, on_the_wall)
        if begins < WINDOW[1] and ends > WINDOW[0]:
            found.add((max(begins, WINDOW[0]), min(ends, WINDOW[1])))
    return found


@settings(max_examples=150)
@given(st.lists(EVENTS, min_size=1, max_size=4))
def test_both_ways_find_the_same_busy_time(events: list[dict]) -> None:  # type: ignore[type-arg]
    raw = calendar(*(line for uid, event in enumerate(events) for line in lines_of(event, uid)))
    expected: Spans = set().union(*map(by_hand, events))
    assert set(read(raw, WINDOW, HOST).busy) == expected
