"""A workshop while it is on: how far it is, its role-play plan, and every version to go back to."""

from __future__ import annotations

from django.db import models

from orchestrator.models.workshop import Workshop


class LiveSession(models.Model):
    """One workshop's live state; instants are UTC.

    `version` grows with every click, so that of two clicks at once the second is told. `begun`
    holds when each segment of the run of show was reached, as ISO text. `rooms_written` holds the
    last sets of breakout rooms that we wrote or meant to write in Zoom, the newest last;
    `rooms_problem` is a sentence for the facilitator; so is `list_problem`, why a changed list
    could not be paired.
    """

    workshop = models.OneToOneField(Workshop, on_delete=models.CASCADE, related_name="live")
    version = models.PositiveIntegerField(default=0)
    plan = models.ForeignKey(
        "PlanVersion", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)
    begun = models.JSONField(default=list, blank=True)
    rooms_written = models.JSONField(default=list, blank=True)
    rooms_problem = models.CharField(max_length=500, blank=True)
    list_problem = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"live session of workshop {self.workshop_id}, version {self.version}"


class PlanVersion(models.Model):
    """The plan as one click left it; people are registration numbers only (`p12`), never names.

    `record` is `rules/session/record.py`'s, `ticks` maps a registration's number to
    {here, at}; `about` lists whom the click was about, `changes` the engine's sentences on who
    meets somebody else now. `held` rounds were over when it was made: undo goes back to `before`
    only while that is still so.
    """

    session = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="versions")
    before = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    record = models.JSONField()
    ticks = models.JSONField(default=dict, blank=True)
    held = models.PositiveSmallIntegerField(default=0)
    deed = models.CharField(max_length=40)
    about = models.JSONField(default=list, blank=True)
    changes = models.JSONField(default=list, blank=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"plan {self.pk} of live session {self.session_id} ({self.deed})"
