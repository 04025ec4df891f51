"""Pre-assigned breakout rooms in Zoom: the first round, wanted against found.

A bonus, not the way: Zoom keeps one set of rooms a meeting, opens none by itself, and places only
people who are signed in under the very address we have. So rooms are written once a plan stands,
before the meeting begins; from then on people choose their rooms themselves. They are no part of
what `services/zoom/meetings.py` compares, so neither reconciler undoes the other. A set that a
person changed in Zoom is left alone, and said so.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from calendars import clock
from orchestrator.gateways.zoom.errors import ZoomError
from orchestrator.gateways.zoom.values import LONGEST_EMAIL, BreakoutRoom
from orchestrator.models import LiveSession, Registration, Workshop
from orchestrator.rules.session import words
from orchestrator.rules.session.record import registration_of
from orchestrator.rules.workshop import State, Venue
from orchestrator.services import work
from orchestrator.services.live import sessions
from orchestrator.services.live.breakout_marks import KIND, mark
from orchestrator.services.zoom import zoom_budget

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from orchestrator.gateways.zoom.gateway import ZoomGateway

__all__ = ["KIND", "mark_coming", "reconcile", "unmarked_since"]

NOT_YET = timedelta(minutes=5)  # until the meeting itself stands
PERSON_MUST_ACT_RETRY = timedelta(hours=1)
CHANGED_BY_HAND = "The breakout rooms were changed in Zoom by hand, so we left them as they are."

Rooms = tuple[BreakoutRoom, ...]


@dataclass(frozen=True, slots=True)
class _Subject:
    """The meeting, the rooms it should have, and the sets that we wrote or meant to write."""

    row: LiveSession
    zoom_id: int
    wanted: Rooms
    ours: list[Rooms]


def reconcile(held: work.Claim, zoom: ZoomGateway) -> str:
    """Bring a meeting's rooms to what is wanted, and say what was done; Zoom's faults are recorded.

    Raises ClaimLost when somebody else took over.
    """
    subject = _read(held)
    if subject is None:
        return "nothing to do"
    try:
        found = zoom.breakout_rooms(subject.zoom_id)
        if found == subject.wanted:
            return _conclude(held, subject, "as wanted", [subject.wanted])
        if found and found not in subject.ours:
            return _conclude(held, subject, "changed by hand", subject.ours, CHANGED_BY_HAND)
        zoom_budget.spend(zoom.host, urgent=False)
        _note(held, subject)
        work.fence(held)
        zoom.pre_assign(subject.zoom_id, subject.wanted)
    except ZoomError as error:
        _record_failure(held, subject, error)
        return "failed"
    return _conclude(held, subject, "written", [*subject.ours[-1:], subject.wanted])


def unmarked_since() -> datetime | None:
    """Return now when a workshop to come has rooms that the sweep may look at, else None."""
    return clock.now() if _coming().exists() else None


def mark_coming() -> None:
    """Mark the rooms of every workshop to come that has a plan: the sweep."""
    for workshop_id in _coming().values_list("workshop_id", flat=True):
        mark(workshop_id)


def _coming() -> QuerySet[LiveSession]:
    return LiveSession.objects.filter(
        workshop__state=State.PUBLISHED, workshop__start__gt=clock.now(), begun=[]
    )


def wanted_rooms(live: sessions.Live) -> Rooms:
    """Return the first round's rooms with the addresses of those whom Zoom can place."""
    first = live.record.round(1)
    if first is None:
        return ()
    numbers = [registration_of(one) for room in first.rooms for one in room.people]
    rows = Registration.objects.filter(pk__in=numbers).exclude(email="")
    emails = {pk: email.lower() for pk, email in rows.values_list("pk", "email")}
    return tuple(
        BreakoutRoom(
            room.name,
            tuple(
                emails[number]
                for number in map(registration_of, room.people)
                if number in emails and len(emails[number]) <= LONGEST_EMAIL
            ),
        )
        for room in words.in_order(first.rooms)
    )


@transaction.atomic
def _read(held: work.Claim) -> _Subject | None:
    """Return what is to be done; None, with the claim finished, when it is nothing now."""
    work.lock(held)
    workshop = Workshop.objects.select_related("meeting").filter(pk=held.key).first()
    live = sessions.live_of(int(held.key)) if workshop else None
    if workshop is None or live is None or not _is_wanted(workshop, live):
        work.finish(held)
        return None
    meeting = getattr(workshop, "meeting", None)
    if meeting is None or meeting.zoom_id is None:
        work.finish(held, again=clock.now() + NOT_YET)
        return None
    ours = [_rooms(kept) for kept in live.row.rooms_written]
    return _Subject(live.row, meeting.zoom_id, wanted_rooms(live), ours)


def _is_wanted(workshop: Workshop, live: sessions.Live) -> bool:
    online = workshop.state == State.PUBLISHED and workshop.venue == Venue.ONLINE
    return online and not live.row.begun and workshop.span[0] > clock.now()


@transaction.atomic
def _note(held: work.Claim, subject: _Subject) -> None:
    """Note what is about to be written: its answer may be lost, and it is ours all the same."""
    work.lock(held)
    _keep(subject, [*subject.ours[-1:], subject.wanted], "")


@transaction.atomic
def _conclude(
    held: work.Claim, subject: _Subject, outcome: str, ours: list[Rooms], problem: str = ""
) -> str:
    work.finish(held)
    _keep(subject, ours, problem)
    return outcome


@transaction.atomic
def _record_failure(held: work.Claim, subject: _Subject, error: ZoomError) -> None:
    until = clock.now() + PERSON_MUST_ACT_RETRY if error.permanent else error.retry_at
    zoom_budget.heed(error)
    work.put_off(held, str(error), until=until)
    problem = f"Rooms could not be prepared in Zoom: {error}"[:500]
    LiveSession.objects.filter(pk=subject.row.pk).update(rooms_problem=problem)


def _keep(subject: _Subject, ours: list[Rooms], problem: str) -> None:
    written = [[asdict(room) for room in rooms] for rooms in ours]
    LiveSession.objects.filter(pk=subject.row.pk).update(
        rooms_written=written, rooms_problem=problem
    )


def _rooms(kept: list[dict[str, Any]]) -> Rooms:
    return tuple(BreakoutRoom(room["name"], tuple(room["emails"])) for room in kept)
