"""The audit trail: who did what to what, in numbers and codes, never in personal words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from calendars import clock
from orchestrator.models import AuditEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import Model

Detail = int | float | bool | str | None
CLOCK, OFFICE, COMMAND = "clock", "office", "command"


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


def record_about(actor: str, action: str, subject: str, **details: Detail) -> None:
    """Write a deed down whose subject is no row, such as the mail server."""
    AuditEntry.objects.create(
        at=clock.now(), actor=actor, action=action, subject=subject, details=details
    )


def differences(
    before: Mapping[str, object], after: Mapping[str, object], shown: Iterable[str]
) -> dict[str, Detail]:
    """Return what changed as details: both values of fields that may be shown, names of the others.

    Dates, seats, prices and states may be shown; whatever people typed is named only.
    """
    changed = [name for name in after if before.get(name) != after[name]]
    visible = [name for name in changed if name in set(shown)]
    details: dict[str, Detail] = {}
    for name in visible:
        details |= {
            f"{name}_before": _plain(before.get(name)),
            f"{name}_after": _plain(after[name]),
        }
    hidden = [name for name in changed if name not in visible]
    return details | ({"fields": ",".join(hidden)} if hidden else {})


def _plain(value: object) -> Detail:
    """Return a value as JSON has it: moments and days as ISO text."""
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, int | float | bool) else str(value)


def _entry(actor: str, action: str, subject: Model, details: dict[str, Detail]) -> AuditEntry:
    return AuditEntry(
        at=clock.now(),
        actor=actor,
        action=action,
        subject=f"{type(subject).__name__.lower()} {subject.pk}",
        details=details,
    )
