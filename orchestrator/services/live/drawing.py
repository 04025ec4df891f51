"""Drawing the plan: when registration closes, and again while the list changes before the start.

The engine works outside the transaction; what it found is kept only if nobody was faster.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Min

from calendars import clock
from orchestrator.models import LiveSession, Registration, Workshop
from orchestrator.rules.pairing.instance import Instance, OddMode, Person
from orchestrator.rules.registration import RegistrationState
from orchestrator.rules.session.record import draw, mend, person_id, registration_of
from orchestrator.rules.workshop import State
from orchestrator.services.access import audit
from orchestrator.services.live import history, sessions
from orchestrator.services.live.sessions import Changed, Live
from orchestrator.services.seats.seating import locked

if TYPE_CHECKING:
    from orchestrator.rules.pairing.events import Event


def next_due() -> datetime | None:
    """Return when the next plan is to be drawn or looked at (UTC), None when none ever is."""
    now = clock.now()
    coming = Workshop.objects.filter(state=State.PUBLISHED, start__gt=now)
    opens = coming.aggregate(next=Min("start"))["next"]
    if opens is None:
        return None
    due: datetime = opens - _before()
    return due if due > now or to_draw() else None


def opens_at(workshop: Workshop) -> datetime:
    """Return from when a workshop's plan is drawn (UTC)."""
    return workshop.span[0] - _before()


def to_draw() -> list[int]:
    """Return the workshops, by number, whose list is not the one that their plan was made for."""
    now = clock.now()
    soon = Workshop.objects.filter(
        state=State.PUBLISHED, start__gt=now, start__lte=now + _before()
    ).select_related("live__plan")
    return [workshop.pk for workshop in soon if _is_stale(workshop)]


def draw_plan(workshop_id: int, actor: str = audit.CLOCK) -> bool:
    """Draw the plan, or mend it with the fewest changes; return whether there is a new one.

    Once the first segment has begun the facilitator alone changes it.
    """
    workshop = Workshop.objects.get(pk=workshop_id)
    people = _confirmed(workshop)
    live = sessions.live_of(workshop_id)
    if live is None or _has_other_rounds(live):
        changed, deed = Changed(draw(_instance(workshop, people)), {}), "drawn"
    elif live.row.begun or not (events := _events(live, people)):
        return False
    else:
        found = mend(live.record, 0, live.announced, events)
        changed, deed = (
            sessions.kept(live, record=found.record, changes=found.changes),
            "list changed",
        )
    return _keep(workshop_id, live.row.version if live else None, changed, (deed, actor))


def note_refusal(workshop_id: int, message: str) -> bool:
    """Show on the console why a changed list could not be paired; return whether that is news."""
    rows = LiveSession.objects.filter(workshop=workshop_id).exclude(list_problem=message[:500])
    return rows.update(list_problem=message[:500]) > 0


@transaction.atomic
def _keep(workshop_id: int, version: int | None, changed: Changed, why: tuple[str, str]) -> bool:
    locked(workshop_id)
    row = LiveSession.objects.filter(workshop=workshop_id).select_related("plan").first()
    if (row.version if row else None) != version:
        return False  # somebody was faster; the next look decides again
    row = row or LiveSession.objects.create(workshop_id=workshop_id)
    sessions.store(row, changed, why[0], held=0)
    audit.record(why[1], f"plan: {why[0]}", row, version=row.version)
    return True


def _is_stale(workshop: Workshop) -> bool:
    row = getattr(workshop, "live", None)
    if row is None or row.plan is None:
        return True
    live = sessions.read(row)
    if row.begun:
        return False
    return _has_other_rounds(live) or bool(_events(live, _confirmed(workshop)))


def _has_other_rounds(live: Live) -> bool:
    """Say whether the run of show was given more or fewer rounds since the plan was made."""
    return not live.row.begun and live.record.instance.rounds != live.show.rounds


def _events(live: Live, people: list[Registration]) -> list[Event]:
    """Return who came onto the list and who went since the plan was made."""
    from orchestrator.rules.pairing.events import Arrive, Leave  # noqa: PLC0415 -- the engine's side

    wanted = {person_id(row.pk): row for row in people}
    known = {person.id for person in live.record.instance.people}
    gone = [one for one in live.record.present(1) if one not in wanted]
    back = [
        one
        for one in known & set(wanted) - set(live.record.present(1))
        if registration_of(one) not in live.ticks
    ]
    new = [one for one in wanted if one not in known]
    arrivals = [Arrive(_person(wanted[one])) for one in (*new, *sorted(back))]
    return [*(Leave(one) for one in gone), *arrivals]


def _instance(workshop: Workshop, people: list[Registration]) -> Instance:
    rounds = sessions.show_of(workshop, []).rounds
    return Instance(
        id="session",
        people=tuple(_person(row) for row in people),
        rounds=rounds,
        odd_mode=OddMode(settings.COMPANY.session.odd),
        history=history.met_before(workshop, people),
    )


def _person(row: Registration) -> Person:
    return Person(person_id(row.pk), str(row.organization_id) if row.organization_id else None)


def _confirmed(workshop: Workshop) -> list[Registration]:
    rows = Registration.objects.filter(workshop=workshop, state=RegistrationState.CONFIRMED)
    return list(rows.filter(forgotten_at=None).order_by("id"))


def _before() -> timedelta:
    return timedelta(hours=settings.COMPANY.session.plan_hours)
