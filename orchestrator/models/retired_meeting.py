"""A Zoom meeting that a replacement took the place of, to be deleted when it is not running."""

from __future__ import annotations

from django.db import models


class RetiredMeeting(models.Model):
    """One meeting that we made, named, and gave up; the sweep deletes it and then this row."""

    zoom_id = models.BigIntegerField(unique=True)
    tag = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"retired meeting {self.zoom_id}"
