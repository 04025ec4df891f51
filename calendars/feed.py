"""A calendar feed: entries become the bytes of an iCalendar file that apps subscribe to.

The same entries always give the same bytes: DTSTAMP and LAST-MODIFIED are an entry's last visible
change, never the time of asking (RFC 5545, RFC 7986).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from calendars.entry import Entry, EntryStatus, FeedError, Party, clean, one_line, tombstone

__all__ = [
    "Color",
    "Entry",
    "EntryStatus",
    "Feed",
    "FeedError",
    "Party",
    "clean",
    "one_line",
    "render",
    "tombstone",
]

REFRESH = timedelta(hours=1)


class Color(StrEnum):
    """A feed's colour by its CSS name (RFC 7986, 5.9), and by the figure that Apple reads."""

    TEAL = "teal"
    SLATE_BLUE = "slateblue"
    SEA_GREEN = "seagreen"
    CHOCOLATE = "chocolate"

    @property
    def hexadecimal(self) -> str:
        """Return the colour as Apple writes it."""
        return _HEXADECIMAL[self]


_HEXADECIMAL = {
    Color.TEAL: "#008080",
    Color.SLATE_BLUE: "#6A5ACD",
    Color.SEA_GREEN: "#2E8B57",
    Color.CHOCOLATE: "#D2691E",
}


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: its name, what it is about, its own address, and its entries in order.

    A secret address stays out of it (`source` empty): whoever gets the file would have it.
    """

    name: str
    description: str
    source: str
    entries: tuple[Entry, ...]
    color: Color | None = None


def render(feed: Feed) -> bytes:
    """Return the feed as iCalendar bytes; raises FeedError for an entry that cannot be shown.

    A feed without an entry is refused too: some apps clear the calendar, others keep the old one.
    """
    if not feed.entries:
        raise FeedError("a feed needs an entry: an empty one clears some calendars, and not others")
    properties: list[tuple[str, str | timedelta, dict[str, str]]] = [
        ("name", feed.name, {}),
        ("x-wr-calname", feed.name, {}),
        ("description", feed.description, {}),
        ("x-wr-caldesc", feed.description, {}),
        ("refresh-interval", REFRESH, {"VALUE": "DURATION"}),
        ("x-published-ttl", REFRESH, {}),
    ]
    if feed.source:
        properties += [("source", feed.source, {"VALUE": "URI"})]
    if feed.color:
        properties += [("color", feed.color, {})]
        properties += [("x-apple-calendar-color", feed.color.hexadecimal, {})]
    from calendars import ical  # noqa: PLC0415 -- icalendar, when a text is first written

    return ical.write(feed.entries, properties)
