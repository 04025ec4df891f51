"""What the clock tells of itself: each run of a job leaves its mark here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from calendars import clock
from orchestrator.models import JobStatus

if TYPE_CHECKING:
    from datetime import datetime


@transaction.atomic
def started(name: str) -> datetime:
    """Note that a run of the job begins; return when (UTC)."""
    now = clock.now()
    JobStatus.objects.update_or_create(name=name, defaults={"started_at": now})
    return now


@transaction.atomic
def finished(name: str, error: str = "") -> None:
    """Note that the run is over: well when `error` is empty."""
    now = clock.now()
    fields = {"finished_at": now, "error": error[:500], "runs": F("runs") + 1}
    if error:
        fields["failures"] = F("failures") + 1
    else:
        fields["succeeded_at"] = now
    JobStatus.objects.filter(name=name).update(**fields)
