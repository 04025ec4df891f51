"""Keeping Zoom's meetings: wanted state against found state, one small step at a time.

Each step decides in a transaction, acts outside any, and records in a transaction that holds only
while the claim does (`services/work.py`). The choice of the step is pure: `rules/meeting.py`.
Killed anywhere, the next run reads the same truth and goes on.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from calendars import clock
from orchestrator.gateways.zoom.errors import ZoomError
from orchestrator.models import Meeting, Workshop
from orchestrator.rules.meeting import (
    TOPIC_LENGTH,
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
from orchestrator.services import work
from orchestrator.services.zoom import meeting_steps
from orchestrator.services.zoom.horizon import horizon_opens
from orchestrator.services.zoom.meeting_steps import Subject

if TYPE_CHECKING:
    from orchestrator.gateways.zoom.gateway import ZoomGateway

KIND = "zoom-meeting"
URGENT = timedelta(days=3)


def mark(workshop: Workshop) -> None:
    """Have the workshop's meeting looked at; call it in the transaction that changes the workshop.

    One that starts beyond the horizon and has no meeting yet is looked at when it comes inside.
    """
    named = Meeting.objects.filter(workshop=workshop, zoom_id__isnull=False).exists()
    work.touch(KIND, str(workshop.pk), due=None if named else horizon_opens(workshop))


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
    registration = settings.COMPANY.zoom.licensed
    title = workshop.title[:TOPIC_LENGTH]
    return MeetingSpec(title, start, minutes, workshop.timezone, registration)


def remembered_spec(row: Meeting) -> MeetingSpec | None:
    """Return what was last written to Zoom, or None when nothing was."""
    return None if row.written is None else spec_from_json(row.written)


def spec_from_json(values: dict[str, Any]) -> MeetingSpec:
    """Return a specification as `as_json` wrote it."""
    return MeetingSpec(**{**values, "start": clock.parse_instant(values["start"])})


def plan(zoom: ZoomGateway) -> list[tuple[Workshop, Action]]:
    """Return the next step for every workshop that is not over, in order; changes nothing.

    Raises ZoomError.
    """
    coming = Workshop.objects.select_related("meeting").filter(end__gt=clock.now())
    planned = []
    for workshop in coming.order_by("start", "id"):
        row = getattr(workshop, "meeting", None) or Meeting(workshop=workshop)
        if row.zoom_id is None and horizon_opens(workshop):
            action = Action(Step.REST)
        else:
            action = _choose(_subject(workshop, row), zoom)
        planned.append((workshop, action))
    return planned


@transaction.atomic
def _read(held: work.Claim) -> Subject | None:
    """Return what to reconcile; None, with the claim finished, when there is nothing to do yet."""
    work.lock(held)
    workshop = Workshop.objects.select_related("meeting").filter(pk=held.key).first()
    if workshop is None or _is_over(workshop):
        work.finish(held)
        return None
    opens = horizon_opens(workshop)
    row = getattr(workshop, "meeting", None)
    if opens and (row is None or row.zoom_id is None):
        work.finish(held, again=opens)
        return None
    if row is None:
        if wanted_spec(workshop) is None:
            work.finish(held)
            return None
        row = Meeting.objects.create(workshop=workshop)
    return _subject(workshop, row)


def _subject(workshop: Workshop, row: Meeting) -> Subject:
    memory = Remembered(
        state=MeetingState(row.state),
        zoom_id=row.zoom_id,
        written=remembered_spec(row),
        doubtful_since=row.doubtful_since,
        clean_lists=row.clean_lists,
        missing_sightings=row.missing_sightings,
        accepted=frozenset(row.accepted_settings),
    )
    return Subject(row, wanted_spec(workshop), memory, urgent=_is_urgent(workshop))


def _is_urgent(workshop: Workshop) -> bool:
    return workshop.start is not None and workshop.start - clock.now() < URGENT


def _is_over(workshop: Workshop) -> bool:
    return workshop.end is not None and workshop.end <= clock.now()


def _choose(subject: Subject, zoom: ZoomGateway) -> Action:
    wanted, memory = subject.wanted, subject.memory
    if memory.zoom_id is not None:
        found = zoom.get(memory.zoom_id)
        doubted = next_in_doubt(wanted, memory, found, clock.now())
        return doubted or next_named(wanted, memory, found)
    tagged = [meeting for meeting in zoom.list() if meeting.tag == subject.row.tag]
    return next_unnamed(wanted, memory, tagged, clock.now())
