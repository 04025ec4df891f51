"""Reminders: which one is due now, and until when it is still of use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, timedelta
    from collections.abc import Iterable

STALE_AFTER = 4  # a reminder may come late by a quarter of its lead, no more


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder: `lead` before the start, due at `due`, of no use after `expires_at` (UTC)."""

    lead: timedelta
    due: datetime
    expires_at: datetime


def reminder_now(
    start: datetime, now: datetime, leads: Iterable[timedelta], *, known_since: datetime
) -> Reminder | None:
    """Return the reminder that belongs to this moment, or None.

    Nobody is reminded of what they were told after the reminder was due (`known_since`). After a
    downtime only a reminder that is not stale yet is left: a week's at most 42 hours late, an
    hour's 15 minutes.

    >>> from datetime import UTC, datetime, timedelta
    >>> start = datetime(2026, 12, 9, 13, tzinfo=UTC)
    >>> found = reminder_now(start, start - timedelta(hours=23), [timedelta(days=1)],
    ...                      known_since=start - timedelta(days=9))
    >>> str(found.lead)
    '1 day, 0:00:00'
    """
    for lead in sorted(leads):
        due = start - lead
        expires = due + lead / STALE_AFTER
        if known_since <= due <= now < expires:
            return Reminder(lead, due, expires)
    return None


def next_reminder(start: datetime, now: datetime, leads: Iterable[timedelta]) -> datetime | None:
    """Return when the next reminder will be due (UTC), None when there is none to come."""
    return min((start - lead for lead in leads if start - lead > now), default=None)
