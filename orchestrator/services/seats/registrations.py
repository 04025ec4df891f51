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
from orchestrator.rules.names import named
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.registration import LIVE_STATES, RegistrationState
from orchestrator.rules.seating import ANYBODY
from orchestrator.rules.workshop import State
from orchestrator.services import feed_marks
from orchestrator.services.access import audit
from orchestrator.services.mail import mailings
from orchestrator.services.seats import feed_links, waitlist
from orchestrator.services.seats.registration_states import (
    Place,
    new_registrations,
    renew_link,
    set_state,
)
from orchestrator.services.seats.seating import locked, seating
from orchestrator.services.zoom import join_links

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.rules.registration import Person
    from orchestrator.rules.seating import Seating

OPEN_PHASES = (Phase.SCHEDULED, Phase.PUBLISHED, Phase.RUNNING)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a registration comes from: `source` is kept with it, `actor` stands in the audit."""

    source: str
    actor: str


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody who wants a seat; a higher `priority` goes first on the waitlist."""

    person: Person
    organization_id: int | None = None
    priority: int = 0


def register(
    workshop_id: int, person: Person, origin: Origin, *, organization_id: int | None = None
) -> Registration:
    """Give the person a seat, else a place on the waitlist, and owe them the mail that says so.

    Somebody who is offered a seat at that moment has it now. Raises RuleBroken: `workshop_unknown`,
    `registration_closed`, `already_registered`, `workshop_full` (when the waitlist is closed too).
    """
    (found,) = register_all(workshop_id, [Wish(person, organization_id)], origin)
    if isinstance(found, RuleBroken):
        raise found
    return found


@transaction.atomic
def register_all(
    workshop_id: int, wishes: Sequence[Wish], origin: Origin
) -> list[Registration | RuleBroken]:
    """Register people in that order, as `register` does each; a refusal stands in its place.

    Raises RuleBroken (`workshop_unknown`, `registration_closed`) when nobody can be registered.
    """
    workshop = locked(workshop_id)
    check_open(workshop)
    known = _known(workshop, [wish.person.email.key for wish in wishes])
    seats, places = seating(workshop), dict[str, Place]()
    refused: dict[int, RuleBroken] = {}
    for number, wish in enumerate(wishes):
        key, organization = wish.person.email.key, wish.organization_id or ANYBODY
        try:
            if key in places:
                raise _already(places[key].state)
            if key in known:
                _take_offer(known[key], origin)
                continue
            state = _state_for(workshop, seats, organization)
        except RuleBroken as refusal:
            refused[number] = refusal
            continue
        if state is RegistrationState.CONFIRMED:
            seats = seats.with_one_more(organization)
        places[key] = Place(wish.person, state, origin.source, wish.organization_id, wish.priority)
    made = new_registrations(workshop, list(places.values()))
    audit.record_all(
        origin.actor,
        "registered",
        ((row, {"state": row.state, "source": row.source}) for row in made),
    )
    mailings.registered(made)
    known |= {row.email_key: row for row in made}
    return [
        refused.get(number) or known[wish.person.email.key] for number, wish in enumerate(wishes)
    ]


def _known(workshop: Workshop, keys: list[str]) -> dict[str, Registration]:
    """Return the live registrations of those people."""
    rows = Registration.objects.filter(workshop=workshop, state__in=LIVE_STATES, email_key__in=keys)
    return {row.email_key: row for row in rows.select_related("workshop")}


def _take_offer(known: Registration, origin: Origin) -> None:
    """Give somebody the seat they are offered. Raises RuleBroken for anybody else there already."""
    if known.state != RegistrationState.OFFERED:
        raise _already(known.state)
    set_state(known, RegistrationState.CONFIRMED, origin.actor)
    mailings.confirmed(known)


def _state_for(workshop: Workshop, seats: Seating, organization: int) -> RegistrationState:
    if seats.free_for(organization):
        return RegistrationState.CONFIRMED
    waitlist.check_open(workshop)
    return RegistrationState.WAITLISTED


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
        raise _already(known.state)
    place = Place(person, RegistrationState.WAITLISTED, origin.source)
    (registration,) = new_registrations(workshop, [place])
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

    A place on the waitlist is handed on as well, and keeps its place. The same person under
    another name is only renamed. Raises RuleBroken: `workshop_over`, `no_seat` (nothing to hand
    on), `already_registered` (the other person is there already).
    """
    registration, workshop = _with_workshop(registration_id)
    _check_not_over(workshop)
    if registration.state not in LIVE_STATES:
        raise RuleBroken(
            "no_seat",
            "This registration ended, so there is no seat to hand on.",
            allowed="a registration that is confirmed or waits",
        )
    if person.email.key == registration.email_key:
        return rename(registration_id, person, origin.actor)
    known = _live(workshop, person)
    if known is not None and (
        known.state == RegistrationState.CONFIRMED
        or registration.state != RegistrationState.CONFIRMED
    ):
        raise _already(known.state)
    if registration.state != RegistrationState.CONFIRMED:
        return _hand_place_on(registration, person, origin)
    if known is not None:  # they waited; now they have this seat
        set_state(known, RegistrationState.CANCELLED, origin.actor)
    set_state(registration, RegistrationState.CANCELLED, origin.actor)
    place = Place(
        person, RegistrationState.CONFIRMED, registration.source, registration.organization_id
    )
    (successor,) = new_registrations(workshop, [place])
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
    before = {name: getattr(registration, name) for name in ("name", "pronouns", "email")}
    after = {"name": person.name, "pronouns": person.pronouns, "email": person.email.given}
    if before != after:
        registration.name, registration.pronouns = person.name, person.pronouns
        registration.email = person.email.given
        registration.save(update_fields=["name", "pronouns", "email"])
        audit.record(actor, "renamed", registration, **audit.differences(before, after, ()))
        join_links.rename_door(registration)
    return registration


def _hand_place_on(registration: Registration, person: Person, origin: Origin) -> Registration:
    """Put somebody else into the same place of the waitlist; the old link is dead at once."""
    mailings.handed_on(registration)
    feed_links.let_go(registration)
    registration.name, registration.pronouns = person.name, person.pronouns
    registration.email, registration.email_key = person.email.given, person.email.key
    registration.language = person.language
    registration.changes += 1
    renew_link(registration)
    registration.save()
    feed_marks.mark_person(person.email.key)
    audit.record(origin.actor, "place handed on", registration)
    if registration.state == RegistrationState.OFFERED:
        mailings.offered(registration)
    else:
        mailings.waitlisted(registration)
    return registration


def check_open(workshop: Workshop) -> None:
    """Raise RuleBroken (`registration_closed`) unless people can be registered now."""
    span = workshop.span if workshop.start else None
    phase = phase_of(State(workshop.state), span, clock.now())
    if phase not in OPEN_PHASES:
        raise RuleBroken(
            "registration_closed",
            "Nobody can be registered: this workshop is {state}.",
            allowed="a workshop that is still to come and has a date",
            state=named(phase),
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


def _already(state: str) -> RuleBroken:
    return RuleBroken(
        "already_registered",
        "That address is registered for this workshop already ({state}).",
        allowed="another person's address",
        state=state,
    )
