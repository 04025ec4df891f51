"""Settling requests that wait: calendars read since answer them, the clock ends the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Min

from calendars import clock
from orchestrator.models import Consultation
from orchestrator.rules.consultation import ConsultationState, WaitsFor
from orchestrator.services import ledger
from orchestrator.services.access import audit
from orchestrator.services.consultations import answers, tellings
from orchestrator.services.consultations.tellings import Kind
from orchestrator.services.sources.outside import outside_busy, read_since

if TYPE_CHECKING:
    from datetime import datetime


def settle_requests() -> int:
    """Answer the requests that waited for calendars read since, or whose time is over.

    Return how many were answered.
    """
    rows = Consultation.objects.filter(state=ConsultationState.REQUESTED).order_by("start", "id")
    return sum(_settle(pk) for pk in rows.values_list("pk", flat=True))


def next_due() -> datetime | None:
    """Return when a request is to be looked at next (UTC), None when none waits."""
    rows = Consultation.objects.filter(state=ConsultationState.REQUESTED)
    waiting = rows.filter(waits_for=WaitsFor.CALENDAR)
    if any(read_since(row.changed_at) for row in waiting):
        return clock.now()
    first: datetime | None = rows.aggregate(first=Min("expires_at"))["first"]
    return first


@transaction.atomic
def _settle(consultation_id: int) -> bool:
    ledger.wait_for_turn()
    rows = Consultation.objects.select_for_update().filter(state=ConsultationState.REQUESTED)
    row = rows.filter(pk=consultation_id).first()
    if row is None:
        return False
    if row.expires_at and row.expires_at <= clock.now():
        waited_for = row.waits_for
        answers.end(row, ConsultationState.LAPSED, answers.CLOCK, audit.CLOCK)
        facts = {"waited_for": waited_for, "shown": answers.was_shown(row)}
        tellings.tell(row, Kind.DECLINED, Kind.HOST_LAPSED, **facts)
        return True
    return row.waits_for == WaitsFor.CALENDAR and _ask_calendars(row)


def _ask_calendars(row: Consultation) -> bool:
    """Answer by what the calendars say by now; say whether they could tell."""
    said = outside_busy(ledger.span_of(ledger.CONSULTATION, str(row.pk)))
    if said.unsure or not read_since(row.changed_at):
        return False
    if said.busy:
        answers.end(row, ConsultationState.DECLINED, answers.CLOCK, audit.CLOCK)
        tellings.tell(row, Kind.DECLINED, Kind.HOST_CANCELLED, booked=answers.was_shown(row))
    else:
        answers.confirm(row, audit.CLOCK)
    return True
