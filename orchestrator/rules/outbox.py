"""What may become of a message that we owe, and when we stop by ourselves and ask a person."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=30)
MOST_UNFINISHED = 5
MOST_UNANSWERED = 3
LOOKS_STUCK_AFTER = 6


class MessageState(StrEnum):
    """How far a message has come.

    `refused` means that trying again by ourselves would not help: a person decides.
    """

    OWED = "owed"
    SENT = "sent"
    SKIPPED = "skipped"
    REFUSED = "refused"


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after so many failed attempts: longer each time, at most 30 minutes.

    >>> [wait_after(attempts).total_seconds() for attempts in (1, 2, 3, 99)]
    [15.0, 30.0, 60.0, 1800.0]
    """
    doublings = min(max(attempts - 1, 0), 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
