"""What happened, told to other programs: one row for a cause and an endpoint, with the cause.

Numbers, states and codes only; whoever needs more asks the API with its own key. Sending is
`sending.py`: this file knows no network, so that every service may tell something.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast

from calendars import clock
from orchestrator.models import WebhookDelivery, WebhookEndpoint, Work
from orchestrator.models.webhook import new_delivery_id
from orchestrator.rules.outbox import MessageState
from orchestrator.services import work

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from orchestrator.rules.webhook import Event

KIND = "webhook"


@dataclass(frozen=True, slots=True)
class News:
    """One thing that happened; `cause` is stable text that names it, `data` values of JSON."""

    event: Event | str
    cause: str
    data: dict[str, Any] = field(default_factory=dict)


def tell(news: Iterable[News]) -> None:
    """Owe every endpoint that wants it the news; call it in the transaction of the cause."""
    endpoints = list(WebhookEndpoint.objects.filter(active=True))
    if endpoints:
        told = list(news)
        owe([(one, item) for one in endpoints for item in told if item.event in one.events])


@transaction.atomic
def owe(pairs: list[tuple[WebhookEndpoint, News]]) -> None:
    """Owe endpoints their news; what stands already stays as it is."""
    now = clock.now()
    rows = [
        WebhookDelivery(
            endpoint=endpoint,
            event=str(news.event),
            cause=news.cause,
            message_id=new_delivery_id(),
            payload={"type": news.event, "timestamp": now.isoformat(), "data": news.data},
            due=now,
            created_at=now,
        )
        for endpoint, news in pairs
    ]
    WebhookDelivery.objects.bulk_create(rows, ignore_conflicts=True)
    made = WebhookDelivery.objects.filter(message_id__in=[row.message_id for row in rows])
    work.touch_new(KIND, {str(pk): now for pk in made.values_list("pk", flat=True)})


def unmarked_since() -> datetime | None:
    """Return now when some owed news would never be looked at, else None."""
    return clock.now() if _unmarked().exists() else None


@transaction.atomic
def mark_unmarked() -> int:
    """Have owed news looked at whose work row is missing; return how many: the sweep."""
    found = list(_unmarked())
    for row in found:
        work.touch(KIND, str(row.pk), due=row.due)
    return len(found)


def _unmarked() -> QuerySet[WebhookDelivery]:
    key = Cast(OuterRef("pk"), CharField())
    marked = Work.objects.filter(kind=KIND, key=key, due__isnull=False)
    owed = WebhookDelivery.objects.filter(state=MessageState.OWED, endpoint__active=True)
    return owed.filter(~Exists(marked))
