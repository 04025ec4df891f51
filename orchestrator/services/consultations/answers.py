"""Answering a consultation: yes or no by the host, cancelled by either side, nobody came."""

from __future__ import annotations

from django.db import transaction

from calendars import clock
from orchestrator.models import Consultation
from orchestrator.rules.consultation import ConsultationState, WaitsFor
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services import ledger
from orchestrator.services.access import audit
from orchestrator.services.consultations import tellings
from orchestrator.services.consultations.booking import kept
from orchestrator.services.consultations.following import follow
from orchestrator.services.consultations.tellings import Kind

VISITOR, HOST, CLOCK = "visitor", "host", "clock"


@transaction.atomic
def cancel(consultation_id: int, by: str, actor: str) -> Consultation:
    """Call a consultation off (`by` visitor or host); its time is free at once, both are told.

    Raises RuleBroken (`consultation_over`).
    """
    ledger.wait_for_turn()  # before the row, as booking and moving do
    row = kept(consultation_id)
    told_booked = row.state == ConsultationState.BOOKED or row.changes > 1
    end(row, ConsultationState.CANCELLED, by, actor)
    tellings.tell(row, Kind.CANCELLED, Kind.HOST_CANCELLED, booked=told_booked)
    return row


@transaction.atomic
def approve(consultation_id: int, actor: str) -> Consultation:
    """Say yes to a request. Raises RuleBroken (`consultation_over`, `not_waiting`)."""
    row = _waiting(consultation_id)
    confirm(row, actor)
    return row


@transaction.atomic
def decline(consultation_id: int, actor: str) -> Consultation:
    """Say no to a request. Raises RuleBroken (`consultation_over`, `not_waiting`)."""
    row = _waiting(consultation_id)
    end(row, ConsultationState.DECLINED, HOST, actor)
    shown = was_shown(row)  # else the host knows, and has no entry of it
    tellings.tell(row, Kind.DECLINED, Kind.HOST_CANCELLED if shown else None, booked=shown)
    return row


@transaction.atomic
def mark_no_show(consultation_id: int, actor: str, *, came: bool) -> Consultation:
    """Note whether the visitor came. Raises RuleBroken (`not_begun`) before its time."""
    rows = Consultation.objects.select_for_update().filter(pk=consultation_id)
    row = rows.filter(state=ConsultationState.BOOKED, start__lte=clock.now()).first()
    if row is None:
        raise RuleBroken(
            "not_begun",
            "Only of a consultation that has begun can you say that nobody came.",
            allowed="waiting until it begins",
        )
    row.did_not_come = not came
    row.save(update_fields=["did_not_come"])
    audit.record(actor, "came" if came else "did not come", row)
    return row


def _waiting(consultation_id: int) -> Consultation:
    ledger.wait_for_turn()  # before the row, as booking and moving do
    row = kept(consultation_id)
    if row.state != ConsultationState.REQUESTED:
        raise RuleBroken("not_waiting", "This consultation waits for no answer.")
    return row


def confirm(row: Consultation, actor: str) -> None:
    """Let a request stand firm and tell both sides; call it behind the row's lock."""
    row.state, row.waits_for, row.expires_at = ConsultationState.BOOKED, WaitsFor.NOTHING, None
    row.changes += 1
    row.changed_at = clock.now()
    row.save()
    ledger.make_firm(ledger.CONSULTATION, str(row.pk))
    follow(row)
    tellings.tell(row, Kind.BOOKED, Kind.HOST_BOOKED)
    states = {"before": ConsultationState.REQUESTED, "after": row.state}
    audit.record(actor, "consultation confirmed", row, **states)


def was_shown(row: Consultation) -> bool:
    """Say of a request that ended whether a mail had put it into calendars: one that was moved."""
    return row.changes > 2  # noqa: PLR2004 -- asked, moved, ended


def end(row: Consultation, state: ConsultationState, by: str, actor: str) -> None:
    """End a consultation and free its time; call it behind the row's lock."""
    before = row.state
    row.state, row.waits_for, row.expires_at, row.ended_by = state, WaitsFor.NOTHING, None, by
    row.changes += 1
    row.changed_at = clock.now()
    row.save()
    ledger.release(ledger.CONSULTATION, str(row.pk))
    follow(row)
    audit.record(actor, "consultation ended", row, before=before, after=state)
