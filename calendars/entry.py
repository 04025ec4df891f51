"""An entry of a calendar: what it says, before it becomes the bytes of a feed or an invitation."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

CANCELLED_PREFIX = "Cancelled: "
# Control characters, half characters and non-characters: RFC 5545 forbids them, readers stumble.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


class FeedError(ValueError):
    """An entry, place or person that no calendar could show; the message says why."""


class EntryStatus(StrEnum):
    """How sure an entry is (RFC 5545, 3.8.1.11)."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: either `start` and `end` (UTC instants) or `day` (a whole day) stands.

    `uid` never changes in the entry's life and `sequence` only grows; `changed_at` is the UTC
    instant of the last visible change. `zone` is the IANA zone whose clocks the times are written
    in (empty: UTC). `geo` is latitude and longitude. `conference` is where to join online.
    `alarm_minutes` before the start one alarm rings, of a confirmed entry with hours. `blocks`
    says whether the time counts as busy; None means that it does when the entry is confirmed.
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
    zone: str = ""
    geo: tuple[float, float] | None = None
    conference: str = ""
    alarm_minutes: int | None = None
    blocks: bool | None = None

    @property
    def is_busy(self) -> bool:
        """Say whether the time counts as taken; a cancelled entry never takes any."""
        confirmed = self.status is EntryStatus.CONFIRMED
        wanted = confirmed if self.blocks is None else self.blocks
        return wanted and self.status is not EntryStatus.CANCELLED


@dataclass(frozen=True, slots=True)
class Party:
    """Who invites or is invited: a name to show and an e-mail address."""

    name: str
    email: str


def tombstone(entry: Entry) -> Entry:
    """Return the entry as it stays once it is cancelled: named so, free, and without any link.

    A cancelled entry returns as it is.
    """
    if entry.status is EntryStatus.CANCELLED and entry.summary.startswith(CANCELLED_PREFIX):
        return entry
    return replace(
        entry,
        summary=CANCELLED_PREFIX + entry.summary.removeprefix(CANCELLED_PREFIX),
        status=EntryStatus.CANCELLED,
        description="",
        url="",
        conference="",
        alarm_minutes=None,
    )


def clean(text: str) -> str:
    r"""Return the text without what RFC 5545 forbids; line ends become single newlines.

    >>> clean("a\r\nb\x07c\u2028d")
    'a\nbc\nd'
    """
    return _FORBIDDEN.sub("", _LINE_END.sub("\n", text))


def one_line(text: str) -> str:
    """Return the cleaned text on one line."""
    return " ".join(clean(text).split())
