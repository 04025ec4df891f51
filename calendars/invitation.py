"""Invitations by mail: one entry for one person, as the iTIP bytes that update what was there.

Send them as `text/calendar; charset=utf-8; method=REQUEST` (or CANCEL), beside the letter's text.
UID, SEQUENCE and stamps are the feed's own: a calendar app finds its entry again by them and takes
the greater SEQUENCE (RFC 5546). No other attendee ever stands in them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from calendars.entry import EntryStatus, FeedError, tombstone

if TYPE_CHECKING:
    from calendars.entry import Entry, Party


def request(entry: Entry, organizer: Party, attendee: Party) -> bytes:
    """Return the invitation, or its update when the entry's `sequence` has grown.

    Raises FeedError for a cancelled entry, and for one that cannot be shown.
    """
    if entry.status is EntryStatus.CANCELLED:
        raise FeedError(f"entry {entry.uid} is cancelled: send the cancellation")
    from calendars import ical  # noqa: PLC0415 -- icalendar, when a text is first written

    return ical.write([entry], [("method", "REQUEST", {})], (organizer, attendee))


def cancel(entry: Entry, organizer: Party, attendee: Party) -> bytes:
    """Return the cancellation of what `request` sent; its `sequence` must be greater than then.

    Raises FeedError for an entry that cannot be shown.
    """
    from calendars import ical  # noqa: PLC0415 -- icalendar, when a text is first written

    return ical.write([tombstone(entry)], [("method", "CANCEL", {})], (organizer, attendee))


def download(entry: Entry) -> bytes:
    """Return a file with the one entry, to be opened by hand; raises FeedError as the others do.

    It has no METHOD: PUBLISH would want an organizer, whom readers take for the file's owner.
    """
    from calendars import ical  # noqa: PLC0415 -- icalendar, when a text is first written

    return ical.write([replace(entry, alarm_minutes=None)])
