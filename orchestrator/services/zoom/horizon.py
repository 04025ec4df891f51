"""The horizon: how far ahead a workshop gets its Zoom meeting."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from calendars import clock
from orchestrator.rules.workshop import State

if TYPE_CHECKING:
    from orchestrator.models import Workshop


def horizon_ends() -> datetime:
    """Return the UTC instant up to which workshops have their meetings now."""
    return clock.now() + timedelta(days=settings.COMPANY.workshops.meeting_horizon_days)


def horizon_opens(workshop: Workshop) -> datetime | None:
    """Return when a published workshop comes inside the horizon, or None when it is inside."""
    if workshop.state != State.PUBLISHED or workshop.start is None:
        return None
    ahead = workshop.start - horizon_ends()
    return clock.now() + ahead if ahead > timedelta(0) else None
