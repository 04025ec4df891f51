"""The busy ledger: claiming a facilitator's time, so that no two claims ever overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from calendars import clock
from orchestrator.models import TimeClaim
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services import feed_marks

if TYPE_CHECKING:
    from datetime import datetime

WORKSHOP = "workshop"


@transaction.atomic
def claim(kind: str, key: str, span: tuple[datetime, datetime], *, tentative: bool = False) -> None:
    """Claim the span (UTC, half-open) for one thing, in place of what it claimed before.

    Raises RuleBroken (`facilitator_busy`) when somebody else has a claim on a part of it; then the
    claim from before still stands.
    """
    facilitator = settings.COMPANY.zoom.host
    start, end = span
    _wait_for_turn(facilitator)
    others = TimeClaim.objects.filter(facilitator=facilitator, start__lt=end, end__gt=start)
    if others.exclude(kind=kind, key=key).exists():
        raise _busy(span)
    try:
        with transaction.atomic():
            TimeClaim.objects.update_or_create(
                kind=kind,
                key=key,
                defaults={
                    "facilitator": facilitator,
                    "start": start,
                    "end": end,
                    "tentative": tentative,
                },
            )
    except IntegrityError as error:  # PostgreSQL: another claim was quicker
        raise _busy(span) from error
    feed_marks.mark_facilitator()


def release(kind: str, key: str) -> None:
    """Give up what was claimed for one thing; nothing happens when nothing was."""
    TimeClaim.objects.filter(kind=kind, key=key).delete()
    feed_marks.mark_facilitator()


def _wait_for_turn(facilitator: str) -> None:
    """Let one claim on a facilitator's time be made at a time.

    SQLite has one writer anyway. PostgreSQL's constraint alone would be right too, but two claims
    that wait for one another in it end as a deadlock instead of a refusal.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"time:{facilitator}"])


def _busy(span: tuple[datetime, datetime]) -> RuleBroken:
    local = span[0].astimezone(clock.zone(settings.COMPANY.company.timezone))
    return RuleBroken(
        "facilitator_busy",
        f"The facilitator is taken at that time ({local:%a %-d %b %Y, %H:%M} "
        f"{settings.COMPANY.company.timezone}).",
        allowed="another time, or first move what is there",
        override_by="owner",
    )
