"""Calendars elsewhere: what each said at its last good read, and our own entries in them."""

from __future__ import annotations

from django.db import models


class CalendarSource(models.Model):
    """One calendar of the settings, by name; all instants are UTC.

    `busy` is a list of spans in epoch seconds, sorted; `listed` are all-day entries marked as free,
    for the host's eyes; `notes` are sentences about what was odd. They are what the last good read
    found in the window, and are replaced together: `version` grows then. `read_at` is when that
    read began. `memory` is the adapter's own. `described` is a digest of the settings it was read
    with; a row of other settings counts as never read. The channel's token is kept as a hash.
    """

    name = models.CharField(max_length=40, unique=True)
    described = models.CharField(max_length=64, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=500, blank=True)
    window_start = models.DateTimeField(null=True, blank=True)
    window_end = models.DateTimeField(null=True, blank=True)
    busy = models.JSONField(default=list, blank=True)
    listed = models.JSONField(default=list, blank=True)
    notes = models.JSONField(default=list, blank=True)
    memory = models.JSONField(default=dict, blank=True)
    version = models.PositiveBigIntegerField(default=0)
    channel_id = models.CharField(max_length=64, blank=True, db_index=True)
    channel_resource = models.CharField(max_length=200, blank=True)
    channel_token_hash = models.CharField(max_length=64, blank=True)
    channel_expires = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"calendar {self.name}"


class CalendarEntry(models.Model):
    """One entry that we want, or no longer want, in the calendar that is written to.

    `id` is the name it has there. `written` is what may be there: {source, entry, memory}; `entry`
    is None from the moment before a write until its answer is recorded. None: nothing is there.
    """

    id = models.CharField(max_length=64, primary_key=True)
    uid = models.CharField(max_length=255)
    start = models.DateTimeField()
    end = models.DateTimeField()
    summary = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    location = models.CharField(max_length=500, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    wanted = models.BooleanField(default=True)
    written = models.JSONField(null=True, blank=True)
    problem = models.CharField(max_length=500, blank=True)

    class Meta:
        """Found by when it ends."""

        indexes = (models.Index(fields=["end"], name="calendar_entry_end"),)
        verbose_name_plural = "calendar entries"

    def __str__(self) -> str:
        return f"calendar entry {self.id}"
