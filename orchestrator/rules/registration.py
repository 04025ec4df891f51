"""What a registration can be."""

from __future__ import annotations

from enum import StrEnum


class RegistrationState(StrEnum):
    """Where one person stands with one workshop."""

    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"  # a freed seat is held until the person answers or the time is over
    LAPSED = "lapsed"  # the offer was not answered in time
    CANCELLED = "cancelled"


LIVE_STATES = (
    RegistrationState.CONFIRMED,
    RegistrationState.WAITLISTED,
    RegistrationState.OFFERED,
)
SEATED_STATES = (RegistrationState.CONFIRMED, RegistrationState.OFFERED)
