"""Which HTTP status a refusal has, on pages and in the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calendars.slots import WhyNot

if TYPE_CHECKING:
    from orchestrator.rules.refusal import RuleBroken

CONFLICTS = {
    "already_registered",
    "workshop_full",
    "registration_closed",
    "workshop_over",
    "facilitator_busy",
    "facilitator_away",
    "too_many_bookings",
    "consultation_over",
    "travel_days_taken",
    "too_many_requests",
    "request_over",
    "organization_left",
    "already_accepted",
    "quote_missing",
    "quote_superseded",
    "quote_expired",
    WhyNot.TAKEN,
    WhyNot.UNSURE,
    WhyNot.DAILY_CAP,
    WhyNot.WEEKLY_CAP,
}


def status_of(refusal: RuleBroken) -> int:
    """Return 409 when another moment, time or person would do, else 422."""
    return 409 if refusal.code in CONFLICTS else 422
