"""The values of somebody's .ics lines: moments, lengths, rules and zones, as icalendar reads them.

The reading importer of icalendar (`ical.py` is the writing one). icalendar keeps one table of
VTIMEZONEs per process in which the first of a name wins; so no name of a file is ever looked up
there: zones are made from their own text, and times are given theirs by `tzids.py`.
"""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from icalendar import Calendar, Event, Timezone, vDDDLists, vDDDTypes, vInt, vRecur, vText
from icalendar.timezone import tzp
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calendars.outside_event import Moment, OutsideEvent

_table = threading.Lock()  # icalendar fills its table whenever it meets a VTIMEZONE


def moment(value: str) -> Moment:
    """Return a day, or a datetime in UTC or without a zone. Raises ValueError."""
    found = _value(value)
    if isinstance(found, datetime):
        return found if found.tzinfo is None else found.astimezone(UTC)
    if isinstance(found, date):
        return found
    raise ValueError(f"{value!r} is no date and no time")


def duration(value: str) -> timedelta:
    """Return a length of time. Raises ValueError."""
    found = _value(value)
    if isinstance(found, timedelta):
        return found
    raise ValueError(f"{value!r} is no length of time")


def _value(text: str) -> object:
    return vDDDTypes.from_ical(text.strip().upper())  # type: ignore[no-untyped-call]  # the library's own


def windows_zone(name: str) -> str:
    """Return the IANA name of a Windows zone (CLDR's table), or an empty text."""
    return WINDOWS_TO_OLSON.get(name, "")


def zone_from(vtimezone: str) -> tzinfo:
    """Return the zone that the lines of a VTIMEZONE describe. Raises ValueError.

    Outlook begins its rules in 1601; from 1970 on they say the same, at a tenth of the cost.
    """
    text = vtimezone.replace("DTSTART:1601", "DTSTART:1970")
    with _table:
        tzp.use_default()
        try:
            found = Timezone.from_ical(f"BEGIN:VTIMEZONE\n{text}END:VTIMEZONE\n")
            zone: tzinfo = tzp.create_timezone(found)
            datetime(2026, 7, 1, tzinfo=zone).utcoffset()
        except Exception as error:
            # dateutil and icalendar raise whatever comes first to hand; the reason is one.
            raise ValueError("its VTIMEZONE is broken") from error
        finally:
            tzp.use_default()
    return zone


def series(events: Sequence[OutsideEvent]) -> Calendar:
    """Return events of one UID as icalendar's own, each with its place here as X-PLACE."""
    calendar = Calendar()
    for place, event in enumerate(events):
        calendar.add_component(_component(event, place))
    return calendar


def _component(event: OutsideEvent, place: int) -> Event:
    made = Event()
    made["X-PLACE"] = vInt(place)
    made["UID"] = vText("one series")
    made["SEQUENCE"] = vInt(event.sequence)
    made["DTSTART"], made["DTEND"] = vDDDTypes(event.start), vDDDTypes(event.end)
    if event.rules:
        made["RRULE"] = [vRecur.from_ical(rule) for rule in event.rules]
    for name, moments in (("RDATE", event.more), ("EXDATE", event.less)):
        if moments:
            made[name] = vDDDLists(list(moments))
    if event.replaces is not None:
        made["RECURRENCE-ID"] = vDDDTypes(event.replaces)
        if event.and_future:
            made["RECURRENCE-ID"].params["RANGE"] = "THISANDFUTURE"
    return made
