"""The busy ledger: claiming a facilitator's time, so that no two claims ever overlap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from calendars import clock
from orchestrator.models import TimeClaim, TimeOff
from orchestrator.rules.days import Moment
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services import feed_marks

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

WORKSHOP = "workshop"
CONSULTATION = "consultation"
HOLD = "hold"
REQUEST = "request"
TRAVEL = "travel"
WAYS = ("out", "back")  # a journey has a claim for each, under its workshop's key


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms time is claimed: firmly, tentatively, or only until `expires_at` (UTC)."""

    tentative: bool = False
    expires_at: datetime | None = None


FIRM, TENTATIVE = Terms(), Terms(tentative=True)


@transaction.atomic
def claim(kind: str, key: str, span: tuple[datetime, datetime], terms: Terms = FIRM) -> None:
    """Claim the span (UTC, half-open) for one thing, in place of what it claimed before.

    Raises RuleBroken when somebody else has a claim on a part of it (`facilitator_busy`) or the
    facilitator is away (`facilitator_away`); then the claim from before still stands.
    """
    facilitator = settings.COMPANY.zoom.host
    wait_for_turn()
    TimeClaim.objects.filter(facilitator=facilitator, expires_at__lte=clock.now()).delete()
    if _others(span).exclude(kind=kind, key=key).exists():
        raise _busy(span)
    _refuse_time_off(kind, key, span)
    values = {"start": span[0], "end": span[1], "facilitator": facilitator}
    kept = {"tentative": terms.tentative, "expires_at": terms.expires_at}
    try:
        with transaction.atomic():
            TimeClaim.objects.update_or_create(kind=kind, key=key, defaults=values | kept)
    except IntegrityError as error:  # PostgreSQL: another claim was quicker
        raise _busy(span) from error
    if kind != HOLD:
        feed_marks.mark_facilitator()


@transaction.atomic
def make_firm(kind: str, key: str) -> None:
    """Let what was claimed tentatively stand firm, with the span it was claimed with."""
    TimeClaim.objects.filter(kind=kind, key=key).update(tentative=False, expires_at=None)
    feed_marks.mark_facilitator()


def span_of(kind: str, key: str) -> tuple[datetime, datetime]:
    """Return what is claimed for one thing, as it was claimed: settings may have changed since."""
    return TimeClaim.objects.get(kind=kind, key=key).span


def release(kind: str, key: str) -> None:
    """Give up what was claimed for one thing; nothing happens when nothing was."""
    TimeClaim.objects.filter(kind=kind, key=key).delete()
    if kind != HOLD:
        feed_marks.mark_facilitator()


def wait_for_turn() -> None:
    """Let one at a time look at the facilitator's time and claim some of it.

    SQLite has one writer anyway. PostgreSQL's constraint alone would be right too, but two claims
    that wait for one another in it end as a deadlock, not a refusal. Call it in a transaction.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            name = f"time:{settings.COMPANY.zoom.host}"
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])


def claims_in(span: tuple[datetime, datetime]) -> QuerySet[TimeClaim]:
    """Return every claim that counts now and has a part in the span."""
    return _others(span).exclude(expires_at__lte=clock.now())


def time_off_in(span: tuple[datetime, datetime]) -> QuerySet[TimeOff]:
    """Return the facilitator's time off that has a part in the span."""
    rows = TimeOff.objects.filter(facilitator=settings.COMPANY.zoom.host)
    return rows.filter(start__lt=span[1], end__gt=span[0])


def _others(span: tuple[datetime, datetime]) -> QuerySet[TimeClaim]:
    rows = TimeClaim.objects.filter(facilitator=settings.COMPANY.zoom.host)
    return rows.filter(start__lt=span[1], end__gt=span[0])


def _refuse_time_off(kind: str, key: str, span: tuple[datetime, datetime]) -> None:
    """Refuse what is put into time off; what stood there before it was taken may stay."""
    away = time_off_in(span).first()
    if away is None:
        return
    stood = TimeClaim.objects.filter(kind=kind, key=key, start=span[0], end=span[1])
    if not stood.exists():
        raise RuleBroken(
            "facilitator_away",
            "The facilitator is away at that time (from {start}).",
            allowed="another time, or first end the time off",
            override_by="owner",
            start=Moment(away.start, settings.COMPANY.company.timezone),
        )


def _busy(span: tuple[datetime, datetime]) -> RuleBroken:
    return RuleBroken(
        "facilitator_busy",
        "The facilitator is taken at that time ({start}).",
        allowed="another time, or first move what is there",
        override_by="owner",
        start=Moment(span[0], settings.COMPANY.company.timezone),
    )
