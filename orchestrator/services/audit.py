"""The audit trail: who did what to what, in numbers and codes, never in personal words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calendars import clock
from orchestrator.models import AuditEntry

if TYPE_CHECKING:
    from django.db.models import Model

Detail = int | float | bool | str | None
CLOCK = "clock"


def record(actor: str, action: str, subject: Model, **details: Detail) -> None:
    """Write one deed down, in the transaction that does it.

    `actor` is "user 3", "link 17", "shop 2" or "clock"; details are numbers, states and codes.
    """
    AuditEntry.objects.create(
        at=clock.now(),
        actor=actor,
        action=action,
        subject=f"{subject._meta.model_name} {subject.pk}",
        details=details,
    )
