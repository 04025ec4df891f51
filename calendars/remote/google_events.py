"""Google's events as .ics lines, so that every calendar goes through the one expansion.

Fields as in Google's reference of Calendar v3, "Events"; only what says when and whether busy.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from calendars import clock
from calendars.entry import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

SELF = "self@calendar.invalid"  # whom Google marks as the calendar's owner
STATUSES = {"tentative": "TENTATIVE", "confirmed": "CONFIRMED", "cancelled": "CANCELLED"}
ANSWERS = {
    "needsAction": "NEEDS-ACTION",
    "declined": "DECLINED",
    "tentative": "TENTATIVE",
    "accepted": "ACCEPTED",
}
TAKES_NO_TIME = ("workingLocation", "birthday")
LINE_END = re.compile(r"[\r\n]+[ \t]?")


def as_text(lines: Iterable[str]) -> str:
    """Return a calendar of events that `event_lines` made."""
    events = "".join(f"BEGIN:VEVENT\n{text}\nEND:VEVENT\n" for text in lines)
    return f"BEGIN:VCALENDAR\n{events}END:VCALENDAR\n"


def is_deleted(event: dict[str, Any]) -> bool:
    """Say whether the event is gone as a whole; a cancelled occurrence is not, it leaves a gap."""
    return event.get("status") == "cancelled" and not event.get("recurringEventId")


def event_lines(event: dict[str, Any]) -> str:
    """Return the event as lines; one without a time has none, and is refused when it is read."""
    series = bool(event.get("recurrence"))
    original = event.get("originalStartTime")
    start = event.get("start") or original  # a cancelled occurrence may have no other time
    lines = [f"UID:{event.get('recurringEventId') or event.get('id', '')}"]
    lines += _time("DTSTART", start, keep_zone=series)
    lines += _time("DTEND", event.get("end"), keep_zone=series)
    if event.get("recurringEventId"):
        lines += _time("RECURRENCE-ID", original, keep_zone=False)
    lines += [LINE_END.sub("", rule) for rule in event.get("recurrence") or []]
    lines.append(f"SUMMARY:{_text(event.get('summary', ''))}")
    lines.append(f"STATUS:{STATUSES.get(event.get('status', ''), 'CONFIRMED')}")
    if event.get("transparency") == "transparent" or event.get("eventType") in TAKES_NO_TIME:
        lines.append("TRANSP:TRANSPARENT")
    for attendee in event.get("attendees") or []:
        if attendee.get("self"):
            answer = ANSWERS.get(attendee.get("responseStatus", ""), "NEEDS-ACTION")
            lines.append(f"ATTENDEE;PARTSTAT={answer}:mailto:{SELF}")
    return "\n".join(lines)


def _time(name: str, value: dict[str, Any] | None, *, keep_zone: bool) -> list[str]:
    """Return the line of one time: a day, an instant, or a local time where a series needs one."""
    if not value:
        return []
    if value.get("date"):
        return [f"{name};VALUE=DATE:{value['date'].replace('-', '')}"]
    text, zone = str(value.get("dateTime", "")), str(value.get("timeZone", ""))
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return [f"{name}:{_text(text)}"]
    if keep_zone and zone and zone != "UTC":
        return [f'{name};TZID="{_text(zone)}":{_local(moment, zone):%Y%m%dT%H%M%S}']
    if moment.tzinfo is None:
        return [f'{name};TZID="{_text(zone)}":{moment:%Y%m%dT%H%M%S}']
    return [f"{name}:{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"]


def _local(moment: datetime, zone: str) -> datetime:
    if moment.tzinfo is None:
        return moment
    try:
        return moment.astimezone(clock.zone(zone))
    except clock.TimeError:
        return moment  # what the zone is stays unknown, and is found out when it is read


def _text(text: str) -> str:
    return one_line(text).replace("\\", "\\\\").replace('"', "'")
