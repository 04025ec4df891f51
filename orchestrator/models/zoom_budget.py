"""How many creates and changes a Zoom host has used on one UTC day."""

from __future__ import annotations

from django.db import models


class ZoomBudget(models.Model):
    """One host and day; counted before each call, so that a crash never spends unseen."""

    host = models.CharField(max_length=254)
    day = models.DateField()
    used = models.PositiveIntegerField(default=0)

    class Meta:
        """One row a day."""

        constraints = (models.UniqueConstraint(fields=["host", "day"], name="budget_one_row"),)

    def __str__(self) -> str:
        return f"{self.host} on {self.day}: {self.used}"
