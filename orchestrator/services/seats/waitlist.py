"""The waitlist: freed seats are offered in order, held for a time, and taken or passed on.

An answer and the end of its time meet behind the workshop's lock: whichever comes first counts.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Min

from calendars import clock
from orchestrator.models import Registration, Workshop
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.registration import RegistrationState
from orchestrator.rules.seating import ANYBODY
from orchestrator.rules.waitlist import Waiting, closes_at, next_offers, offer_expires_at
from orchestrator.rules.workshop import Audience, State
from orchestrator.services.access import audit
from orchestrator.services.mail import mailings
from orchestrator.services.seats.registration_states import set_state
from orchestrator.services.seats.seating import blocks_released_at, locked, seating

if TYPE_CHECKING:
    from datetime import datetime


def closes(workshop: Workshop) -> datetime:
    """Return from when nobody is offered a seat any more (UTC)."""
    before = timedelta(hours=settings.COMPANY.registrations.waitlist_closes_hours)
    return closes_at(workshop.span[0], before)


def is_open_to_all(workshop: Workshop) -> bool:
    """Say whether anybody can join the list by its public page now."""
    shown = (workshop.state, workshop.audience) == (State.PUBLISHED, Audience.PUBLIC)
    return shown and clock.now() < closes(workshop)


def check_open(workshop: Workshop) -> None:
    """Raise RuleBroken (`workshop_full`) when nobody can be put on the waitlist any more."""
    if clock.now() >= closes(workshop):
        hours = settings.COMPANY.registrations.waitlist_closes_hours
        raise RuleBroken(
            "workshop_full",
            "This workshop is full, and its waitlist closed {hours} hours before the start.",
            allowed="handing on a seat to somebody else, or another workshop",
            hours=hours,
        )


def waiting(workshop: Workshop) -> list[Registration]:
    """Return who waits, in the order in which seats are offered."""
    rows = Registration.objects.filter(workshop=workshop, state=RegistrationState.WAITLISTED)
    return list(rows.order_by("-priority", "id"))


def place_of(registration: Registration) -> int:
    """Return somebody's place on the waitlist, counted from 1."""
    return [one.pk for one in waiting(registration.workshop)].index(registration.pk) + 1


def offer_free_seats(workshop: Workshop) -> int:
    """Offer what is free to those who wait, behind the workshop's lock; return how many offers."""
    expires = offer_expires_at(
        workshop.span[0],
        clock.now(),
        hold=timedelta(hours=settings.COMPANY.registrations.offer_hours),
        closed_before=timedelta(hours=settings.COMPANY.registrations.waitlist_closes_hours),
    )
    if expires is None or workshop.state != State.PUBLISHED:
        return 0
    people = {one.pk: one for one in waiting(workshop)}
    if not people:
        return 0
    queue = [Waiting(p.pk, p.organization_id or ANYBODY, p.priority, p.pk) for p in people.values()]
    chosen = next_offers(queue, seating(workshop))
    for pk in chosen:
        set_state(people[pk], RegistrationState.OFFERED, audit.CLOCK, offer_expires_at=expires)
        mailings.offered(people[pk])
    return len(chosen)


@transaction.atomic
def accept(registration_id: int, actor: str) -> Registration:
    """Take the offered seat. Raises RuleBroken (`offer_over`) when there is none any more."""
    registration = _locked(registration_id)
    if registration.state == RegistrationState.CONFIRMED:
        return registration  # the button was pressed twice
    expires = registration.offer_expires_at
    if registration.state != RegistrationState.OFFERED or expires is None or clock.now() > expires:
        raise RuleBroken(
            "offer_over",
            "The time for this offer is over, and the seat went on to the next in line.",
            allowed="joining the waitlist again",
        )
    set_state(registration, RegistrationState.CONFIRMED, actor)
    mailings.confirmed(registration)
    return registration


def expire_offers() -> int:
    """Let offers lapse whose time is over and pass their seats on; return how many lapsed."""
    due = Registration.objects.filter(
        state=RegistrationState.OFFERED, offer_expires_at__lt=clock.now()
    )
    lapsed = 0
    for workshop_id in list(due.order_by().values_list("workshop_id", flat=True).distinct()):
        lapsed += _expire_offers_of(workshop_id)
    return lapsed


@transaction.atomic
def _expire_offers_of(workshop_id: int) -> int:
    workshop = locked(workshop_id)
    rows = Registration.objects.select_related("workshop").filter(
        workshop=workshop, state=RegistrationState.OFFERED, offer_expires_at__lt=clock.now()
    )
    over = list(rows)
    for registration in over:
        set_state(registration, RegistrationState.LAPSED, audit.CLOCK)
        mailings.lapsed(registration)
    offer_free_seats(workshop)
    return len(over)


@transaction.atomic
def offer_released_seats(workshop_id: int) -> int:
    """Offer seats that became free by time alone, such as an organization's unused ones."""
    return offer_free_seats(locked(workshop_id))


def with_released_seats() -> list[int]:
    """Return the workshops, by number, whose blocks were released and where somebody waits."""
    rows = Workshop.objects.filter(
        state=State.PUBLISHED,
        start__gt=clock.now(),
        seat_blocks__isnull=False,
        registrations__state=RegistrationState.WAITLISTED,
    ).distinct()
    now = clock.now()
    released = ((row.pk, blocks_released_at(row)) for row in rows)
    return [pk for pk, moment in released if moment is not None and moment <= now]


def released_since() -> datetime | None:
    """Return now when released seats could be somebody's who waits, else None."""
    return clock.now() if with_released_seats() else None


def next_due() -> datetime | None:
    """Return when the next offer ends (UTC), or None when none is open."""
    offers = Registration.objects.filter(state=RegistrationState.OFFERED)
    first: datetime | None = offers.aggregate(first=Min("offer_expires_at"))["first"]
    # An answer at the very last moment counts, so the offer is over just after it.
    return first and first + timedelta(microseconds=1)


@transaction.atomic
def prefer(registration_id: int, priority: int, actor: str) -> None:
    """Put somebody who waits before or behind others: a higher priority comes first."""
    registration = _locked(registration_id)
    before, registration.priority = registration.priority, priority
    registration.save(update_fields=["priority"])
    audit.record(actor, "priority changed", registration, before=before, after=priority)


def _locked(registration_id: int) -> Registration:
    rows = Registration.objects.filter(pk=registration_id)
    workshop_id = rows.values_list("workshop_id", flat=True).first()
    if workshop_id is None:
        raise RuleBroken("registration_unknown", "There is no such registration.")
    locked(workshop_id)
    return Registration.objects.select_related("workshop").get(pk=registration_id)
