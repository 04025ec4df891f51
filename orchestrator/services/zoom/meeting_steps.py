"""The steps that bring a Zoom meeting to what is wanted: each fenced, acted, and recorded.

A step notes its intent before it acts where the act cannot be repeated (a create), checks right
before the act that the claim still holds, and concludes in one transaction with the claim.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from calendars import clock
from orchestrator.gateways.zoom.errors import ZoomError
from orchestrator.models import Meeting
from orchestrator.rules.meeting import (
    SAFE_WAIT,
    SPEC_NAMES,
    Action,
    FoundMeeting,
    MeetingSpec,
    MeetingState,
    Remembered,
    Step,
)
from orchestrator.services import work
from orchestrator.services.zoom import occasions, registrants, zoom_budget

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from orchestrator.gateways.zoom.gateway import ZoomGateway

PERSON_MUST_ACT_RETRY = timedelta(minutes=30)
NAMES_NOTHING: dict[str, Any] = {
    "zoom_id": None,
    "join_url": "",
    "written": None,
    "found": None,
    "doubtful_since": None,
    "clean_lists": 0,
    "missing_sightings": 0,
}


@dataclass(frozen=True, slots=True)
class Subject:
    """One occasion's meeting: our row, what is wanted, and what the row remembers.

    An `urgent` one may use the part of Zoom's daily budget that is kept for this.
    """

    row: Meeting
    wanted: MeetingSpec | None
    memory: Remembered
    urgent: bool


def take(held: work.Claim, subject: Subject, action: Action, zoom: ZoomGateway) -> Step:
    """Carry the action out, conclude the claim, and return the step.

    Raises ZoomError when Zoom does not do as asked, ClaimLost when somebody else took over.
    """
    if action.step in _ACTS:
        _ACTS[action.step](held, subject, action, zoom)
    else:
        _conclude(held, subject.row, **_OUTCOMES[action.step](subject, action))
    return action.step


@transaction.atomic
def record_failure(held: work.Claim, error: ZoomError) -> None:
    """Show the failure on the meeting and put the claim off: longer where a person must act."""
    until = clock.now() + PERSON_MUST_ACT_RETRY if error.permanent else error.retry_at
    zoom_budget.heed(error)
    work.put_off(held, str(error), until=until)
    occasions.meetings_of(held.key).update(problem=f"Zoom: {error}"[:500])


# ------------------------------------------------------- acts in Zoom


def _create(held: work.Claim, subject: Subject, _action: Action, zoom: ZoomGateway) -> None:
    wanted = _wanted(subject)
    zoom_budget.spend(zoom.host, urgent=subject.urgent)
    doubt = {"state": MeetingState.DOUBTFUL, "clean_lists": 0}
    _note(held, subject.row, doubtful_since=clock.now(), **doubt)
    work.fence(held)
    try:
        made = zoom.create(wanted, subject.row.tag)
    except ZoomError as error:
        if not error.doubtful:
            doubt["state"] = MeetingState.ABSENT
        _note(held, subject.row, doubtful_since=clock.now(), **doubt)
        raise
    _conclude(held, subject.row, again=clock.now(), written=as_json(wanted), **_naming(made))


def _update(held: work.Claim, subject: Subject, action: Action, zoom: ZoomGateway) -> None:
    wanted, older = _wanted(subject), subject.memory.doubtful_since
    zoom_budget.spend(zoom.host, urgent=subject.urgent)
    with _doubt(held, subject.row):
        zoom.update(_meeting(action).zoom_id, wanted, action.changed)
        # Looked at again at once: Zoom can accept a change and drop a part of it.
        again = clock.now()
        doubt = {"doubtful_since": older if older and again < older + SAFE_WAIT else None}
        written = as_json(_merged(subject.memory.written, wanted, action.changed))
        _conclude(held, subject.row, again=again, written=written, **doubt)


def _delete(held: work.Claim, subject: Subject, action: Action, zoom: ZoomGateway) -> None:
    zoom_id = _meeting(action).zoom_id
    with _doubt(held, subject.row, state=MeetingState.ABSENT, zoom_id=zoom_id):
        zoom.delete(zoom_id)
        _conclude(held, subject.row, again=clock.now(), **_absent())


_ACTS = {Step.CREATE: _create, Step.UPDATE: _update, Step.DELETE: _delete}


@contextmanager
def _doubt(
    held: work.Claim,
    row: Meeting,
    **intent: Any,  # noqa: ANN401 -- column values
) -> Iterator[None]:
    """Note that a write begins; it stays in doubt when its answer does not come, or we die.

    One that slept past its lease and wrote all the same says so, for whoever took over.
    """
    before = {"doubtful_since": row.doubtful_since, **{name: getattr(row, name) for name in intent}}
    _note(held, row, doubtful_since=clock.now(), **intent)
    work.fence(held)
    try:
        yield
    except ZoomError as error:
        _note(held, row, **({"doubtful_since": clock.now()} if error.doubtful else before))
        raise
    except work.ClaimLost:
        _confess(held, row, **intent)
        raise


@transaction.atomic
def _confess(held: work.Claim, row: Meeting, **intent: Any) -> None:  # noqa: ANN401 -- column values
    """Tell that the meeting may have been written without a claim, if it is still the named one."""
    work.touch(held.kind, held.key)
    named = Meeting.objects.filter(pk=row.pk, zoom_id=intent.get("zoom_id", row.zoom_id))
    named.update(doubtful_since=clock.now(), **intent)


# ------------------------------------------------------- steps that only change our row


def _adopted(_subject: Subject, action: Action) -> dict[str, Any]:
    return {"again": clock.now(), "written": None, **_naming(_meeting(action))}


def _seen_again(subject: Subject, action: Action) -> dict[str, Any]:
    again = {"again": clock.now() + action.after}
    if action.meeting is not None:
        return again  # it is there, but a write of ours may still land
    counter = "clean_lists" if subject.memory.zoom_id is None else "missing_sightings"
    return {**again, counter: getattr(subject.memory, counter) + 1}


def _rested(subject: Subject, action: Action) -> dict[str, Any]:
    if action.meeting is None or subject.wanted is None:
        return {}
    seen = {"written": as_json(subject.wanted), "missing_sightings": 0, "problem": ""}
    return {"state": MeetingState.LIVE, "doubtful_since": None, "found": None, **seen}


def _forgotten(subject: Subject, _action: Action) -> dict[str, Any]:
    return _absent() if subject.wanted is None else {"again": clock.now(), **_absent()}


def _drifted(_subject: Subject, action: Action) -> dict[str, Any]:
    changed = ", ".join(action.changed)
    problem = f"Not as we wrote it in Zoom: {changed}. Nothing was overwritten."
    found = {**as_json(_meeting(action).spec), "changed": list(action.changed)}
    return {"state": MeetingState.DRIFTED, "problem": problem, "found": found}


def _gone(_subject: Subject, _action: Action) -> dict[str, Any]:
    problem = "Somebody deleted this meeting in Zoom. No new one was made."
    return {**NAMES_NOTHING, "state": MeetingState.GONE, "problem": problem}


_OUTCOMES = {
    Step.REST: _rested,
    Step.ADOPT: _adopted,
    Step.LOOK_AGAIN: _seen_again,
    Step.FORGET: _forgotten,
    Step.DRIFT: _drifted,
    Step.GONE: _gone,
}


# ------------------------------------------------------- recording


@transaction.atomic
def _note(held: work.Claim, row: Meeting, **fields: Any) -> None:  # noqa: ANN401 -- column values
    """Write to our row and keep the claim."""
    work.lock(held)
    Meeting.objects.filter(pk=row.pk).update(**fields)


@transaction.atomic
def _conclude(
    held: work.Claim,
    row: Meeting,
    *,
    again: datetime | None = None,
    **fields: Any,  # noqa: ANN401 -- column values
) -> None:
    """Write to our row and give the claim back, in one transaction."""
    work.finish(held, again=again)
    Meeting.objects.filter(pk=row.pk).update(checked_at=clock.now(), **fields)
    if fields.get("zoom_id") and row.workshop_id is not None:
        registrants.mark(row.workshop_id)


def _naming(found: FoundMeeting) -> dict[str, Any]:
    return {
        "state": MeetingState.LIVE,
        "zoom_id": found.zoom_id,
        "join_url": found.join_url,
        "doubtful_since": None,
        "problem": "",
    }


def _absent() -> dict[str, Any]:
    return {**NAMES_NOTHING, "state": MeetingState.ABSENT, "problem": ""}


def as_json(spec: MeetingSpec) -> dict[str, Any]:
    """Return a specification as our row keeps it: its fields, the start in ISO 8601."""
    return {**asdict(spec), "start": spec.start.isoformat()}


def _merged(
    written: MeetingSpec | None, wanted: MeetingSpec, names: tuple[str, ...]
) -> MeetingSpec:
    """Return what now stands written: the named fields as wanted, the others as they were."""
    if written is None:
        return wanted
    fields: dict[str, Any] = {name: getattr(wanted, name) for name in names if name in SPEC_NAMES}
    if "approval_type" in names:
        fields["registration"] = wanted.registration
    return replace(written, **fields)


def _meeting(action: Action) -> FoundMeeting:
    if action.meeting is None:
        raise ValueError(f"the step {action.step} names no meeting")
    return action.meeting


def _wanted(subject: Subject) -> MeetingSpec:
    if subject.wanted is None:
        raise ValueError(f"{subject.row} is not wanted, so there is nothing to write")
    return subject.wanted
