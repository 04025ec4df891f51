"""Which e-mail is owed for what happens to a request: to its organizations, and to the host.

A cause names the request and the count of its changes, so that nothing is told twice.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from orchestrator.services.mail import outbox
from orchestrator.services.mail.host import host_address

if TYPE_CHECKING:
    from collections.abc import Iterable

    from orchestrator.models import RequestOrganization, WorkshopRequest


class Kind(StrEnum):
    """What a letter about a request tells; each has its writer in `letters/requests.py`."""

    REVIEW = "request-review"
    QUOTED = "request-quoted"
    ACCEPTED = "request-accepted"
    SCHEDULED = "request-scheduled"
    ENDED = "request-ended"
    LEFT = "request-left"
    HOST = "host-request"


def tell(
    row: WorkshopRequest, kind: Kind, organizations: Iterable[RequestOrganization], **facts: int
) -> None:
    """Owe each of the organizations its letter; call it in the transaction of the cause."""
    outbox.owe_all(
        outbox.Owed(
            cause=f"request:{row.pk}:{kind}:{row.changes}:{one.pk}",
            kind=kind,
            recipient=one.email,
            workshop=row.workshop,
            facts={"organization": one.pk, **facts},
            language=row.language,
        )
        for one in organizations
        if one.email  # a contact who was forgotten is not written to
    )


def tell_host(row: WorkshopRequest) -> None:
    """Owe the facilitator the word how the request stands now."""
    outbox.owe(
        cause=f"request:{row.pk}:{Kind.HOST}:{row.changes}",
        kind=Kind.HOST,
        recipient=host_address(),
        facts={"request": row.pk, "state": row.state},
    )
