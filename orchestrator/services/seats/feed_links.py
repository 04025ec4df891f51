"""Addresses of private feeds: shown once, replaced or switched off one by one.

Who comes through which door holds which feed: an attendee by the link of their registration, an
organization by the link of its seats, the facilitator by signing in.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from calendars import clock
from orchestrator.models import FeedLink, Registration
from orchestrator.rules.feed import ALARMS, MOST_LINKS, REPLACED_SHOWN, FeedKind
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.registration import LIVE_STATES
from orchestrator.services import feed_marks, work
from orchestrator.services.access import audit
from orchestrator.services.access.tokens import TOKEN_BYTES, hashed
from orchestrator.services.feed_marks import KIND
from orchestrator.services.feeds import rendering
from orchestrator.services.seats import organizations, registration_states

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from orchestrator.models import Organization


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose feed it is: a registration's person, an organization, else the facilitator."""

    registration: Registration | None = None
    organization: Organization | None = None

    @property
    def kind(self) -> FeedKind:
        """Return the kind of feed this holder has."""
        if self.registration is not None:
            return FeedKind.ATTENDEE
        return FeedKind.FACILITATOR if self.organization is None else FeedKind.ORGANIZATION

    @property
    def actor(self) -> str:
        """Return the holder as the audit trail names them."""
        if self.registration is not None:
            return f"registration {self.registration.pk}"
        return f"organization {self.organization.pk}" if self.organization else "facilitator"


FACILITATOR = Holder()


def attendee_behind(token: str) -> Holder | None:
    """Return the attendee whose live registration that link opens, or None."""
    registration = registration_states.by_link(token)
    live = registration is not None and registration.state in LIVE_STATES
    return Holder(registration=registration) if live else None


def organization_behind(token: str) -> Holder | None:
    """Return the organization whose seats that link fills, or None."""
    block = organizations.by_roster_link(token)
    return Holder(organization=block.organization) if block else None


@transaction.atomic
def issue(holder: Holder, alarm_minutes: int | None = None) -> str:
    """Return the token of a fresh address, whose feed is there at once; only its hash is kept.

    Raises RuleBroken (`alarm_unknown`, `too_many_addresses`).
    """
    if alarm_minutes not in ALARMS:
        raise RuleBroken(
            "alarm_unknown",
            "There is no such reminder.",
            allowed="none, or 10, 30, 60 or 1440 minutes before the start",
        )
    if links_of(holder).filter(ended_at=None).count() >= MOST_LINKS:
        raise RuleBroken(
            "too_many_addresses",
            "You have {most} calendar addresses already.",
            allowed="switching off one that is not needed any more",
            most=MOST_LINKS,
        )
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = FeedLink.objects.create(
        kind=holder.kind,
        registration=holder.registration,
        organization=holder.organization,
        token_hash=hashed(token),
        alarm_minutes=alarm_minutes,
        created_at=clock.now(),
    )
    audit.record(holder.actor, "calendar address made", link)
    rendering.render_link(link)
    work.touch(KIND, str(link.pk), due=rendering.tomorrow())
    return token


@transaction.atomic
def replace(holder: Holder, link_id: int) -> str:
    """Return the token of an address in place of another one, which ends at once.

    Raises RuleBroken (`address_unknown`).
    """
    link = _end(holder, link_id)
    return issue(holder, link.alarm_minutes)


@transaction.atomic
def revoke(holder: Holder, link_id: int) -> None:
    """Switch an address off from now on; the holder's others stay good.

    Raises RuleBroken (`address_unknown`).
    """
    _end(holder, link_id)


def let_go(registration: Registration) -> None:
    """Part a person's addresses from a registration that is somebody else's or nobody's soon.

    Call it while it still is theirs. They go on by another registration of the person, without
    one they end at once, and nothing but the word that they were replaced stays.
    """
    others = Registration.objects.filter(email_key=registration.email_key, forgotten_at=None)
    heir = others.exclude(Q(pk=registration.pk) | Q(email_key="")).order_by("id").last()
    for link in FeedLink.objects.filter(registration=registration):
        if heir is not None:
            FeedLink.objects.filter(pk=link.pk).update(registration=heir)
            feed_marks.mark_link(link)
        else:
            if link.ended_at is None:
                _end_now(link)
            link.delete()


def links_of(holder: Holder) -> QuerySet[FeedLink]:
    """Return the holder's addresses, the ended ones too, in the order they were made."""
    if holder.registration is not None and holder.registration.email_key:
        return FeedLink.objects.filter(registration__email_key=holder.registration.email_key)
    return FeedLink.objects.filter(
        kind=holder.kind, registration=holder.registration, organization=holder.organization
    )


def address(token: str) -> str:
    """Return the address of a private feed."""
    return f"{settings.COMPANY.company.public_url}/feeds/{token}.ics"


def _end(holder: Holder, link_id: int) -> FeedLink:
    link = links_of(holder).select_for_update().filter(pk=link_id, ended_at=None).first()
    if link is None:
        raise RuleBroken(
            "address_unknown",
            "That calendar address is switched off already.",
            allowed="one of the addresses that are still good",
        )
    audit.record(holder.actor, "calendar address ended", link)
    _end_now(link)
    return link


def _end_now(link: FeedLink) -> None:
    """End an address; its work row first, as whoever renders it goes."""
    link.ended_at = clock.now()
    feed_marks.mark_end(link, link.ended_at + REPLACED_SHOWN)
    link.save(update_fields=["ended_at"])
    rendering.render_link(link)
