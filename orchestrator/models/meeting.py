"""The Zoom meeting of one occasion: the one we name, what we last wrote, and our doubts."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from orchestrator.models.consultation import Consultation
from orchestrator.models.workshop import Workshop
from orchestrator.rules.meeting import MeetingState


def new_tag() -> str:
    """Return a fresh tag, by which a meeting of ours is known again in Zoom."""
    return f"w-{uuid.uuid4().hex}"


class Meeting(models.Model):
    """What we know of the meeting of one workshop or consultation; all instants are UTC.

    `written` is the meeting's specification as we last wrote it ({topic, start, minutes,
    timezone, registration}), `found` the same as a person changed it in Zoom, with the names of
    what differs ({…, changed}); `accepted_settings` are Zoom's names of settings that the owner
    lets stand as they are there. `problem` is a sentence for the owner, empty when all is well.
    """

    workshop = models.OneToOneField(
        Workshop, on_delete=models.CASCADE, null=True, blank=True, related_name="meeting"
    )
    consultation = models.OneToOneField(
        Consultation, on_delete=models.CASCADE, null=True, blank=True, related_name="meeting"
    )
    tag = models.CharField(max_length=64, unique=True, default=new_tag, editable=False)
    state = models.CharField(
        max_length=10, choices=[(s, s) for s in MeetingState], default=MeetingState.ABSENT
    )
    zoom_id = models.BigIntegerField(null=True, blank=True, unique=True)
    join_url = models.URLField(max_length=2000, blank=True)
    written = models.JSONField(null=True, blank=True)
    doubtful_since = models.DateTimeField(null=True, blank=True)
    clean_lists = models.PositiveSmallIntegerField(default=0)
    missing_sightings = models.PositiveSmallIntegerField(default=0)
    found = models.JSONField(null=True, blank=True)
    accepted_settings = models.JSONField(default=list, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=500, blank=True)

    class Meta:
        """It is the meeting of one occasion."""

        constraints = (
            models.CheckConstraint(
                condition=Q(workshop__isnull=False) ^ Q(consultation__isnull=False),
                name="meeting_of_one_occasion",
            ),
        )

    def __str__(self) -> str:
        return f"meeting of {self.occasion} ({self.state})"

    @property
    def occasion(self) -> Workshop | Consultation:
        """Return whose meeting it is."""
        found = self.workshop or self.consultation
        if found is None:
            raise ValueError(f"meeting {self.pk} belongs to nothing")
        return found
