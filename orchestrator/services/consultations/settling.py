"""Settling requests that wait: the clock ends what nobody answered in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Min

from calendars import clock
from orchestrator.models import Consultation
from orchestrator.rules.consultation import ConsultationState
from orchestrator.services import ledger
from orchestrator.services.access import audit
from orchestrator.services.consultations import answers, tellings
from orchestrator.services.consultations.tellings import Kind

if TYPE_CHECKING:
    from datetime import datetime


def settle_requests() -> int:
    """Answer every request whose time is over; return how many were answered."""
    rows = Consultation.objects.filter(state=ConsultationState.REQUESTED).order_by("start", "id")
    return sum(_settle(pk) for pk in rows.values_list("pk", flat=True))


def next_due() -> datetime | None:
    """Return when a request is to be looked at next (UTC), None when none waits."""
    rows = Consultation.objects.filter(state=ConsultationState.REQUESTED)
    first: datetime | None = rows.aggregate(first=Min("expires_at"))["first"]
    return first


@transaction.atomic
def _settle(consultation_id: int) -> bool:
    ledger.wait_for_turn()
    rows = Consultation.objects.select_for_update().filter(state=ConsultationState.REQUESTED)
    row = rows.filter(pk=consultation_id).first()
    if row is None or not row.expires_at or row.expires_at > clock.now():
        return False
    answers.end(row, ConsultationState.LAPSED, answers.CLOCK, audit.CLOCK)
    tellings.tell(row, Kind.DECLINED, Kind.HOST_LAPSED)
    return True
