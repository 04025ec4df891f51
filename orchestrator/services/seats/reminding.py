"""Reminding attendees: what is due now for whom. Stale reminders are never owed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from calendars import clock
from orchestrator.models import OutboxMessage, Registration, Workshop
from orchestrator.rules.registration import RegistrationState
from orchestrator.rules.reminders import next_reminder, reminder_now
from orchestrator.rules.workshop import State
from orchestrator.services.mail import mailings

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from orchestrator.rules.reminders import Reminder


def leads() -> list[timedelta]:
    """Return how long before the start people are reminded."""
    return [timedelta(hours=hours) for hours in settings.COMPANY.workshops.reminder_hours]


def owe_reminders() -> int:
    """Owe every reminder that belongs to this moment; return how many were new."""
    return sum(_remind(workshop) for workshop in _coming())


def next_due() -> datetime | None:
    """Return when a reminder belongs to somebody next (UTC); now when one is missing."""
    now = clock.now()
    if any(_missing(workshop) for workshop in _coming()):
        return now
    moments = [
        moment
        for (start,) in _published().values_list("start")
        if start and (moment := next_reminder(start, now, leads()))
    ]
    return min(moments, default=None)


@transaction.atomic
def _remind(workshop: Workshop) -> int:
    missing = _missing(workshop)
    for registration, due in missing:
        mailings.reminder(registration, due)
    return len(missing)


def _missing(workshop: Workshop) -> list[tuple[Registration, Reminder]]:
    """Return who has a reminder at this moment that is not owed yet, with the reminder."""
    rows = Registration.objects.filter(workshop=workshop, state=RegistrationState.CONFIRMED)
    owed = set(
        OutboxMessage.objects.filter(workshop=workshop, kind=mailings.Kind.REMINDER).values_list(
            "cause", flat=True
        )
    )
    found = []
    for registration in rows.exclude(email=""):
        registration.workshop = workshop
        # Who was told of a move or a new date just now need not be reminded of it.
        told = max(registration.changed_at, workshop.changed_at)
        due = reminder_now(workshop.span[0], clock.now(), leads(), known_since=told)
        if due and mailings.reminder_cause(registration, due) not in owed:
            found.append((registration, due))
    return found


def _coming() -> list[Workshop]:
    """Return the published workshops that a reminder could belong to now."""
    longest = max(leads(), default=timedelta(0))
    return list(_published().filter(start__lte=clock.now() + longest))


def _published() -> QuerySet[Workshop]:
    return Workshop.objects.filter(state=State.PUBLISHED, start__gt=clock.now())
