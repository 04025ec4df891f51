"""Forgetting the contacts of organizations: a person's name and address leave in their time.

What was quoted and accepted stays, under the organization's name: it is what invoices stand on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Min, Q

from orchestrator.models import OutboxMessage, RequestOrganization
from orchestrator.services.access import audit

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from orchestrator.rules.email_address import EmailAddress


def forget_before(due: datetime) -> int:
    """Forget the contacts of requests whose time was over then; return how many."""
    rows = _known().filter(request__end__lt=due)
    return sum(_forget(row, audit.CLOCK) for row in rows)


def first_kept() -> datetime | None:
    """Return the end of the oldest request whose contacts are known."""
    found: datetime | None = _known().aggregate(first=Min("request__end"))["first"]
    return found


def erase(email: EmailAddress, actor: str) -> int:
    """Forget one contact, on their request; what their organization accepted stays."""
    return sum(_forget(row, actor) for row in _known().filter(email_key=email.key))


def export(email: EmailAddress) -> dict[str, Any]:
    """Return everything that is known of one contact, as values of JSON."""
    rows = _known().filter(email_key=email.key).select_related("request")
    return {
        "requests": [
            {
                "organization": row.name,
                "contact": row.contact,
                "email": row.email,
                "start": row.request.start.isoformat(),
                "state": row.request.state,
                "billing_address": row.billing_address,
            }
            for row in rows
        ]
    }


def messages_about(email: EmailAddress) -> QuerySet[OutboxMessage]:
    """Return the letters about the requests of one contact that may name them."""
    named = Q(pk__in=[])
    for pk in _known().filter(email_key=email.key).values_list("pk", flat=True):
        named |= Q(facts__organization=pk)
    return OutboxMessage.objects.filter(named)


def _known() -> QuerySet[RequestOrganization]:
    return RequestOrganization.objects.exclude(email_key="")


def _forget(row: RequestOrganization, actor: str) -> int:
    row.contact = row.email = row.email_key = ""
    row.save(update_fields=["contact", "email", "email_key"])
    audit.record(actor, "forgotten", row)
    return 1
