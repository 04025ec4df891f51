"""What the owner's overview shows: read only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from calendars import clock
from orchestrator.models import JobStatus, Meeting, Workshop
from orchestrator.rules.meeting import SPEC_NAMES
from orchestrator.rules.workshop import State, Venue
from orchestrator.services.zoom.occasions import horizon_opens

if TYPE_CHECKING:
    from datetime import datetime


def coming_workshops() -> list[tuple[Workshop, Meeting | None]]:
    """Return the published workshops that are not over, each with its meeting if it has one."""
    rows = Workshop.objects.filter(state=State.PUBLISHED, end__gt=clock.now())
    found = rows.select_related("meeting").order_by("start", "id")
    return [(workshop, getattr(workshop, "meeting", None)) for workshop in found]


def meeting_opens(workshop: Workshop) -> datetime | None:
    """Return when the workshop gets its meeting (UTC), None when that is due already."""
    return horizon_opens(workshop) if workshop.venue == Venue.ONLINE else None


def troubled_meetings() -> list[Meeting]:
    """Return the meetings with a problem, those of coming occasions only, in order of time."""
    now = clock.now()
    coming = Q(workshop__end__gt=now) | Q(consultation__end__gt=now)
    rows = Meeting.objects.exclude(problem="").filter(coming)
    troubled = rows.select_related("workshop", "consultation")
    return sorted(troubled, key=lambda meeting: meeting.occasion.span[0])


def drift_rows(meeting: Meeting) -> list[tuple[str, object, object]]:
    """Return what differs in Zoom: name, how it is with us, how it is there.

    A start is a UTC datetime, minutes are a number; a setting says only that it differs.
    """
    if not meeting.found or not meeting.written:
        return []
    ours, theirs = (
        {**values, "start": clock.parse_instant(values["start"])}
        for values in (meeting.written, meeting.found)
    )
    return [
        (name, ours[name], theirs[name])
        if name in SPEC_NAMES
        else (name.replace("_", " "), "as we wrote it", "changed")
        for name in meeting.found["changed"]
    ]


def jobs() -> list[JobStatus]:
    """Return how each job last went, by name."""
    return list(JobStatus.objects.all())
