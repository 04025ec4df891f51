"""A private feed's address: who holds it, and whether it is still good."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from orchestrator.models.organization import Organization
from orchestrator.models.registration import Registration
from orchestrator.rules.feed import FeedKind


class FeedLink(models.Model):
    """One address, `/feeds/<token>.ics`; only the token's hash is kept. Instants are UTC.

    An attendee's feed holds everything of the person behind `registration`. From `ended_at` on the
    address is replaced or switched off. `alarm_minutes` before each start one alarm rings.
    """

    kind = models.CharField(max_length=12, choices=[(k, k) for k in FeedKind])
    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, null=True, blank=True, related_name="feed_links"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, null=True, blank=True, related_name="feed_links"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    alarm_minutes = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In the order they were made; the kind says who the holder is."""

        ordering = ("created_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind=FeedKind.ATTENDEE, registration__gt=0, organization=None)
                | Q(kind=FeedKind.ORGANIZATION, registration=None, organization__gt=0)
                | Q(kind=FeedKind.FACILITATOR, registration=None, organization=None),
                name="feedlink_holder",
            ),
        )

    def __str__(self) -> str:
        return f"feed link {self.pk} ({self.kind})"
