"""Forgetting visitors: what a consultation and a wish hold of anybody leaves in its time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Min, Q

from calendars import clock
from orchestrator.models import Consultation, ConsultationWish, OutboxMessage
from orchestrator.services import feed_marks, ledger
from orchestrator.services.access import audit
from orchestrator.services.consultations import answers
from orchestrator.services.sources import entries

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from orchestrator.rules.email_address import EmailAddress


def forget_before(due: datetime) -> int:
    """Forget the visitors of consultations that were over then, and wishes of that age."""
    rows = Consultation.objects.filter(end__lt=due, forgotten_at=None)
    forgotten = sum(_forget_one(pk) for pk in rows.values_list("pk", flat=True))
    gone, _ = ConsultationWish.objects.filter(created_at__lt=due).delete()
    return forgotten + gone


def first_kept() -> datetime | None:
    """Return the end of the oldest consultation, or the day of the oldest wish, that is kept."""
    rows = Consultation.objects.filter(forgotten_at=None)
    moments = [
        rows.aggregate(first=Min("end"))["first"],
        ConsultationWish.objects.aggregate(first=Min("created_at"))["first"],
    ]
    return min((moment for moment in moments if moment), default=None)


@transaction.atomic
def erase(email: EmailAddress, actor: str) -> int:
    """Forget one visitor, on their request; what was to come is cancelled without a word."""
    ledger.wait_for_turn()  # before any row, as booking and moving do
    found = Consultation.objects.filter(email_key=email.key, forgotten_at=None)
    rows = list(found.select_for_update().order_by("pk"))
    for row in rows:
        if row.is_kept and row.start > clock.now():
            answers.cancel(row.pk, answers.VISITOR, actor)
            row.refresh_from_db()
        _forget(row, actor)
    gone, _ = ConsultationWish.objects.filter(email_key=email.key).delete()
    return len(rows) + gone


def export(email: EmailAddress) -> dict[str, Any]:
    """Return everything that is known of one visitor, as values of JSON."""
    return {
        "consultations": [
            {
                "start": row.start.isoformat(),
                "name": row.name,
                "email": row.email,
                "organization": row.organization,
                "needs": row.needs,
                "timezone": row.timezone,
                "state": row.state,
                "did_not_come": row.did_not_come,
            }
            for row in Consultation.objects.filter(email_key=email.key)
        ],
        "wishes": [
            {
                "wish": one.wish,
                "name": one.name,
                "email": one.email,
                "organization": one.organization,
                "timezone": one.timezone,
                "created_at": one.created_at.isoformat(),
            }
            for one in ConsultationWish.objects.filter(email_key=email.key)
        ],
    }


def messages_about(email: EmailAddress) -> QuerySet[OutboxMessage]:
    """Return the letters to and about one visitor, those to the host too."""
    rows = Consultation.objects.filter(email_key=email.key)
    named = Q(pk__in=[])
    for pk in rows.values_list("pk", flat=True):
        named |= Q(cause__startswith=f"consultation:{pk}:")
    return OutboxMessage.objects.filter(named)


@transaction.atomic
def _forget_one(consultation_id: int) -> int:
    rows = Consultation.objects.select_for_update().filter(pk=consultation_id, forgotten_at=None)
    return len([_forget(row, audit.CLOCK) for row in rows])


def _forget(row: Consultation, actor: str) -> Consultation:
    row.name = row.email = row.email_key = row.organization = row.needs = ""
    row.fingerprint = ""  # a hash of them, which guesses could be tried on
    row.forgotten_at = clock.now()
    row.save()
    entries.forget_words(row.public_id)
    feed_marks.mark_facilitator()
    audit.record(actor, "forgotten", row)
    return row
