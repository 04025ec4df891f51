"""Registrations: who has a seat, who waits, who gave the seat to somebody else.

Every public function is one transaction, and decides behind the workshop's lock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from calendars import clock
from orchestrator.models import Registration, Workshop
from orchestrator.rules.lifecycle import Phase, phase_of
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.registration import LIVE_STATES, RegistrationState
from orchestrator.rules.seating import ANYBODY
from orchestrator.rules.workshop import State
from orchestrator.services import audit, mailings, waitlist
from orchestrator.services.registration_states import new_registration, set_state
from orchestrator.services.seating import locked, seating

if TYPE_CHECKING:
    from orchestrator.rules.registration import Person

OPEN_PHASES = (Phase.SCHEDULED, Phase.PUBLISHED, Phase.RUNNING)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a registration comes from: `source` is kept with it, `actor` stands in the audit."""

    source: str
    actor: str


@transaction.atomic
def register(
    workshop_id: int,
    person: Person,
    origin: Origin,
    *,
    organization_id: int | None = None,
    priority: int = 0,
) -> Registration:
    """Give the person a seat, else a place on the waitlist, and owe them the mail that says so.

    Somebody who is offered a seat at that moment has it now. Raises RuleBroken: `workshop_unknown`,
    `registration_closed`, `already_registered`, `workshop_full` (when the waitlist is closed too).
    """
    workshop = locked(workshop_id)
    check_open(workshop)
    known = _live(workshop, person)
    if known is not None:
        if known.state != RegistrationState.OFFERED:
            raise _already(known)
        set_state(known, RegistrationState.CONFIRMED, origin.actor)
        mailings.confirmed(known)
        return known
    if seating(workshop).free_for(organization_id or ANYBODY):
        state = RegistrationState.CONFIRMED
    else:
        waitlist.check_open(workshop)
        state = RegistrationState.WAITLISTED
    registration = new_registration(workshop, person, state, origin.source, organization_id)
    if priority:
        registration.priority = priority
        registration.save(update_fields=["priority"])
    audit.record(origin.actor, "registered", registration, state=state, source=origin.source)
    if state is RegistrationState.CONFIRMED:
        mailings.confirmed(registration)
    else:
        mailings.waitlisted(registration)
    return registration


@transaction.atomic
def wait(workshop_id: int, person: Person, origin: Origin) -> Registration:
    """Put the person on the waitlist; a seat that is free is offered at once, never just taken.

    Raises RuleBroken: `workshop_unknown`, `registration_closed`, `waitlist_closed`,
    `already_registered`.
    """
    workshop = locked(workshop_id)
    check_open(workshop)
    waitlist.check_open(workshop)
    known = _live(workshop, person)
    if known is not None:
        raise _already(known)
    registration = new_registration(
        workshop, person, RegistrationState.WAITLISTED, origin.source, None
    )
    audit.record(origin.actor, "waits", registration, source=origin.source)
    mailings.waitlisted(registration)
    waitlist.offer_free_seats(workshop)
    registration.refresh_from_db()
    return registration


@transaction.atomic
def cancel(registration_id: int, actor: str, *, tell: bool = True) -> Registration:
    """End a registration and offer its seat to the next at once; an ended one stays as it is.

    Raises RuleBroken (`workshop_over`) once the workshop is over.
    """
    registration, workshop = _with_workshop(registration_id)
    if registration.state not in LIVE_STATES:
        return registration
    _check_not_over(workshop)
    set_state(registration, RegistrationState.CANCELLED, actor)
    if tell:
        mailings.cancelled(registration)
    waitlist.offer_free_seats(workshop)
    return registration


@transaction.atomic
def substitute(registration_id: int, person: Person, origin: Origin) -> Registration:
    """Hand a seat on to somebody else, also when the workshop is full; return the new registration.

    The same person under another name is only renamed. Raises RuleBroken: `workshop_over`,
    `no_seat` (nothing to hand on), `already_registered` (the other person is there already).
    """
    registration, workshop = _with_workshop(registration_id)
    _check_not_over(workshop)
    if registration.state != RegistrationState.CONFIRMED:
        raise RuleBroken(
            "no_seat",
            "Only a confirmed seat can be handed on.",
            allowed="a registration that is confirmed",
        )
    if person.email.key == registration.email_key:
        return rename(registration_id, person, origin.actor)
    known = _live(workshop, person)
    if known is not None and known.state == RegistrationState.CONFIRMED:
        raise _already(known)
    if known is not None:  # they waited; now they have this seat
        set_state(known, RegistrationState.CANCELLED, origin.actor)
    set_state(registration, RegistrationState.CANCELLED, origin.actor)
    successor = new_registration(
        workshop,
        person,
        RegistrationState.CONFIRMED,
        registration.source,
        registration.organization_id,
    )
    successor.replaces = registration
    successor.save(update_fields=["replaces"])
    audit.record(origin.actor, "substituted", registration, successor=successor.pk)
    mailings.handed_on(registration)
    mailings.confirmed(successor)
    waitlist.offer_free_seats(workshop)
    return successor


@transaction.atomic
def rename(registration_id: int, person: Person, actor: str) -> Registration:
    """Change how a person is called and written to; the person (`email_key`) stays the same.

    Raises RuleBroken (`workshop_over`).
    """
    registration, workshop = _with_workshop(registration_id)
    _check_not_over(workshop)
    before = (registration.name, registration.pronouns, registration.email)
    if before != (person.name, person.pronouns, person.email.given):
        registration.name, registration.pronouns = person.name, person.pronouns
        registration.email = person.email.given
        registration.save(update_fields=["name", "pronouns", "email"])
        audit.record(actor, "renamed", registration)
        waitlist.renew_door(registration)
    return registration


def check_open(workshop: Workshop) -> None:
    """Raise RuleBroken (`registration_closed`) unless people can be registered now."""
    span = workshop.span if workshop.start else None
    phase = phase_of(State(workshop.state), span, clock.now())
    if phase not in OPEN_PHASES:
        raise RuleBroken(
            "registration_closed",
            f"Nobody can be registered: this workshop is {phase.value}.",
            allowed="a workshop that is still to come and has a date",
        )


def _check_not_over(workshop: Workshop) -> None:
    if workshop.end is not None and workshop.end <= clock.now():
        raise RuleBroken(
            "workshop_over", "This workshop is over; its registrations stay as they were."
        )


def _with_workshop(registration_id: int) -> tuple[Registration, Workshop]:
    """Return the registration as it is behind its workshop's lock."""
    workshop_id = (
        Registration.objects.filter(pk=registration_id).values_list("workshop_id", flat=True)
    ).first()
    if workshop_id is None:
        raise RuleBroken("registration_unknown", "There is no such registration.")
    workshop = locked(workshop_id)
    return Registration.objects.select_related("workshop").get(pk=registration_id), workshop


def _live(workshop: Workshop, person: Person) -> Registration | None:
    rows = Registration.objects.filter(workshop=workshop, state__in=LIVE_STATES)
    return rows.filter(email_key=person.email.key).first()


def _already(known: Registration) -> RuleBroken:
    return RuleBroken(
        "already_registered",
        f"That address is registered for this workshop already ({known.state}).",
        allowed="another person's address",
    )
