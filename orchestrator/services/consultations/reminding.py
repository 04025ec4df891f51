"""Reminding visitors of their consultation. Stale reminders are never owed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from calendars import clock
from orchestrator.models import Consultation, OutboxMessage
from orchestrator.rules.consultation import ConsultationState
from orchestrator.rules.reminders import next_reminder, reminder_now
from orchestrator.services.consultations import tellings

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from orchestrator.rules.reminders import Reminder


def owe_reminders() -> int:
    """Owe every reminder that belongs to this moment; return how many were new."""
    missing = _missing()
    with transaction.atomic():
        for row, due in missing:
            tellings.remind(row, due)
    return len(missing)


def next_due() -> datetime | None:
    """Return when the next reminder belongs to somebody (UTC); now when one is missing."""
    if _missing():
        return clock.now()
    starts = _coming().values_list("start", flat=True)
    moments = [next_reminder(start, clock.now(), _leads()) for start in starts]
    return min((moment for moment in moments if moment), default=None)


def _leads() -> list[timedelta]:
    return [timedelta(hours=hours) for hours in settings.COMPANY.consultations.reminder_hours]


def _coming() -> QuerySet[Consultation]:
    rows = Consultation.objects.filter(state=ConsultationState.BOOKED, start__gt=clock.now())
    return rows.exclude(email="")


def _missing() -> list[tuple[Consultation, Reminder]]:
    """Return whose reminder belongs to this moment and is not owed yet, with the reminder."""
    leads, now = _leads(), clock.now()
    longest = max(leads, default=timedelta(0))
    found = []
    for row in _coming().filter(start__lte=now + longest):
        due = reminder_now(row.start, now, leads, known_since=row.changed_at)
        if due:
            found.append((row, due))
    causes = [tellings.reminder_cause(row, due) for row, due in found]
    owed = set(OutboxMessage.objects.filter(cause__in=causes).values_list("cause", flat=True))
    return [one for one, cause in zip(found, causes, strict=True) if cause not in owed]
