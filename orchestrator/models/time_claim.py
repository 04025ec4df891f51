"""The busy ledger: every span of a facilitator's time that somebody has a claim on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

if TYPE_CHECKING:
    from datetime import datetime


class TimeClaim(models.Model):
    """One claim, half-open `[start, end)` in UTC, its buffers a part of it.

    `kind` and `key` name what claims ("workshop", "17"). No two claims of one facilitator overlap:
    on PostgreSQL an exclusion constraint says so, on SQLite the one writer at a time. One that has
    an `expires_at` in the past counts for nothing, and whoever claims next removes it.
    """

    facilitator = models.CharField(max_length=254)
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    start = models.DateTimeField()
    end = models.DateTimeField()
    tentative = models.BooleanField(default=False)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In order of time; one row per claimed thing; time runs forward."""

        ordering = ("start", "id")
        indexes = (models.Index(fields=["facilitator", "end", "start"], name="timeclaim_span"),)
        constraints = (
            models.UniqueConstraint(fields=["kind", "key"], name="timeclaim_one_row"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="timeclaim_forward"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def span(self) -> tuple[datetime, datetime]:
        """Return start and end in UTC."""
        return self.start, self.end
