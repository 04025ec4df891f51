"""The facilitator's time off: taken and ended in the office; nothing new is put into it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from calendars import clock
from orchestrator.models import TimeClaim, TimeOff
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services import ledger
from orchestrator.services.access import audit

if TYPE_CHECKING:
    from datetime import datetime

NOTHING, LONGEST = timedelta(0), timedelta(days=366)
LONGEST_NOTE = 200


@transaction.atomic
def take(span: tuple[datetime, datetime], note: str, actor: str) -> list[TimeClaim]:
    """Keep the span (UTC) free of anything new; return what stands in it already, and stays.

    Raises RuleBroken (`time_off_span`, `note_too_long`).
    """
    note = " ".join(note.split())
    if len(note) > LONGEST_NOTE or not note.isprintable():
        raise RuleBroken("note_too_long", "That note is too long.", allowed="200 characters")
    if span[1] <= clock.now() or not NOTHING < span[1] - span[0] <= LONGEST:
        raise RuleBroken(
            "time_off_span",
            "Time off ends after it begins, within a year, and not in the past.",
            allowed="an end after the start",
        )
    ledger.wait_for_turn()
    row = TimeOff.objects.create(
        facilitator=settings.COMPANY.zoom.host, start=span[0], end=span[1], note=note
    )
    times = {"start": span[0].isoformat(), "end": span[1].isoformat()}
    audit.record(actor, "time off taken", row, **times)
    standing = ledger.claims_in(span).exclude(kind=ledger.HOLD)
    return list(standing.order_by("start"))


@transaction.atomic
def end(time_off_id: int, actor: str) -> None:
    """Give the time back; nothing happens when it is given back already."""
    for row in TimeOff.objects.filter(pk=time_off_id):
        audit.record(actor, "time off ended", row)
        row.delete()


def coming() -> list[TimeOff]:
    """Return the time off that is not over, in order."""
    rows = TimeOff.objects.filter(facilitator=settings.COMPANY.zoom.host, end__gt=clock.now())
    return list(rows)
