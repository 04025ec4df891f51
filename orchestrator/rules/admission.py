"""What a join link leads to at a given moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

OPENS_BEFORE = timedelta(minutes=15)


class Admission(StrEnum):
    """What a person with a good link is told."""

    EARLY = "early"
    OPEN = "open"
    PREPARING = "preparing"  # it is time, but the meeting does not stand yet
    OVER = "over"
    CANCELLED = "cancelled"


def admission(
    span: tuple[datetime, datetime] | None, now: datetime, *, cancelled: bool, room: bool
) -> Admission:
    """Decide at `now` (UTC); `span` is None without a date, `room` says whether a meeting stands.

    The door opens 15 minutes before the start and closes at the end.

    >>> from datetime import UTC
    >>> nine = datetime(2026, 12, 9, 9, tzinfo=UTC)
    >>> span = (nine, nine + timedelta(hours=4))
    >>> str(admission(span, nine - OPENS_BEFORE, cancelled=False, room=True))
    'open'
    """
    if cancelled:
        return Admission.CANCELLED
    if span is None or now < span[0] - OPENS_BEFORE:
        return Admission.EARLY
    if now >= span[1]:
        return Admission.OVER
    return Admission.OPEN if room else Admission.PREPARING
