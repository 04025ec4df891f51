"""Tickets of an outside shop: its news become registrations, each piece of news once.

The shop is known by its name and the ticket by the shop's own number. News may come twice, late and
in any order: what is older than the shop's last word on a ticket changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import transaction

from orchestrator.models import Registration, Ticket, Workshop
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.registration import LIVE_STATES, RegistrationState
from orchestrator.rules.workshop import Audience
from orchestrator.services.seats import registrations
from orchestrator.services.seats.organizations import organization_named
from orchestrator.services.seats.registrations import Origin
from orchestrator.services.seats.seating import lock_all

if TYPE_CHECKING:
    from orchestrator.rules.registration import Person

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Happening(StrEnum):
    """What happened to a ticket in the shop."""

    REGISTERED = "registered"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True)
class News:
    """One piece of news; `person` and `workshop_uid` stand unless the ticket ended.

    `dated` says that `told_at` is the shop's own word, and not the moment at which it was heard.
    """

    source: str
    external_id: str
    happening: Happening
    told_at: datetime
    workshop_uid: str = ""
    person: Person | None = None
    organization: str = ""
    dated: bool = True

    @property
    def ends(self) -> bool:
        """Say whether the ticket is no longer good."""
        return self.happening in (Happening.CANCELLED, Happening.REFUNDED)


@dataclass(frozen=True, slots=True)
class Told:
    """How the ticket stands now; `new` says whether the news changed anything."""

    state: str
    new: bool


@transaction.atomic
def hear(news: News, actor: str) -> Told:
    """Do what the shop says and return how the ticket stands.

    Raises RuleBroken (`workshop_unknown`, `workshop_private`, `person_missing`, and those of
    `registrations.register`); then nothing is remembered, so that the shop may say it again.
    """
    ticket = _ticket(news)
    registration = _now_with(ticket.registration)
    if not news.dated and news.happening is Happening.REGISTERED and ticket.told_at != NEVER:
        return Told(registration.state if registration else "cancelled", new=False)  # a retry
    # Shops tell whole seconds: of two things in one second the end came last.
    live = registration is not None and registration.state in LIVE_STATES
    tied = live and news.ends and news.told_at == ticket.told_at
    if news.told_at <= ticket.told_at and not tied:
        return Told(registration.state if registration else "cancelled", new=False)
    if news.ends:
        if registration is not None:
            registration = registrations.cancel(registration.pk, actor)
    elif news.person is None:
        raise RuleBroken(
            "person_missing", "Whose ticket is it?", allowed="a name and an e-mail address"
        )
    else:
        registration = _seat(news, news.person, registration, actor)
    ticket.registration, ticket.told_at = registration, news.told_at
    ticket.save(update_fields=["registration", "told_at"])
    return Told(registration.state if registration else "cancelled", new=True)


def _ticket(news: News) -> Ticket:
    """Return the ticket, locked until the transaction ends."""
    Ticket.objects.get_or_create(
        source=news.source, external_id=news.external_id, defaults={"told_at": NEVER}
    )
    rows = Ticket.objects.select_for_update().filter(source=news.source)
    return rows.get(external_id=news.external_id)


def _now_with(registration: Registration | None) -> Registration | None:
    """Return who has the ticket's seat now: it may have been handed on."""
    while registration is not None:
        successor = Registration.objects.filter(replaces=registration).first()
        if successor is None:
            break
        registration = successor
    return registration


def _seat(
    news: News, person: Person, registration: Registration | None, actor: str
) -> Registration:
    """Return the registration that the ticket now stands for."""
    workshop = _workshop(news)
    origin = Origin(news.source, actor)
    if registration is not None and registration.state in LIVE_STATES:
        if registration.workshop_id == workshop.pk:
            return registrations.substitute(registration.pk, person, origin)
        lock_all((registration.workshop_id, workshop.pk))
        registrations.cancel(registration.pk, actor)
    elif registration is not None and news.happening is Happening.CHANGED:
        return registration  # it ended here: a new name does not bring it back
    waiting = _without_ticket(workshop, person)
    if waiting is not None:
        return waiting
    organization = organization_named(news.organization)
    return registrations.register(
        workshop.pk, person, origin, organization_id=organization.pk if organization else None
    )


def _without_ticket(workshop: Workshop, person: Person) -> Registration | None:
    """Return the person's registration that no ticket stands for yet: now one does.

    Somebody on the waitlist who buys a ticket keeps the place there.
    """
    rows = Registration.objects.filter(
        workshop=workshop, email_key=person.email.key, state__in=LIVE_STATES, tickets=None
    )
    return rows.exclude(state=RegistrationState.OFFERED).first()


def _workshop(news: News) -> Workshop:
    workshop = Workshop.objects.filter(uid=news.workshop_uid).first()
    if workshop is None:
        raise RuleBroken(
            "workshop_unknown",
            "There is no workshop of that uid.",
            allowed="a uid from GET /api/v1/workshops",
        )
    if workshop.audience != Audience.PUBLIC:
        raise RuleBroken(
            "workshop_private",
            "No tickets are sold for a private workshop.",
            allowed="a public workshop; a client's people come by their own roster link",
        )
    return workshop
