"""Published free/busy times (VFREEBUSY, RFC 5545, 3.6.4): spans in UTC that are not free."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from calendars import ical_reading
from calendars.ics_text import CalendarUnreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from calendars.outside_event import Policy


def free_busy_spans(blocks: Iterable[str], policy: Policy) -> Iterator[tuple[datetime, datetime]]:
    """Yield the busy spans of VFREEBUSY components. Raises CalendarUnreadable."""
    for block in blocks:
        for line in block.split("\n"):
            head, _, values = line.upper().rpartition(":")
            name, _, kind = head.partition(";FBTYPE=")
            if name.partition(";")[0] != "FREEBUSY" or kind == "FREE":
                continue
            if kind == "BUSY-TENTATIVE" and not policy.tentative_blocks:
                continue
            for value in values.split(","):
                yield _span(value)


def _span(value: str) -> tuple[datetime, datetime]:
    begin, _, until = value.strip().partition("/")
    try:
        start = _instant(begin)
        end = start + ical_reading.duration(until) if until[:1] == "P" else _instant(until)
    except (ValueError, OverflowError) as error:
        raise CalendarUnreadable(f"The busy time {value[:60]!r} cannot be read.") from error
    return start, end


def _instant(text: str) -> datetime:
    found = ical_reading.moment(text)
    if isinstance(found, datetime) and found.tzinfo is not None:
        return found
    raise ValueError(f"{text!r} is not in UTC")
