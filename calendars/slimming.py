"""What is worth remembering of an .ics text: when and whether busy, and no zone known anyway."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from calendars.ics_text import CalendarUnreadable, calendars_in, written
from calendars.tzids import known_zone

if TYPE_CHECKING:
    from collections.abc import Collection


def slim(raw: bytes, addresses: Collection[str]) -> str:
    """Return the calendar with what `busy.read` looks at; an empty text if it has no events.

    Raises CalendarUnreadable.
    """
    texts = []
    for calendar in calendars_in(raw, addresses):
        own = {
            name: f"TZID:{name}\n" if known_zone(name) else text
            for name, text in calendar.timezones.items()
        }
        if calendar.events or calendar.free_busy:
            texts.append(written(replace(calendar, timezones=own)))
    return "".join(texts)


def told_zone(raw: bytes) -> str:
    """Return the IANA name of the one zone that a calendar of zones describes, or an empty text."""
    try:
        names = [name for calendar in calendars_in(raw) for name in calendar.timezones]
    except CalendarUnreadable:
        return ""
    zone = known_zone(names[0]) if len(names) == 1 else None
    return zone.key if zone else ""
