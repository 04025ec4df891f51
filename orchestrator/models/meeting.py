"""The Zoom meeting of a workshop: the one we name, what we last wrote, and our doubts."""

from __future__ import annotations

import uuid

from django.db import models

from orchestrator.models.workshop import Workshop
from orchestrator.rules.meeting import MeetingState


def new_tag() -> str:
    """Return a fresh tag, by which a meeting of ours is known again in Zoom."""
    return f"w-{uuid.uuid4().hex}"


class Meeting(models.Model):
    """What we know of one workshop's meeting; all instants are UTC.

    `written` is the meeting's specification as we last wrote it ({topic, start, minutes,
    timezone, registration}), `found` the same as a person changed it in Zoom, with the names of
    what differs ({…, changed}); `accepted_settings` are Zoom's names of settings that the owner
    lets stand as they are there. `problem` is a sentence for the owner, empty when all is well.
    """

    workshop = models.OneToOneField(Workshop, on_delete=models.CASCADE, related_name="meeting")
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

    def __str__(self) -> str:
        return f"meeting of workshop {self.workshop_id} ({self.state})"
