"""What was done, by whom and to what: without a single personal word."""

from __future__ import annotations

from django.db import models

from calendars import clock


class AuditEntry(models.Model):
    """One deed: `actor` is "user 3", "link", "shop", "clock"; `subject` is "registration 17".

    `details` hold numbers, states and codes only.
    """

    at = models.DateTimeField(default=clock.now)
    actor = models.CharField(max_length=60)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=60, db_index=True)
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        """The latest first."""

        ordering = ("-at", "-id")
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"
