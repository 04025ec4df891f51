"""A request for a workshop of one's own, who shares it, what it was quoted at, and who accepted."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q

from calendars import clock
from orchestrator.models.workshop import Workshop
from orchestrator.rules.request_form import Mode
from orchestrator.rules.request_state import OPEN_STATES, RequestState
from orchestrator.rules.split import SplitBy

if TYPE_CHECKING:
    from calendars.intervals import Span


def new_request_id() -> str:
    """Return a fresh identity, from which the links of its organizations are derived."""
    return uuid.uuid4().hex


class WorkshopRequest(models.Model):
    """One request; instants are UTC, `timezone` is the venue's, `block` has the journey in it.

    An open one waits for an answer until `expires_at`. It takes place when all its organizations
    accept; when the time is over and at least `threshold` did, the others count as withdrawn.
    `reasons` are the codes that spoke against it and were left to a person, or overridden with
    `override_reason`. `workshop` stands once all accepted.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_request_id, editable=False)
    mode = models.CharField(max_length=10, choices=[(m, m) for m in Mode])
    state = models.CharField(max_length=10, choices=[(s, s) for s in RequestState])
    start = models.DateTimeField()
    end = models.DateTimeField()
    block_start = models.DateTimeField()
    block_end = models.DateTimeField()
    timezone = models.CharField(max_length=64)
    place = models.CharField(max_length=300, blank=True)
    attendees = models.PositiveSmallIntegerField()
    split_by = models.CharField(max_length=10, choices=[(s, s) for s in SplitBy])
    threshold = models.PositiveSmallIntegerField()
    journey = models.JSONField(default=dict, blank=True)
    reasons = models.JSONField(default=list, blank=True)
    override_reason = models.CharField(max_length=500, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    workshop = models.OneToOneField(
        Workshop, on_delete=models.SET_NULL, null=True, blank=True, related_name="request"
    )
    changes = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=20)
    language = models.CharField(max_length=8, blank=True)  # empty: the company's
    created_at = models.DateTimeField(default=clock.now, editable=False)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        """In order of time; an open one ends some time."""

        ordering = ("start", "id")
        indexes = (models.Index(fields=["state", "expires_at"], name="request_state_expires"),)
        constraints = (
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="request_forward"),
            models.CheckConstraint(
                condition=~Q(state__in=OPEN_STATES) | Q(expires_at__isnull=False),
                name="request_open_ends",
            ),
        )

    def __str__(self) -> str:
        return f"request {self.pk} ({self.start:%Y-%m-%d %H:%M} UTC, {self.state})"

    @property
    def span(self) -> Span:
        """Return start and end of the workshop in UTC."""
        return self.start, self.end

    @property
    def block(self) -> Span:
        """Return all the time it takes, the journey too, in UTC."""
        return self.block_start, self.block_end


class RequestOrganization(models.Model):
    """One organization that shares a request; `weight` is its part, in the request's way to share.

    `left_at` stands once it has withdrawn. The token of its own page is derived from the request.
    """

    request = models.ForeignKey(
        WorkshopRequest, on_delete=models.CASCADE, related_name="organizations"
    )
    name = models.CharField(max_length=200)
    contact = models.CharField(max_length=129)
    email = models.CharField(max_length=254)
    email_key = models.CharField(max_length=254, db_index=True)
    seats = models.PositiveSmallIntegerField()
    weight = models.PositiveBigIntegerField()
    purchase_order = models.CharField(max_length=200, blank=True)
    billing_address = models.CharField(max_length=500, blank=True)
    link_hash = models.CharField(max_length=64, unique=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In the order in which they were named: ties of the split go to the earlier."""

        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["request", "name"], name="requestorganization_once"),
        )

    def __str__(self) -> str:
        return f"organization {self.pk} of request {self.request_id}"


class QuoteVersion(models.Model):
    """One version of a quote, kept for ever as it was; money in whole cents.

    `lines` are those of `rules.quote.QuoteLine`. `shares` has the most that each organization pays:
    `{organization, cents}`; the sum is `high_cents`.
    """

    request = models.ForeignKey(WorkshopRequest, on_delete=models.CASCADE, related_name="quotes")
    number = models.PositiveSmallIntegerField()
    lines = models.JSONField()
    low_cents = models.PositiveBigIntegerField()
    likely_cents = models.PositiveBigIntegerField()
    high_cents = models.PositiveBigIntegerField()
    provisional = models.BooleanField()
    shares = models.JSONField()
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        """The latest last."""

        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=["request", "number"], name="quoteversion_number"),
        )

    def __str__(self) -> str:
        return f"version {self.number} of request {self.request_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Write it once; what was quoted never changes."""
        if not self._state.adding:
            raise ValueError("a quote is never changed: make a new version")
        super().save(*args, **kwargs)

    def cents_of(self, organization: RequestOrganization) -> int:
        """Return the most that the organization pays."""
        return sum(one["cents"] for one in self.shares if one["organization"] == organization.pk)


class Acceptance(models.Model):
    """One organization's yes to one version."""

    quote = models.ForeignKey(QuoteVersion, on_delete=models.CASCADE, related_name="acceptances")
    organization = models.ForeignKey(
        RequestOrganization, on_delete=models.CASCADE, related_name="acceptances"
    )
    accepted_at = models.DateTimeField(default=clock.now)

    class Meta:
        """One yes to a version."""

        constraints = (
            models.UniqueConstraint(fields=["quote", "organization"], name="acceptance_once"),
        )

    def __str__(self) -> str:
        return f"acceptance of quote {self.quote_id} by organization {self.organization_id}"
