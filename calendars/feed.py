"""A calendar feed: entries become the bytes of an iCalendar file that apps subscribe to.

The only writer of feeds, and the only importer of icalendar. All instants are written in UTC. The
same entries always give the same bytes: DTSTAMP and LAST-MODIFIED are an entry's last visible
change, never the time of asking (RFC 5545, RFC 7986).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from icalendar import Calendar, Event, vDatetime, vDuration, vText, vUri

PRODUCT = "-//Workshop Orchestrator//Feeds//EN"
REFRESH = timedelta(hours=1)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class FeedError(ValueError):
    """An entry that no calendar could show; the message says why."""


class EntryStatus(StrEnum):
    """How sure an entry is (RFC 5545, 3.8.1.11)."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: either `start` and `end` (UTC instants) or `day` (a whole day) stands.

    `uid` never changes in the entry's life and `sequence` only grows; `changed_at` is the UTC
    instant of the last visible change.
    """

    uid: str
    sequence: int
    changed_at: datetime
    summary: str
    status: EntryStatus
    start: datetime | None = None
    end: datetime | None = None
    day: date | None = None
    description: str = ""
    location: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: its name, what it is about, its own address, and its entries in order."""

    name: str
    description: str
    source: str
    entries: tuple[Entry, ...]


def render(feed: Feed) -> bytes:
    """Return the feed as iCalendar bytes; raises FeedError for an entry that cannot be shown."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    name, description = vText(one_line(feed.name)), vText(one_line(feed.description))
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("description", description)
    calendar.add("x-wr-caldesc", description)
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    calendar.add("source", vUri(feed.source), parameters={"VALUE": "URI"})
    for entry in feed.entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical(sorted=False))


def clean(text: str) -> str:
    r"""Return the text without what RFC 5545 forbids; line ends become single newlines.

    >>> clean("a\r\nb\x07c")
    'a\nbc'
    """
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """Return the cleaned text on one line."""
    return " ".join(clean(text).split())


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", one_line(entry.uid))
    event.add("sequence", entry.sequence)
    event.add("dtstamp", _utc(entry.changed_at))
    event.add("last-modified", _utc(entry.changed_at))
    _add_time(event, entry)
    event.add("summary", vText(one_line(entry.summary)))
    event.add("status", vText(entry.status))
    busy = entry.status is EntryStatus.CONFIRMED
    event.add("transp", vText("OPAQUE" if busy else "TRANSPARENT"))
    if entry.description:
        event.add("description", vText(clean(entry.description)))
    if entry.location:
        event.add("location", vText(one_line(entry.location)))
    if entry.url:
        event.add("url", vUri(one_line(entry.url)))
    return event


def _add_time(event: Event, entry: Entry) -> None:
    if entry.day is not None and entry.start is None and entry.end is None:
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
    elif entry.day is None and entry.start and entry.end and entry.start < entry.end:
        event.add("dtstart", _utc(entry.start))
        event.add("dtend", _utc(entry.end))
    else:
        raise FeedError(f"entry {entry.uid} needs a day, or a start before its end")


def _utc(moment: datetime) -> vDatetime:
    if moment.tzinfo is None:
        raise FeedError(f"{moment} has no zone")
    return vDatetime(moment.astimezone(UTC).replace(microsecond=0))
