"""Ways to ask the stand-in for Google, and what its events look like."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from google_calendar import CALENDAR, GoogleStandIn
from ics_made import HOST, WINDOW, local

from calendars.remote.google import GoogleCalendar
from calendars.remote.google_api import GoogleAccess
from calendars.remote.port import WrittenEntry

ENTRY = WrittenEntry(
    id="b7f0a1",
    uid="consultation-1@example.org",
    start=datetime(2026, 12, 1, 17, tzinfo=UTC),
    end=datetime(2026, 12, 1, 17, 30, tzinfo=UTC),
    summary="Consultation: Ana",
)


def access(found: GoogleStandIn, **changes: Any) -> GoogleAccess:
    made = GoogleAccess(
        CALENDAR, found.credentials(), endpoint=found.endpoint, timeout_seconds=1, retries=0
    )
    return replace(made, **changes)


def remote(found: GoogleStandIn, **changes: Any) -> GoogleCalendar:
    return GoogleCalendar(access(found, **changes), HOST)


def timed(day: str, hour: int = 9, hours: int = 1) -> dict[str, Any]:
    zone = {"timeZone": "America/Los_Angeles"}
    return {
        "start": {"dateTime": f"{day}T{hour:02}:00:00-08:00", **zone},
        "end": {"dateTime": f"{day}T{hour + hours:02}:00:00-08:00", **zone},
    }


def busy_in(found: GoogleStandIn) -> list[str]:
    return [local(span) for span in remote(found).read(WINDOW, {}).busy]
