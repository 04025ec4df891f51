"""How each job of the timetable last went: the service's pulse."""

from __future__ import annotations

from django.db import models


class JobStatus(models.Model):
    """One row per job; instants are UTC, `error` is empty after a good run.

    `seen_at` moves with idle ticks too, at least every half minute while the clock lives.
    """

    name = models.CharField(max_length=40, unique=True)
    runs = models.PositiveBigIntegerField(default=0)
    failures = models.PositiveBigIntegerField(default=0)
    seen_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    succeeded_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        """Jobs by name."""

        ordering = ("name",)
        verbose_name_plural = "job status"

    def __str__(self) -> str:
        return self.name
