"""A month of which the company says that there is no public workshop in it."""

from __future__ import annotations

from django.db import models


class MonthWithoutWorkshop(models.Model):
    """One month, named by its first day."""

    month = models.DateField(unique=True)

    class Meta:
        """Months in order."""

        ordering = ("month",)
        verbose_name_plural = "months without workshop"

    def __str__(self) -> str:
        return f"no workshop in {self.month:%B %Y}"
