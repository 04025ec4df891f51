"""The work table: one row per thing to look at, never one per event.

The truth stands in the domain rows; deleting this whole table loses nothing, because the sweep
marks again whatever is not as wanted.
"""

from __future__ import annotations

from django.db import models


class Work(models.Model):
    """One thing to look at: due when `due` (UTC) has passed and no lease is running.

    `seq` grows at every touch; a worker that finishes an older `seq` leaves the row due. `token`
    names the claim in force and `lease` its end (UTC).
    """

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    seq = models.PositiveBigIntegerField(default=1)
    due = models.DateTimeField(null=True, blank=True)
    lease = models.DateTimeField(null=True, blank=True)
    token = models.CharField(max_length=32, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        """One row a thing."""

        constraints = (models.UniqueConstraint(fields=["kind", "key"], name="work_one_row"),)
        indexes = (models.Index(fields=["kind", "due"], name="work_kind_due"),)
        verbose_name_plural = "work"

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
