"""Forgetting: personal data leaves a set time after the workshop, or when its person asks.

What stays says nothing of anybody: that there was a registration, a certificate, a sent message.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Min, Q

from calendars import clock
from orchestrator.models import (
    JoinLink,
    OutboxMessage,
    Registration,
    Subscriber,
    Visit,
    Workshop,
)
from orchestrator.rules.outbox import MessageState
from orchestrator.rules.registration import LIVE_STATES
from orchestrator.services import ledger
from orchestrator.services.access import audit
from orchestrator.services.consultations import forgetting as visitors
from orchestrator.services.live import history
from orchestrator.services.mail import outbox
from orchestrator.services.people import subscribers
from orchestrator.services.requests import forgetting as contacts
from orchestrator.services.seats import feed_links, registrations
from orchestrator.services.seats.registration_states import renew_link
from orchestrator.services.seats.seating import lock_all
from orchestrator.services.zoom import registrants

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from orchestrator.rules.email_address import EmailAddress

FORGOTTEN = "its person was forgotten"
ENDED_UNSENT = (MessageState.SKIPPED, MessageState.REFUSED)


def forget_what_is_due() -> int:
    """Forget everything of workshops whose time is over; return how many people."""
    due = clock.now() - timedelta(days=settings.COMPANY.retention.personal_days)
    forgotten = 0
    for workshop in Workshop.objects.filter(end__lt=due):
        forgotten += _forget_workshop(workshop)
    forgotten += visitors.forget_before(due) + contacts.forget_before(due)
    subscribers.forget_unconfirmed()
    _forget_old_messages(due)
    return forgotten


def next_due() -> datetime | None:
    """Return when the next personal data is to leave (UTC), None when there is none."""
    kept = timedelta(days=settings.COMPANY.retention.personal_days)
    people = Workshop.objects.filter(
        Q(registrations__isnull=False, registrations__forgotten_at=None)
        | Q(join_links__isnull=False)
        | (Q(visits__isnull=False) & ~Q(visits__name="", visits__email=""))
    )
    messages = OutboxMessage.objects.exclude(recipient="").exclude(state=MessageState.OWED)
    moments = [
        people.aggregate(first=Min("end"))["first"],
        messages.aggregate(first=Min("created_at"))["first"],
        visitors.first_kept(),
        contacts.first_kept(),
    ]
    due = [moment + kept for moment in moments if moment]
    unconfirmed = subscribers.first_unconfirmed()
    return min([*due, *([unconfirmed] if unconfirmed else [])], default=None)


@transaction.atomic
def _forget_workshop(workshop: Workshop) -> int:
    rows = list(Registration.objects.filter(workshop=workshop, forgotten_at=None))
    for registration in rows:
        _forget(registration, audit.CLOCK)
    JoinLink.objects.filter(workshop=workshop).delete()
    history.forget_workshop(workshop)
    Visit.objects.filter(workshop=workshop).exclude(name="", email="").update(name="", email="")
    return len(rows)


@transaction.atomic
def _forget_old_messages(due: datetime) -> None:
    """Empty what was written to people long ago, also what belongs to no workshop."""
    old = OutboxMessage.objects.filter(created_at__lt=due).exclude(recipient="")
    _empty(old.exclude(state=MessageState.OWED))


@transaction.atomic
def erase(email: EmailAddress, actor: str) -> int:
    """Forget one person everywhere, on their request; return how many rows held them.

    A registration for a workshop to come ends first, and its seat is offered to the next.
    """
    theirs = Registration.objects.filter(email_key=email.key)
    lock_all(theirs.values_list("workshop_id", flat=True))
    ledger.wait_for_turn()  # after the workshops and before their feeds, as publishing does
    rows = list(theirs)
    for registration in rows:
        workshop = registration.workshop
        coming = workshop.end is None or workshop.end > clock.now()
        if coming and registration.state in LIVE_STATES:
            registrations.cancel(registration.pk, actor, tell=False)
            registration.refresh_from_db()
        _forget(registration, actor)
    named = _is("email", email)
    erased = len(rows) + Visit.objects.filter(named).update(name="", email="")
    for link in JoinLink.objects.filter(named, registration=None).select_related("workshop"):
        _forget_link(link)
        erased += 1
    for subscriber in Subscriber.objects.filter(email_key=email.key):
        audit.record(actor, "subscriber erased", subscriber)
        subscriber.delete()
        erased += 1
    erased += _empty(visitors.messages_about(email)) + visitors.erase(email, actor)
    erased += _empty(contacts.messages_about(email)) + contacts.erase(email, actor)
    return erased + _empty(OutboxMessage.objects.filter(_is("recipient", email)))


def export(email: EmailAddress) -> dict[str, Any]:
    """Return everything that is known of one person, as values of JSON."""
    rows = Registration.objects.filter(email_key=email.key).select_related(
        "workshop", "organization", "certificate"
    )
    recipients = _is("recipient", email) | Q(recipient__in=[row.email for row in rows])
    return {
        "email": email.given,
        "registrations": [_registration_as_json(row) for row in rows],
        "messages": [
            {"kind": row.kind, "state": row.state, "sent_at": _iso(row.sent_at)}
            for row in OutboxMessage.objects.filter(recipients).order_by("id")
        ],
        "visits": [
            {"name": v.name, "joined_at": _iso(v.joined_at), "left_at": _iso(v.left_at)}
            for v in Visit.objects.filter(email__iexact=email.given).order_by("id")
        ],
        "new_dates": [
            {"parts": one.parts, "confirmed_at": _iso(one.confirmed_at)}
            for one in Subscriber.objects.filter(email_key=email.key)
        ],
        **visitors.export(email),
        **contacts.export(email),
    }


def _is(field: str, email: EmailAddress) -> Q:
    """Return the question whether that field holds the address, as it was given or as its key."""
    return Q(**{f"{field}__iexact": email.given}) | Q(**{f"{field}__iexact": email.key})


def _registration_as_json(row: Registration) -> dict[str, Any]:
    certificate = getattr(row, "certificate", None)
    return {
        "workshop": str(row.workshop),
        "name": row.name,
        "pronouns": row.pronouns,
        "email": row.email,
        "organization": row.organization.name if row.organization else "",
        "state": row.state,
        "source": row.source,
        "registered_at": _iso(row.created_at),
        "certificate": certificate.number if certificate else "",
        "minutes_present": certificate.minutes if certificate else None,
        "role_plays": history.role_plays(row),
    }


def _forget(registration: Registration, actor: str) -> None:
    """Empty one registration and everything that hangs on it."""
    links = JoinLink.objects.filter(registration=registration)
    ids = [one for one in links.values_list("registrant_id", flat=True) if one]
    visits = Visit.objects.filter(workshop=registration.workshop_id)
    whose = Q(registrant_id__in=ids) | Q(matched_by_hand=registration)
    if registration.email:
        whose |= Q(email__iexact=registration.email)
    visits.filter(whose).update(name="", email="")
    _empty(OutboxMessage.objects.filter(cause__startswith=f"registration:{registration.pk}:"))
    for link in links.select_related("workshop"):
        _forget_link(link)
    feed_links.let_go(registration)
    history.forget_person(registration)
    registration.name = registration.pronouns = registration.email = registration.email_key = ""
    registration.forgotten_at = clock.now()
    renew_link(registration)
    registration.save()
    audit.record(actor, "forgotten", registration)


def _forget_link(link: JoinLink) -> None:
    """Drop a link; one that Zoom still knows stays without a name until it is taken back there."""
    if link.registered_in is None or link.workshop.span[1] <= clock.now():
        link.delete()
        return
    link.name = link.email = link.problem = ""
    link.revoked_at = link.revoked_at or clock.now()
    link.save(update_fields=["name", "email", "problem", "revoked_at"])
    registrants.mark(link.workshop_id)


def _empty(messages: QuerySet[OutboxMessage]) -> int:
    """Empty messages of everything that names their person, what servers answered too."""
    emptied = list(messages.values_list("pk", flat=True))
    messages.filter(state=MessageState.OWED).update(state=MessageState.SKIPPED)
    messages.filter(state__in=ENDED_UNSENT).update(reason=FORGOTTEN)
    outbox.forget_errors(emptied)
    return messages.update(recipient="", facts={}, last_error="", answer="")


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
