"""Holding a time for some minutes while its form is filled in.

A hold is a convenience, not a right: whoever cannot have one (too many at once) books without.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from calendars import clock
from orchestrator.models import ConsultationHold
from orchestrator.rules.consultation import refused
from orchestrator.services import ledger
from orchestrator.services.access.knocking import blurred
from orchestrator.services.access.tokens import hashed
from orchestrator.services.consultations import diary

MOST_HOLDS = 6  # of everybody together: nobody empties the calendar by looking at it


@transaction.atomic
def take(start: datetime, visitor: str, network: str = "") -> str:
    """Hold the time (UTC) for that visitor, in place of what they held before; return its token.

    `visitor` is any stable text of one browser or address; only its hash is kept, as of `network`,
    from which only some times are held at once. When too many are held already the token is empty
    and the time is not held. Raises RuleBroken with the reason why the time cannot be had.
    """
    ledger.wait_for_turn()
    forget_what_is_over()
    for before in ConsultationHold.objects.filter(visitor=hashed(visitor)):
        drop(before)
    seen = diary.availability()
    reason = seen.why_not(start)
    if reason:
        raise refused(reason, settings.COMPANY.consultations.minutes)
    if _too_many(network):
        return ""
    token = secrets.token_urlsafe(24)
    expires = clock.now() + timedelta(minutes=settings.COMPANY.consultations.hold_minutes)
    row = ConsultationHold.objects.create(
        token_hash=hashed(token),
        visitor=hashed(visitor),
        network=blurred(network) if network else "",
        start=start,
        expires_at=expires,
    )
    terms = ledger.Terms(tentative=True, expires_at=expires)
    ledger.claim(ledger.HOLD, str(row.pk), seen.rules.claim(start), terms)
    return token


def held(token: str) -> ConsultationHold | None:
    """Return the hold of a token while it lasts, else None."""
    if not token:
        return None
    rows = ConsultationHold.objects.filter(token_hash=hashed(token))
    return rows.filter(expires_at__gt=clock.now()).first()


def _too_many(network: str) -> bool:
    """Say whether as many times are held as may be, by everybody or from one network."""
    if ConsultationHold.objects.count() >= MOST_HOLDS:
        return True
    theirs = ConsultationHold.objects.filter(network=blurred(network)) if network else ()
    return len(theirs) >= settings.COMPANY.limits.holds_at_once


@transaction.atomic
def forget_what_is_over() -> None:
    """Give back every time whose minutes are over."""
    ledger.wait_for_turn()
    for row in ConsultationHold.objects.filter(expires_at__lte=clock.now()):
        drop(row)


def drop(row: ConsultationHold) -> None:
    """Give a held time back, in the caller's transaction."""
    ledger.release(ledger.HOLD, str(row.pk))
    row.delete()
