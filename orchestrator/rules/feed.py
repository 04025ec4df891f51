"""Calendar feeds: what kinds there are, and how long what is over stays in them."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

KEPT_AFTER_END = timedelta(days=365)
CANCELLED_KEPT = timedelta(days=60)
REPLACED_SHOWN = timedelta(days=30)  # how long an address that was replaced still says so
MOST_LINKS = 10  # good addresses of one holder at a time
ALARMS = (None, 10, 30, 60, 24 * 60)  # minutes before the start, None: no alarm


class FeedKind(StrEnum):
    """Whose feed it is, which decides what stands in it."""

    PUBLIC = "public"
    ATTENDEE = "attendee"
    ORGANIZATION = "organization"
    FACILITATOR = "facilitator"
