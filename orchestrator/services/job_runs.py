"""What the clock tells of itself: each tick of a job leaves its mark here."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from calendars import clock
from orchestrator.models import JobStatus

SIGN_OF_LIFE_EVERY = timedelta(seconds=20)


def seen(name: str) -> None:
    """Note that an idle tick passed by; written at most every 20 seconds, to spare the disk."""
    now = clock.now()
    fresh = Q(seen_at__gt=now - SIGN_OF_LIFE_EVERY, seen_at__lte=now)
    if not JobStatus.objects.filter(fresh, name=name).exists():
        _mark(name, seen_at=now)


def started(name: str) -> None:
    """Note that a run of the job begins."""
    now = clock.now()
    _mark(name, seen_at=now, started_at=now)


def finished(name: str, error: str = "") -> None:
    """Note that the run is over: well when `error` is empty."""
    now = clock.now()
    fields: dict[str, Any] = {"finished_at": now, "error": error[:500], "runs": F("runs") + 1}
    if error:
        fields["failures"] = F("failures") + 1
    else:
        fields["succeeded_at"] = now
    _mark(name, seen_at=now, **fields)


@transaction.atomic
def _mark(name: str, **fields: Any) -> None:  # noqa: ANN401 -- column values
    if not JobStatus.objects.filter(name=name).update(**fields):
        JobStatus.objects.get_or_create(name=name)
        JobStatus.objects.filter(name=name).update(**fields)
