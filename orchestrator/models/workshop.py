"""A workshop: a date, or a month in which one is still to be decided."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from calendars import clock
from orchestrator.rules.lifecycle import HIDDEN
from orchestrator.rules.workshop import Audience, State, Venue

if TYPE_CHECKING:
    from datetime import datetime


def new_uid() -> str:
    """Return a fresh identity, the same in feed, mail and download for the workshop's life."""
    return uuid.uuid4().hex


class Workshop(models.Model):
    """One workshop; instants are UTC, `timezone` is the zone its hours are published in.

    `month` is the first day of its month and stands from the start; `start` and `end` stand once
    the date is decided. `place` is the address of a venue on site. `sequence` grows and
    `changed_at` moves at every change that a subscriber would see, and at no other (RFC 5545,
    3.8.7.4). `facilitator` is the account that runs it besides the owner; their time is one ledger.
    """

    uid = models.CharField(max_length=64, unique=True, default=new_uid, editable=False)
    title = models.CharField(max_length=200)
    audience = models.CharField(
        max_length=10, choices=[(a, a) for a in Audience], default=Audience.PUBLIC
    )
    venue = models.CharField(max_length=10, choices=[(v, v) for v in Venue], default=Venue.ONLINE)
    state = models.CharField(max_length=20, choices=[(s, s) for s in State])
    month = models.DateField()
    start = models.DateTimeField(null=True, blank=True)
    end = models.DateTimeField(null=True, blank=True)
    timezone = models.CharField(max_length=64)
    capacity = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=300, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    facilitator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="workshops",
    )
    ticket_url = models.URLField(max_length=500, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        """A published workshop has its hours; hours run forward."""

        ordering = ("month", "start", "id")
        indexes = (models.Index(fields=["state", "start"], name="workshop_state_start"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(state__in=(State.SCHEDULED, State.PUBLISHED))
                | Q(start__isnull=False, end__isnull=False),
                name="workshop_published_has_hours",
            ),
            models.CheckConstraint(
                condition=Q(start__isnull=True) | Q(end__gt=F("start")),
                name="workshop_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        when = f"{self.start:%Y-%m-%d %H:%M} UTC" if self.start else f"{self.month:%Y-%m}"
        return f"{self.title} ({when})"

    @property
    def was_known(self) -> bool:
        """Say whether anybody outside the office was ever told of the workshop as it stands.

        A draft that was called off was not: the sequence grows only once people know of it.
        """
        hidden = self.state == State.CANCELLED and self.sequence == 0
        return self.state not in HIDDEN and not hidden

    @property
    def span(self) -> tuple[datetime, datetime]:
        """Return start and end in UTC; only for a workshop whose date is decided."""
        if self.start is None or self.end is None:
            raise ValueError(f"workshop {self.pk} has no date yet")
        return self.start, self.end
