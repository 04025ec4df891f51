"""The audit trail: who did what to what, in numbers and codes, never in personal words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calendars import clock
from orchestrator.models import AuditEntry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model

Detail = int | float | bool | str | None
CLOCK = "clock"


def record(actor: str, action: str, subject: Model, **details: Detail) -> None:
    """Write one deed down, in the transaction that does it.

    `actor` is "user 3", "link 17", "shop 2" or "clock"; details are numbers, states and codes.
    """
    _entry(actor, action, subject, details).save()


def record_all(
    actor: str, action: str, subjects: Iterable[tuple[Model, dict[str, Detail]]]
) -> None:
    """Write the same deed down for each subject, with its own details."""
    AuditEntry.objects.bulk_create(
        _entry(actor, action, subject, details) for subject, details in subjects
    )


def _entry(actor: str, action: str, subject: Model, details: dict[str, Detail]) -> AuditEntry:
    return AuditEntry(
        at=clock.now(),
        actor=actor,
        action=action,
        subject=f"{type(subject).__name__.lower()} {subject.pk}",
        details=details,
    )
