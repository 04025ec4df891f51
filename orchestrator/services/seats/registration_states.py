"""How a registration comes to be and changes its state, and what follows at once from that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from calendars import clock
from orchestrator.models import Registration
from orchestrator.rules.registration import RegistrationState
from orchestrator.services import feed_marks
from orchestrator.services.access import audit
from orchestrator.services.access.tokens import derived, hashed
from orchestrator.services.webhooks.events import registrations_told
from orchestrator.services.zoom import join_links

if TYPE_CHECKING:
    from datetime import datetime

    from orchestrator.models import Workshop
    from orchestrator.rules.registration import Person

LINK = "registration"


@dataclass(frozen=True, slots=True)
class Place:
    """What one person gets: a seat or a place on the waitlist, for whom and from where."""

    person: Person
    state: RegistrationState
    source: str
    organization_id: int | None = None
    priority: int = 0


def new_registrations(workshop: Workshop, places: list[Place]) -> list[Registration]:
    """Return fresh registrations in that order; confirmed ones have their way into the meeting."""
    now = clock.now()
    rows = [
        Registration(
            workshop=workshop,
            organization_id=place.organization_id,
            name=place.person.name,
            pronouns=place.person.pronouns,
            email=place.person.email.given,
            email_key=place.person.email.key,
            state=place.state,
            source=place.source,
            language=place.person.language,
            priority=place.priority,
            created_at=now,
            changed_at=now,
        )
        for place in places
    ]
    for row in rows:
        row.link_hash = hashed(link_token(row))
    Registration.objects.bulk_create(rows)
    join_links.open_doors([row for row in rows if row.state == RegistrationState.CONFIRMED])
    feed_marks.mark_workshop(workshop.pk)
    registrations_told(rows)
    return rows


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
    registrations_told([registration])


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
