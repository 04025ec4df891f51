"""Time that the facilitator keeps to themselves: an hour blocked, or days out of office."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from calendars import clock


class TimeOff(models.Model):
    """One span (UTC) in which nothing new is put; what stood there before stays.

    Two may overlap, so they are no claims of the ledger; whoever claims asks for them under the
    ledger's lock.
    """

    facilitator = models.CharField(max_length=254)
    start = models.DateTimeField()
    end = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        """In order of time; time runs forward."""

        ordering = ("start", "id")
        verbose_name_plural = "time off"
        indexes = (models.Index(fields=["facilitator", "end"], name="timeoff_span"),)
        constraints = (
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="timeoff_forward"),
        )

    def __str__(self) -> str:
        return f"time off {self.start:%Y-%m-%d %H:%M} - {self.end:%Y-%m-%d %H:%M} UTC"
