"""A person who wants to hear of new dates, and of which months they asked."""

from __future__ import annotations

import uuid

from django.db import models

from calendars import clock
from orchestrator.models.workshop import Workshop


def new_public_id() -> str:
    """Return a fresh identity, from which the person's links are derived."""
    return uuid.uuid4().hex


class Subscriber(models.Model):
    """One address on the list of new dates; nobody is on it before `confirmed_at` stands (UTC).

    `parts` are the preferred parts of the day (`rules/part_of_day.py`), empty for any.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    email = models.CharField(max_length=254)
    email_key = models.CharField(max_length=254, unique=True)
    parts = models.JSONField(default=list, blank=True)
    language = models.CharField(max_length=8, blank=True)  # empty: the company's
    link_hash = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField(default=clock.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"subscriber {self.pk}"


class Interest(models.Model):
    """A subscriber who would come in that month, whose date is still to be decided."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="interests")
    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="interests")

    class Meta:
        """Once per person and month."""

        constraints = (
            models.UniqueConstraint(fields=["subscriber", "workshop"], name="interest_one_row"),
        )

    def __str__(self) -> str:
        return f"interest of subscriber {self.subscriber_id} in workshop {self.workshop_id}"
