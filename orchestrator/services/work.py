"""The work table's life: touch, claim under a lease, fence, finish or put off.

A touch belongs in the transaction that changes the truth. A worker claims due rows with a token
and a lease, looks and acts outside any transaction, and finishes in one transaction that holds
only if its token is still there; a newer `seq` leaves the row due again.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import F, Min, Q
from django.db.models.functions import Coalesce, Least

from calendars import clock
from orchestrator.models import Work

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.db.models import QuerySet

LEASE = timedelta(minutes=5)
FIRST_RETRY = timedelta(seconds=15)
LONGEST_RETRY = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work on one row until the lease ends; `attempts` counts this one too."""

    kind: str
    key: str
    seq: int
    token: str
    attempts: int


class ClaimLost(Exception):  # noqa: N818 -- says what happened
    """Somebody else holds this row now: stop, and change nothing outside."""


def touch(kind: str, key: str, *, due: datetime | None = None) -> None:
    """Mark one thing as to be looked at, now or at `due`; call it in the cause's transaction.

    An earlier due time wins over a later one; the attempts start again from nothing.
    """
    moment = due or clock.now()
    row, created = Work.objects.get_or_create(kind=kind, key=key, defaults={"due": moment})
    if not created:
        Work.objects.filter(pk=row.pk).update(
            seq=F("seq") + 1, attempts=0, due=Least(Coalesce("due", moment), moment)
        )


def touch_new(kind: str, due: Mapping[str, datetime]) -> None:
    """Mark things that were never marked, by key and due time; one that was stays as it is."""
    rows = [Work(kind=kind, key=key, due=moment) for key, moment in due.items()]
    Work.objects.bulk_create(rows, ignore_conflicts=True)


def claim(kind: str, *, most: int = 20) -> list[Claim]:
    """Take up to `most` due rows of that kind, longest due first, for one lease each."""
    now = clock.now()
    free = Q(lease__isnull=True) | Q(lease__lte=now)
    with transaction.atomic():
        due = Work.objects.filter(free, kind=kind, due__lte=now).order_by("due", "id")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        return [_lease(row, now) for row in due[:most]]


def _lease(row: Work, now: datetime) -> Claim:
    row.token, row.lease, row.attempts = secrets.token_hex(8), now + LEASE, row.attempts + 1
    row.save(update_fields=["token", "lease", "attempts"])
    return Claim(row.kind, row.key, row.seq, row.token, row.attempts)


def fence(held: Claim) -> None:
    """Raise ClaimLost unless the claim still holds; call it right before an act outside."""
    if not _mine(held).filter(lease__gt=clock.now()).exists():
        raise ClaimLost(f"{held.kind} {held.key}")


def lock(held: Claim) -> Work:
    """Return the claimed row, locked until the transaction ends; raise ClaimLost if it is lost."""
    row = _mine(held).select_for_update().first()
    if row is None:
        raise ClaimLost(f"{held.kind} {held.key}")
    return row


def finish(held: Claim, *, again: datetime | None = None) -> None:
    """Give the row back: nothing to do until `again`, unless it was touched meanwhile.

    Call it in the transaction that records what was done. Raises ClaimLost.
    """
    row = lock(held)
    if row.seq == held.seq:
        row.due = again
    row.lease, row.token, row.attempts, row.error = None, "", 0, ""
    row.save(update_fields=["due", "lease", "token", "attempts", "error"])


def back_off(held: Claim, until: datetime) -> None:
    """Let the row be due at `until` should this attempt never end; the claim stands.

    Call it in the transaction that begins the attempt. Raises ClaimLost.
    """
    row = lock(held)
    row.due = until
    row.save(update_fields=["due"])


def put_off(held: Claim, error: str, *, until: datetime | None = None) -> None:
    """Give the row back after a failure, to be tried again `until` or after a growing wait.

    Raises ClaimLost.
    """
    row = lock(held)
    wait = min(FIRST_RETRY * 2 ** min(held.attempts - 1, 10), LONGEST_RETRY)
    row.due = until or clock.now() + wait
    row.lease, row.token, row.error = None, "", error[:500]
    row.save(update_fields=["due", "lease", "token", "error"])


def next_due(kind: str) -> datetime | None:
    """Return when the next row of that kind is due (UTC), or None when nothing is."""
    rows = Work.objects.filter(kind=kind, due__isnull=False)
    found: datetime | None = rows.aggregate(next=Min("due"))["next"]
    return found


def release_all_leases() -> int:
    """Free every leased row; right only when no other worker can be alive. Return how many."""
    return Work.objects.filter(lease__isnull=False).update(lease=None, token="")


def _mine(held: Claim) -> QuerySet[Work]:
    return Work.objects.filter(kind=held.kind, key=held.key, token=held.token)
