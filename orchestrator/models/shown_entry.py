"""What a reader was last shown of an entry, so that its SEQUENCE grows with what they see."""

from __future__ import annotations

from django.db import models

from calendars.feed import EntryStatus


class ShownEntry(models.Model):
    """One entry in the eyes of one kind of reader; never deleted, because SEQUENCE only grows.

    `scope` names the reader: the public, the facilitator, an organization, or a person by a keyed
    digest. Summary and times are kept for the entry's tombstone: at `gone_at` (UTC) it vanished
    without being cancelled.
    """

    scope = models.CharField(max_length=64)
    uid = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=64)
    sequence = models.PositiveIntegerField()
    changed_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=[(s, s) for s in EntryStatus])
    summary = models.TextField()
    start = models.DateTimeField(null=True, blank=True)
    end = models.DateTimeField(null=True, blank=True)
    day = models.DateField(null=True, blank=True)
    zone = models.CharField(max_length=64, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One row per reader and entry, in the order in which they were first shown."""

        ordering = ("id",)
        verbose_name_plural = "shown entries"
        constraints = (models.UniqueConstraint(fields=["scope", "uid"], name="shownentry_one_row"),)

    def __str__(self) -> str:
        return f"{self.uid} as {self.scope} sees it"
