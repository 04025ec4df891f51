"""Keeping Zoom's meetings: wanted state against found state, one small step at a time.

Each step decides in a transaction, acts outside any, and records in a transaction that holds only
while the claim does (`services/work.py`). The choice of the step is pure: `rules/meeting.py`.
Killed anywhere, the next run reads the same truth and goes on.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from calendars import clock
from orchestrator.gateways.zoom.errors import ZoomError
from orchestrator.models import Meeting, Workshop
from orchestrator.rules.meeting import (
    Action,
    MeetingSpec,
    MeetingState,
    Remembered,
    Step,
    next_in_doubt,
    next_named,
    next_unnamed,
)
from orchestrator.rules.workshop import State, Venue
from orchestrator.services import meeting_steps, work
from orchestrator.services.meeting_steps import Subject

if TYPE_CHECKING:
    from datetime import datetime

    from orchestrator.gateways.zoom.gateway import ZoomGateway

KIND = "zoom-meeting"


def mark(workshop: Workshop) -> None:
    """Have the workshop's meeting looked at; call it in the transaction that changes the workshop.

    One that starts beyond the horizon is looked at when it comes inside.
    """
    work.touch(KIND, str(workshop.pk), due=_opens(workshop))


def reconcile(held: work.Claim, zoom: ZoomGateway) -> Step:
    """Take one step for the claimed workshop's meeting, and return it.

    Raises ClaimLost when somebody else took over; a failure of Zoom is recorded, not raised.
    """
    try:
        subject = _read(held)
        if subject is None:
            return Step.REST
        action = _choose(subject, zoom)
        return meeting_steps.take(held, subject, action, zoom)
    except ZoomError as error:
        meeting_steps.record_failure(held, error)
        return Step.LOOK_AGAIN


def wanted_spec(workshop: Workshop) -> MeetingSpec | None:
    """Return the meeting that a workshop should have in Zoom, or None when it should have none."""
    if workshop.state != State.PUBLISHED or workshop.venue != Venue.ONLINE:
        return None
    start, end = workshop.span
    minutes = int((end - start).total_seconds() // 60)
    return MeetingSpec(workshop.title, start, minutes, workshop.timezone)


def remembered_spec(row: Meeting) -> MeetingSpec | None:
    """Return what was last written to Zoom, or None when nothing was."""
    if row.written is None:
        return None
    return MeetingSpec(**{**row.written, "start": clock.parse_instant(row.written["start"])})


@transaction.atomic
def _read(held: work.Claim) -> Subject | None:
    """Return what to reconcile; None, with the claim finished, when there is nothing to do yet."""
    work.lock(held)
    workshop = Workshop.objects.select_related("meeting").filter(pk=held.key).first()
    if workshop is None or _is_over(workshop):
        work.finish(held)
        return None
    opens = _opens(workshop)
    row = getattr(workshop, "meeting", None)
    if opens and (row is None or row.zoom_id is None):
        work.finish(held, again=opens)
        return None
    wanted = wanted_spec(workshop)
    if row is None:
        if wanted is None:
            work.finish(held)
            return None
        row = Meeting.objects.create(workshop=workshop)
    memory = Remembered(
        state=MeetingState(row.state),
        zoom_id=row.zoom_id,
        written=remembered_spec(row),
        doubtful_since=row.doubtful_since,
        clean_lists=row.clean_lists,
        missing_sightings=row.missing_sightings,
    )
    return Subject(row, wanted, memory)


def _is_over(workshop: Workshop) -> bool:
    return workshop.end is not None and workshop.end <= clock.now()


def _opens(workshop: Workshop) -> datetime | None:
    """Return when a published workshop comes inside the horizon, or None when it is inside."""
    if workshop.state != State.PUBLISHED or workshop.start is None:
        return None
    horizon = timedelta(days=settings.COMPANY.workshops.meeting_horizon_days)
    opens = workshop.start - horizon
    return opens if opens > clock.now() else None


def _choose(subject: Subject, zoom: ZoomGateway) -> Action:
    wanted, memory = subject.wanted, subject.memory
    if memory.zoom_id is not None:
        found = zoom.get(memory.zoom_id)
        doubted = next_in_doubt(wanted, memory, found, clock.now())
        return doubted or next_named(wanted, memory, found)
    tagged = [meeting for meeting in zoom.list() if meeting.tag == subject.row.tag]
    return next_unnamed(wanted, memory, tagged, clock.now())
