"""What the owner means to publish of a workshop next; nobody is told before that."""

from __future__ import annotations

from django.db import models

from calendars import clock
from orchestrator.models.workshop import Workshop
from orchestrator.rules.workshop import State


class WorkshopDraft(models.Model):
    """The wanted `target` state and the fields that shall change; the row itself stays as it is.

    `values` are fields of Workshop by name; dates and instants are ISO text, instants in UTC.
    """

    workshop = models.OneToOneField(Workshop, on_delete=models.CASCADE, related_name="draft")
    target = models.CharField(max_length=20, choices=[(s, s) for s in State])
    values = models.JSONField(default=dict, blank=True)
    changed_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"draft of workshop {self.workshop_id}: {self.target}"
