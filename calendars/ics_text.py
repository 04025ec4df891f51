"""Somebody's .ics bytes, cut into zones and events: only the lines that say when and whether busy.

Everything else (descriptions, alarms, other people's addresses) is dropped here, so nothing of it
is parsed or remembered. A file that is cut off, or is no calendar at all, is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

MOST_EVENTS = 50_000
SLACK = timedelta(days=2)  # no zone, and no daylight time, moves an event further
_FOLD = re.compile(r"\n[ \t]")
_MARK = re.compile(r"^(BEGIN|END):([\w-]+)[ \t]*$", re.MULTILINE | re.IGNORECASE)
_BLOCK = r"^BEGIN:{0}[ \t]*\n(.*?)^END:{0}[ \t]*$"
_FLAGS = re.MULTILINE | re.DOTALL | re.IGNORECASE
_CALENDAR, _EVENT, _TIMEZONE, _FREEBUSY, _ALARM = (
    re.compile(_BLOCK.format(name), _FLAGS)
    for name in ("VCALENDAR", "VEVENT", "VTIMEZONE", "VFREEBUSY", "VALARM")
)
_WANTED = re.compile(
    r"^(?:UID|RECURRENCE-ID|DTSTART|DTEND|DURATION|RRULE|RDATE|EXDATE|STATUS|TRANSP|SEQUENCE|SUMMARY"
    r"|ATTENDEE|X-MICROSOFT-CDO-BUSYSTATUS)[;:].*$",
    re.MULTILINE | re.IGNORECASE,
)
_ZONE_NAME = re.compile(r"^X-WR-TIMEZONE(?:;[^:\n]*)?:(.*)$", re.MULTILINE | re.IGNORECASE)
_TZID = re.compile(r"^TZID(?:;[^:\n]*)?:(.*)$", re.MULTILINE | re.IGNORECASE)
_UID = re.compile(r"^UID(?:;[^:\n]*)?:(.*)$", re.MULTILINE | re.IGNORECASE)
_START, _END, _UNTIL = (
    re.compile(pattern, re.MULTILINE | re.IGNORECASE)
    for pattern in (
        r"^DTSTART[^\n]*:(\d{8})",
        r"^DTEND[^\n]*:(\d{8})",
        r"^RRULE[^\n]*UNTIL=(\d{8})",
    )
)
_RULES = re.compile(r"^RRULE[;:]", re.MULTILINE | re.IGNORECASE)
_UNSAYABLE = re.compile(r"^(?:RDATE|RECURRENCE-ID|DURATION)[;:]", re.MULTILINE | re.IGNORECASE)


class CalendarUnreadable(ValueError):  # noqa: N818 -- says what happened
    """What a calendar says cannot be known; the message names what stands in the way."""


@dataclass(frozen=True, slots=True)
class CalendarText:
    """One VCALENDAR: its own zone's name, its VTIMEZONEs by name, and what is left of its events.

    An event and a free/busy component are their wanted lines, unfolded, one below the other.
    """

    zone_name: str = ""
    timezones: dict[str, str] = field(default_factory=dict)
    events: tuple[str, ...] = ()
    free_busy: tuple[str, ...] = ()


def calendars_in(raw: bytes, addresses: Collection[str] = ()) -> list[CalendarText]:
    """Return the calendars in the bytes; of all ATTENDEE lines only those of `addresses` stay.

    Raises CalendarUnreadable when it is no calendar, or only part of one.
    """
    text = _unfolded(raw)
    if not text.lstrip()[:15].upper().startswith("BEGIN:VCALENDAR"):
        raise CalendarUnreadable("What came is not a calendar (it does not begin like one).")
    marks = Counter((kind.upper(), name.upper()) for kind, name in _MARK.findall(text))
    for name in ("VCALENDAR", "VEVENT", "VTIMEZONE", "VFREEBUSY"):
        if marks["BEGIN", name] != marks["END", name]:
            raise CalendarUnreadable("The calendar is cut off: it begins more than it ends.")
    if marks["BEGIN", "VEVENT"] > MOST_EVENTS:
        raise CalendarUnreadable(f"The calendar has more than {MOST_EVENTS} events.")
    wanted = frozenset(address.lower() for address in addresses)
    return [_calendar(found, wanted) for found in _CALENDAR.findall(text)]


def written(calendar: CalendarText) -> str:
    """Return the calendar as text again, to be remembered and read later."""
    lines = ["BEGIN:VCALENDAR"]
    if calendar.zone_name:
        lines.append(f"X-WR-TIMEZONE:{calendar.zone_name}")
    lines += [f"BEGIN:VTIMEZONE\n{text}END:VTIMEZONE" for text in calendar.timezones.values()]
    lines += [f"BEGIN:VEVENT\n{text}\nEND:VEVENT" for text in calendar.events]
    lines += [f"BEGIN:VFREEBUSY\n{text}END:VFREEBUSY" for text in calendar.free_busy]
    return "\n".join([*lines, "END:VCALENDAR", ""])


def uid_of(event: str) -> str:
    """Return the event's UID, or an empty text."""
    found = _UID.search(event)
    return found[1].strip() if found else ""


def near(events: Collection[str], window: tuple[datetime, datetime]) -> Iterator[str]:
    """Yield the events that may touch the window: all but those whose dates clearly do not.

    Only what stands alone under its UID is left out; a moved occurrence needs its series.
    """
    first, last = (f"{moment:%Y%m%d}" for moment in (window[0] - SLACK, window[1] + SLACK))
    times_met = Counter(map(uid_of, events))
    for event in events:
        if times_met[uid_of(event)] > 1 or not _is_outside(event, first, last):
            yield event


def _unfolded(raw: bytes) -> str:
    text = raw.decode("utf-8-sig", errors="replace")
    return _FOLD.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _calendar(text: str, addresses: frozenset[str]) -> CalendarText:
    timezones = {}
    for block in _TIMEZONE.findall(text):
        name = _TZID.search(block)
        if name:
            timezones[name[1].strip()] = block
    zone_name = _ZONE_NAME.search(_EVENT.sub("", text))
    events = tuple(_reduced(block, addresses) for block in _EVENT.findall(text))
    return CalendarText(
        zone_name[1].strip() if zone_name else "", timezones, events, tuple(_FREEBUSY.findall(text))
    )


def _reduced(block: str, addresses: frozenset[str]) -> str:
    lines: list[str] = _WANTED.findall(_ALARM.sub("", block))
    return "\n".join(
        line
        for line in lines
        if line[:8].upper() != "ATTENDEE" or any(one in line.lower() for one in addresses)
    )


def _is_outside(event: str, first: str, last: str) -> bool:
    """Say whether the dates alone show that the event lies before `first` or after `last`."""
    start = _START.search(event)
    if start is None or _UNSAYABLE.search(event):
        return False
    end = _END.search(event)
    ends = max(start[1], end[1]) if end else start[1]
    if min(start[1], end[1] if end else start[1]) > last:
        return True
    if not _RULES.search(event):
        return ends < first
    until = _UNTIL.findall(event)
    only_rule = len(_RULES.findall(event)) == len(until) == 1
    return only_rule and ends == start[1] and max(until[0], ends) < first
