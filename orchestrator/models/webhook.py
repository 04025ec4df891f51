"""Who wants to hear of our events by webhook, and each piece of news on its way to them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from calendars import clock
from orchestrator.rules.outbox import MessageState


def new_endpoint_id() -> str:
    """Return a fresh identity, from which the endpoint's secret is derived."""
    return uuid.uuid4().hex


def new_delivery_id() -> str:
    """Return a fresh `webhook-id`, the same at every attempt."""
    return f"msg_{uuid.uuid4().hex}"


class WebhookEndpoint(models.Model):
    """One address that is told of `events`; instants are UTC.

    Its secret is derived from the house's key, `public_id` and `generation`, and stands nowhere.
    For a day after `rotated_at` the secret before signs as well. `failing_since` is when the
    trouble in force began, and nothing is tried before `until`; `off_reason` says why an endpoint
    that was on is off.
    """

    public_id = models.CharField(
        max_length=32, unique=True, default=new_endpoint_id, editable=False
    )
    url = models.CharField(max_length=2000)
    events = models.JSONField(default=list)
    active = models.BooleanField(default=True)
    generation = models.PositiveIntegerField(default=0)
    rotated_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    off_reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        """In the order they were made."""

        ordering = ("created_at", "id")

    def __str__(self) -> str:
        return f"webhook endpoint {self.pk}"


class WebhookDelivery(models.Model):
    """One piece of news for one endpoint, written with its cause; instants are UTC.

    `cause` is stable text by which the same thing is told once. `payload` is what is sent: numbers,
    states and codes, nothing personal. `unfinished` counts attempts whose end was never recorded.
    """

    endpoint = models.ForeignKey(
        WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries"
    )
    event = models.CharField(max_length=40)
    cause = models.CharField(max_length=200)
    message_id = models.CharField(max_length=40, unique=True, default=new_delivery_id)
    payload = models.JSONField()
    state = models.CharField(
        max_length=10, choices=[(s, s) for s in MessageState], default=MessageState.OWED
    )
    due = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    unfinished = models.PositiveSmallIntegerField(default=0)
    last_status = models.PositiveSmallIntegerField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One piece of news for a cause and an endpoint; what is sent says when."""

        ordering = ("-created_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=["endpoint", "cause"], name="webhook_one_row"),
            models.CheckConstraint(
                condition=~Q(state=MessageState.SENT) | Q(sent_at__isnull=False),
                name="webhook_sent_says_when",
            ),
        )
        indexes = (models.Index(fields=["state", "created_at"], name="webhook_state_created"),)
        verbose_name_plural = "webhook deliveries"

    def __str__(self) -> str:
        return f"webhook delivery {self.pk} ({self.event})"
