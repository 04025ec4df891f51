"""How a registration comes to be and changes its state, and what follows at once from that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calendars import clock
from orchestrator.models import Registration
from orchestrator.rules.registration import RegistrationState
from orchestrator.services import audit, feed_marks, join_links
from orchestrator.services.tokens import derived, hashed

if TYPE_CHECKING:
    from datetime import datetime

    from orchestrator.models import Workshop
    from orchestrator.rules.registration import Person

LINK = "registration"


def new_registration(
    workshop: Workshop,
    person: Person,
    state: RegistrationState,
    source: str,
    organization_id: int | None,
) -> Registration:
    """Return a fresh registration; a confirmed one has its way into the meeting."""
    now = clock.now()
    registration = Registration(
        workshop=workshop,
        organization_id=organization_id,
        name=person.name,
        pronouns=person.pronouns,
        email=person.email.given,
        email_key=person.email.key,
        state=state,
        source=source,
        created_at=now,
        changed_at=now,
    )
    registration.link_hash = hashed(link_token(registration))
    registration.save()
    if state is RegistrationState.CONFIRMED:
        join_links.open_door(registration)
    feed_marks.mark_workshop(workshop.pk)
    return registration


def set_state(
    registration: Registration,
    state: RegistrationState,
    actor: str,
    *,
    offer_expires_at: datetime | None = None,
) -> None:
    """Change the state, behind the workshop's lock; who loses the seat loses the link with it."""
    before = registration.state
    registration.state, registration.offer_expires_at = state, offer_expires_at
    registration.changes += 1
    registration.changed_at = clock.now()
    registration.save(update_fields=["state", "offer_expires_at", "changes", "changed_at"])
    audit.record(actor, "state changed", registration, before=before, after=state)
    if state is RegistrationState.CONFIRMED:
        join_links.open_door(registration)
    elif before == RegistrationState.CONFIRMED:
        join_links.close_door(registration)
    feed_marks.mark_workshop(registration.workshop_id)


def link_token(registration: Registration) -> str:
    """Return the token of the person's own page, `/registrations/<token>`."""
    return derived(LINK, registration.public_id, registration.link_generation)


def renew_link(registration: Registration) -> None:
    """Make the old links of a registration dead; save it afterwards."""
    registration.link_generation += 1
    registration.link_hash = hashed(link_token(registration))
    feed_marks.mark_workshop(registration.workshop_id)


def by_link(token: str) -> Registration | None:
    """Return whose page a token opens, or None; one that was forgotten has no page any more."""
    rows = Registration.objects.select_related("workshop", "organization")
    return rows.filter(link_hash=hashed(token), forgotten_at=None).first()
