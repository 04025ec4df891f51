"""What the office shows of webhooks: who is told of what, and how it goes; read only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from orchestrator.models import WebhookDelivery, WebhookEndpoint
from orchestrator.rules.outbox import MessageState

if TYPE_CHECKING:
    from django.db.models import QuerySet

PAGE_SIZE = 25


def endpoints() -> QuerySet[WebhookEndpoint]:
    """Return the endpoints, each with how many `owed` and `given_up` deliveries it has."""
    owed = Count("deliveries", filter=Q(deliveries__state=MessageState.OWED))
    given_up = Count("deliveries", filter=Q(deliveries__state=MessageState.REFUSED))
    return WebhookEndpoint.objects.annotate(owed=owed, given_up=given_up)


def deliveries_of(endpoint: WebhookEndpoint, number: str | None) -> Page[WebhookDelivery]:
    """Return one page of an endpoint's news, the latest first."""
    found = endpoint.deliveries.order_by("-created_at", "-id")
    return Paginator(found, PAGE_SIZE).get_page(number)


def in_trouble() -> int:
    """Return how many endpoints need a person: switched off by us, or with news given up."""
    switched_off = Q(active=False) & ~Q(failing_since=None)
    given_up = Q(active=True, deliveries__state=MessageState.REFUSED)
    return WebhookEndpoint.objects.filter(switched_off | given_up).distinct().count()
