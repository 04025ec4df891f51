"""Keeping Zoom's meetings: wanted state against found state, one small step at a time.

Each step decides in a transaction, acts outside any, and records in a transaction that holds only
while the claim does (`services/work.py`). The choice of the step is pure: `rules/meeting.py`.
Killed anywhere, the next run reads the same truth and goes on.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from calendars import clock
from orchestrator.gateways.zoom.errors import ZoomError
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
from orchestrator.services import work
from orchestrator.services.zoom import meeting_steps, occasions
from orchestrator.services.zoom.meeting_steps import Subject
from orchestrator.services.zoom.occasions import horizon_opens, wanted_spec

if TYPE_CHECKING:
    from orchestrator.gateways.zoom.gateway import ZoomGateway
    from orchestrator.models import Meeting
    from orchestrator.services.zoom.occasions import Occasion

KIND = "zoom-meeting"
URGENT = timedelta(days=3)


def mark(occasion: Occasion) -> None:
    """Have the occasion's meeting looked at; call it in the transaction that changes the occasion.

    One that starts beyond the horizon and has no meeting yet is looked at when it comes inside.
    """
    key = occasions.key_of(occasion)
    named = occasions.meetings_of(key).filter(zoom_id__isnull=False).exists()
    work.touch(KIND, key, due=None if named else horizon_opens(occasion))


def reconcile(held: work.Claim, zoom: ZoomGateway) -> Step:
    """Take one step for the claimed occasion's meeting, and return it.

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


def remembered_spec(row: Meeting) -> MeetingSpec | None:
    """Return what was last written to Zoom, or None when nothing was."""
    return None if row.written is None else spec_from_json(row.written)


def spec_from_json(values: dict[str, Any]) -> MeetingSpec:
    """Return a specification as `as_json` wrote it."""
    return MeetingSpec(**{**values, "start": clock.parse_instant(values["start"])})


def plan(zoom: ZoomGateway) -> list[tuple[Occasion, Action]]:
    """Return the next step for every occasion that is not over, in order; changes nothing.

    Raises ZoomError.
    """
    planned = []
    for occasion in occasions.coming():
        row = occasions.meeting_row(occasion) or occasions.new_meeting(occasion)
        if row.zoom_id is None and horizon_opens(occasion):
            action = Action(Step.REST)
        else:
            action = _choose(_subject(occasion, row), zoom)
        planned.append((occasion, action))
    return planned


@transaction.atomic
def _read(held: work.Claim) -> Subject | None:
    """Return what to reconcile; None, with the claim finished, when there is nothing to do yet."""
    work.lock(held)
    occasion = occasions.found(held.key)
    if occasion is None or _is_over(occasion):
        work.finish(held)
        return None
    opens = horizon_opens(occasion)
    row = occasions.meeting_row(occasion)
    if opens and (row is None or row.zoom_id is None):
        work.finish(held, again=opens)
        return None
    if row is None:
        if wanted_spec(occasion) is None:
            work.finish(held)
            return None
        row = occasions.new_meeting(occasion)
        row.save()
    return _subject(occasion, row)


def _subject(occasion: Occasion, row: Meeting) -> Subject:
    memory = Remembered(
        state=MeetingState(row.state),
        zoom_id=row.zoom_id,
        written=remembered_spec(row),
        doubtful_since=row.doubtful_since,
        clean_lists=row.clean_lists,
        missing_sightings=row.missing_sightings,
        accepted=frozenset(row.accepted_settings),
    )
    return Subject(row, wanted_spec(occasion), memory, urgent=_is_urgent(occasion))


def _is_urgent(occasion: Occasion) -> bool:
    return occasion.start is not None and occasion.start - clock.now() < URGENT


def _is_over(occasion: Occasion) -> bool:
    return occasion.end is not None and occasion.end <= clock.now()


def _choose(subject: Subject, zoom: ZoomGateway) -> Action:
    wanted, memory = subject.wanted, subject.memory
    if memory.zoom_id is not None:
        found = zoom.get(memory.zoom_id)
        doubted = next_in_doubt(wanted, memory, found, clock.now())
        return doubted or next_named(wanted, memory, found)
    tagged = [meeting for meeting in zoom.list() if meeting.tag == subject.row.tag]
    return next_unnamed(wanted, memory, tagged, clock.now())
