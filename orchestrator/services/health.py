"""Is the service well? What a monitor is told, and what the office shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.db.models import Max

from calendars import clock
from orchestrator.models import JobStatus

HEARTBEAT_LIMIT = timedelta(seconds=90)
RECONCILE_LIMIT = timedelta(hours=2)
RECONCILE_JOBS = ("sweep-meetings",)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: `detail` says what was seen, in words."""

    name: str
    ok: bool
    detail: str


def readiness() -> list[Check]:
    """Return what was found of the database, the clock's heartbeat and the last reconcile."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        beat = JobStatus.objects.aggregate(last=Max("seen_at"))["last"]
        reconciled = JobStatus.objects.filter(name__in=RECONCILE_JOBS).aggregate(
            last=Max("succeeded_at")
        )["last"]
    except DatabaseError as error:
        return [Check("database", ok=False, detail=type(error).__name__)]
    return [
        Check("database", ok=True, detail="answers"),
        _recent("scheduler", beat, HEARTBEAT_LIMIT),
        _recent("reconcile", reconciled, RECONCILE_LIMIT),
    ]


def _recent(name: str, last: datetime | None, limit: timedelta) -> Check:
    if last is None:
        return Check(name, ok=False, detail="never ran")
    age = clock.now() - last
    return Check(
        name, ok=age <= limit, detail=f"{max(age, timedelta(0)).total_seconds():.0f} s ago"
    )
