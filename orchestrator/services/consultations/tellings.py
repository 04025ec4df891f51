"""Which e-mail is owed for what happens to a consultation: to its visitor, and to the host.

A cause names the consultation and the count of its changes, so that nothing is told twice.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from orchestrator.services.mail import outbox
from orchestrator.services.mail.host import host_address

if TYPE_CHECKING:
    from orchestrator.models import Consultation, ConsultationWish
    from orchestrator.rules.reminders import Reminder


class Kind(StrEnum):
    """What a letter about a consultation tells; each has its writer in `letters/`."""

    BOOKED = "consultation-booked"
    REQUESTED = "consultation-requested"
    MOVED = "consultation-moved"
    CANCELLED = "consultation-cancelled"
    DECLINED = "consultation-declined"
    REMINDER = "consultation-reminder"
    HOST_BOOKED = "host-consultation-booked"
    HOST_REQUESTED = "host-consultation-requested"
    HOST_MOVED = "host-consultation-moved"
    HOST_CANCELLED = "host-consultation-cancelled"
    HOST_LAPSED = "host-consultation-lapsed"
    HOST_WISH = "host-consultation-wish"


def tell(row: Consultation, visitor: Kind | None, host: Kind | None, **facts: Any) -> None:  # noqa: ANN401 -- values of JSON
    """Owe the visitor and the host their letters; call it in the transaction of the cause."""
    letters = [(visitor, row.email, row.language), (host, host_address(), "")]
    outbox.owe_all(
        outbox.Owed(
            cause=_cause(row, kind, row.changes),
            kind=kind,
            recipient=recipient,
            facts={"consultation": row.pk, **facts},
            language=language,
        )
        for kind, recipient, language in letters
        if kind and recipient
    )


def remind(row: Consultation, due: Reminder) -> None:
    """Owe the visitor a reminder; it names its start, so that a move makes it moot."""
    outbox.owe(
        cause=reminder_cause(row, due),
        kind=Kind.REMINDER,
        recipient=row.email,
        facts={"consultation": row.pk, "start": row.start.isoformat()},
        language=row.language,
        expires_at=due.expires_at,
    )


def reminder_cause(row: Consultation, due: Reminder) -> str:
    """Return the cause under which that reminder is owed."""
    return _cause(row, Kind.REMINDER, f"{row.start:%Y%m%dT%H%M%SZ}-{due.lead // HOUR}")


def wished(wish: ConsultationWish) -> None:
    """Owe the host the word that no offered time suits somebody."""
    outbox.owe(
        cause=f"wish:{wish.pk}",
        kind=Kind.HOST_WISH,
        recipient=host_address(),
        facts={"wish": wish.pk},
    )


def moved_from(start: datetime) -> dict[str, str]:
    """Return what a letter says of the time until now."""
    return {"before": start.isoformat()}


HOUR = timedelta(hours=1)


def _cause(row: Consultation, kind: Kind, mark: int | str) -> str:
    return f"consultation:{row.pk}:{kind}:{mark}"
