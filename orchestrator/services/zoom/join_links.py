"""Join links: shown once, revoked at once, and always leading to the meeting of now."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from calendars import clock
from orchestrator.models import JoinLink
from orchestrator.rules.admission import OPENS_BEFORE, Admission, admission
from orchestrator.rules.meeting import MeetingState
from orchestrator.rules.registration import read_person
from orchestrator.rules.workshop import State, Venue
from orchestrator.services import feed_marks
from orchestrator.services.access import audit
from orchestrator.services.access.tokens import derived, hashed
from orchestrator.services.zoom import registrants

if TYPE_CHECKING:
    from datetime import datetime

    from orchestrator.models import Meeting, Registration, Workshop


@dataclass(frozen=True, slots=True)
class Door:
    """What stands behind a good link now; `address` only when the door is open."""

    state: Admission
    workshop: Workshop
    opens_at: datetime | None
    address: str
    link: JoinLink

    @property
    def is_near(self) -> bool:
        """Say whether the workshop is on or about to begin."""
        return self.state in (Admission.OPEN, Admission.PREPARING)


@transaction.atomic
def issue_join_link(workshop: Workshop, name: str, email: str, actor: str = audit.OFFICE) -> str:
    """Return the token of a fresh link for a guest without a seat; only its hash is kept.

    Raises RuleBroken (`name_missing`, `name_too_long`, `email_invalid`).
    """
    person = read_person(name, email)
    token = secrets.token_urlsafe(24)
    link = JoinLink.objects.create(
        workshop=workshop,
        token_hash=hashed(token),
        name=person.name,
        email=person.email.given,
        created_at=clock.now(),
    )
    audit.record(actor, "join link made", link, workshop=workshop.pk)
    registrants.mark(workshop.pk)
    return token


def door_token(registration: Registration) -> str:
    """Return the token of an attendee's own way in, `/join/<token>`."""
    return derived("join", registration.public_id, registration.link_generation)


def open_door(registration: Registration) -> None:
    """Give an attendee of an online workshop a join link; call it behind the workshop's lock."""
    if registration.workshop.venue != Venue.ONLINE:
        return
    JoinLink.objects.update_or_create(
        registration=registration, defaults={**_door(registration), "revoked_at": None}
    )
    registrants.mark(registration.workshop_id)


def open_doors(registrations: list[Registration]) -> None:
    """Give new attendees of one workshop their join links, as `open_door` does for one."""
    online = [row for row in registrations if row.workshop.venue == Venue.ONLINE]
    JoinLink.objects.bulk_create(JoinLink(registration=row, **_door(row)) for row in online)
    if online:
        registrants.mark(online[0].workshop_id)


def _door(registration: Registration) -> dict[str, Any]:
    """Return the fields of an attendee's fresh join link."""
    return {
        "workshop": registration.workshop,
        "token_hash": hashed(door_token(registration)),
        "name": registration.name,
        "email": registration.email,
        "created_at": clock.now(),
    }


def close_door(registration: Registration) -> None:
    """Make an attendee's join link dead from now on."""
    for link in JoinLink.objects.filter(registration=registration):
        revoke_join_link(link.pk)


def rename_door(registration: Registration) -> None:
    """Have Zoom show an attendee under the new name."""
    links = JoinLink.objects.filter(registration=registration, revoked_at=None)
    if links.update(name=registration.name, renamed=True):
        registrants.mark(registration.workshop_id)


@transaction.atomic
def revoke_join_link(
    link_id: int, actor: str = audit.OFFICE, *, workshop_id: int | None = None
) -> None:
    """Make a link dead from now on; a dead one, or another workshop's, stays as it is."""
    links = JoinLink.objects.filter(pk=link_id, revoked_at=None)
    if workshop_id is not None:
        links = links.filter(workshop_id=workshop_id)
    for link in links:
        audit.record(actor, "join link revoked", link, workshop=link.workshop_id)
        link.revoked_at = clock.now()
        link.save(update_fields=["revoked_at"])
        registrants.mark(link.workshop_id)
        feed_marks.mark_workshop(link.workshop_id)


def behind(token: str) -> Door | None:
    """Return what stands behind a token now; None when there is no such link or it is revoked."""
    rows = JoinLink.objects.select_related("workshop__meeting", "registration")
    link = rows.filter(token_hash=hashed(token), revoked_at=None).first()
    if link is None:
        return None
    workshop = link.workshop
    address = _address(link, getattr(workshop, "meeting", None))
    span = workshop.span if workshop.start else None
    cancelled = workshop.state == State.CANCELLED
    state = admission(span, clock.now(), cancelled=cancelled, room=bool(address))
    opens_at = workshop.start - OPENS_BEFORE if workshop.start else None
    return Door(state, workshop, opens_at, address if state is Admission.OPEN else "", link)


def links_of(workshop: Workshop) -> list[JoinLink]:
    """Return the links of a workshop's guests, revoked ones too, in the order they were made."""
    return list(JoinLink.objects.filter(workshop=workshop, registration=None))


def _address(link: JoinLink, meeting: Meeting | None) -> str:
    """Return where to join now: the personal link, else the meeting's own, else ''.

    A licensed host's meeting asks strangers to register; so its own link serves only those whom
    Zoom would not register.
    """
    if meeting is None or meeting.zoom_id is None or meeting.state == MeetingState.GONE:
        return ""
    if link.registered_in == meeting.zoom_id:
        return link.personal_url
    if settings.COMPANY.zoom.licensed and not link.problem:
        return ""
    return meeting.join_url
