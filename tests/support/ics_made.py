"""Calendars for tests, made of a few lines each, and what is read from them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from calendars.busy import Policy, Reading, Span, read

PACIFIC = "America/Los_Angeles"
HOST = Policy(zone=PACIFIC, addresses=frozenset({"Host@Example.org"}))
WINDOW = (datetime(2026, 11, 23, tzinfo=UTC), datetime(2027, 11, 23, tzinfo=UTC))
EASTERN = """BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16010101T020000
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""
JAPAN = """BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:+0900
TZOFFSETTO:+0900
END:STANDARD
END:VTIMEZONE
"""


def calendar(*events: str, head: str = "") -> bytes:
    """Return a calendar; each event is its lines, and `head` lines of the calendar itself."""
    blocks = [f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events]
    text = (
        f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//EN\n{head}{''.join(blocks)}END:VCALENDAR\n"
    )
    return text.replace("\n", "\r\n").encode()


def reading(*events: str, head: str = "", policy: Policy = HOST, window: Span = WINDOW) -> Reading:
    return read(calendar(*events, head=head), window, policy)


def busy(*events: str, head: str = "", policy: Policy = HOST, window: Span = WINDOW) -> list[str]:
    """Return the busy spans as local Pacific texts: `2026-12-01 09:00 > 12-01 10:00`."""
    return [local(span) for span in reading(*events, head=head, policy=policy, window=window).busy]


def local(span: Span, zone: str = PACIFIC) -> str:
    start, end = (moment.astimezone(ZoneInfo(zone)) for moment in span)
    return f"{start:%Y-%m-%d %H:%M} > {end:%m-%d %H:%M}"
