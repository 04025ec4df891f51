"""Somebody's .ics bytes -> the spans in which that person is busy, expanded here.

What cannot be known is never taken for free: an event inside the window whose time cannot be read
makes the whole reading raise, with a sentence that names it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, timedelta, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from calendars.event_reading import EventReader
from calendars.free_busy import free_busy_spans
from calendars.ics_text import CalendarUnreadable, calendars_in, near, uid_of
from calendars.intervals import Span
from calendars.outside_event import OutsideEvent, Policy, utc
from calendars.recurrence import Happening, happenings
from calendars.tzids import Zones, known_zone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from calendars.ics_text import CalendarText

__all__ = ["CalendarUnreadable", "Listed", "Policy", "Reading", "Span", "read"]

DAY = timedelta(days=1)
UNKNOWN_ZONE = timedelta(hours=26)  # how far apart the same hour is in two zones, at most
MOST_NOTES = 20


@dataclass(frozen=True, slots=True)
class Listed:
    """An all-day entry that its owner marked as free: shown to the host, it takes no time."""

    title: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Reading:
    """What a calendar says about a window: half-open UTC spans inside it, sorted by start.

    Spans may overlap each other. `notes` are sentences for the host about what was odd.
    """

    busy: tuple[Span, ...] = ()
    listed: tuple[Listed, ...] = ()
    notes: tuple[str, ...] = ()


def read(ics: bytes, window: Span, policy: Policy) -> Reading:
    """Return when the calendar's owner is busy inside the window. Raises CalendarUnreadable."""
    busy: set[Span] = set()
    listed: set[Listed] = set()
    notes: dict[str, None] = {}
    for calendar in calendars_in(ics, policy.addresses):
        zones, own = Zones(calendar.timezones), known_zone(calendar.zone_name)
        own_zone = own or (zones.named(calendar.zone_name) if calendar.zone_name else None)
        if calendar.zone_name and own_zone is None:
            notes["The calendar names a time zone that is not known; yours is used instead."] = None
        zone: tzinfo = own_zone or zones.the_only() or ZoneInfo(policy.zone)
        reader = EventReader(zones, zone, policy, window, told_zone=own_zone is not None)
        for found in _happenings(calendar, reader):
            if found.event.oddity:
                notes[f"{found.event.title!r} {found.event.oddity}."] = None
            _enter(found, reader, busy, listed)
        for span in free_busy_spans(calendar.free_busy, policy):
            busy.update(_clipped(span, window))
    in_order = sorted(listed, key=lambda one: (one.first, one.last, one.title))
    return Reading(tuple(sorted(busy)), tuple(in_order), tuple(notes)[:MOST_NOTES])


def _happenings(calendar: CalendarText, reader: EventReader) -> Iterator[Happening]:
    """Yield what may touch the window, occurrence by occurrence."""
    groups: dict[str, list[str]] = defaultdict(list)
    for place, text in enumerate(near(calendar.events, reader.window)):
        uid = uid_of(text)
        if uid not in reader.policy.own:
            groups[uid or f"nameless {place}"].append(text)
    for texts in groups.values():
        found = [reader.read(text, is_alone=len(texts) == 1) for text in texts]
        events = [event for event in found if event is not None]
        if events:
            yield from _series(events, reader.window)


def _series(events: list[OutsideEvent], window: Span) -> Iterable[Happening]:
    try:
        return list(happenings(events, window))
    except (ValueError, OverflowError, TypeError, AttributeError) as error:
        # dateutil and the library raise these for rules that make no sense.
        raise CalendarUnreadable(
            f"The dates of {events[0].title!r} cannot be worked out: {error}."
        ) from error


def _enter(found: Happening, reader: EventReader, busy: set[Span], listed: set[Listed]) -> None:
    """Enter one occurrence as busy or as listed, or as neither."""
    event, window = found.event, reader.window
    if not (event.blocks or (event.is_free and event.fills_days)):
        return
    span = utc(found.start, reader.zone), utc(found.end, reader.zone)
    if not event.is_sure and _clipped(span, (window[0] - UNKNOWN_ZONE, window[1] + UNKNOWN_ZONE)):
        raise CalendarUnreadable(
            f"The time of {event.title!r} cannot be known: nothing says what its time zone is."
        )
    inside = _clipped(span, window)
    if event.blocks:
        busy.update(inside)
    elif inside:
        listed.add(Listed(event.title, found.start, _last_day(found)))


def _last_day(found: Happening) -> date:
    return found.end - DAY


def _clipped(span: Span, window: Span) -> tuple[Span, ...]:
    """Return the part of the span inside the window; nothing when there is none."""
    start, end = max(span[0], window[0]), min(span[1], window[1])
    return ((start.astimezone(UTC), end.astimezone(UTC)),) if start < end else ()
