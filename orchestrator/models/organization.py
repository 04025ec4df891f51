"""An organization: whose people attend, whose seats are kept together, who shares an invoice."""

from __future__ import annotations

from django.db import models

from calendars import clock


class Organization(models.Model):
    """One organization, known by its name."""

    name = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        """By name."""

        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
