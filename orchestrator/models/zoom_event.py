"""A webhook of Zoom as it came: stored first, worked on later."""

from __future__ import annotations

from django.db import models


class ZoomEvent(models.Model):
    """One event; `digest` is the SHA-256 of its body, so that a repeated delivery is one row.

    Instants are UTC. `payload` is JSON in ASCII, so that any text survives in any database; it
    holds names and addresses, and is emptied once it is handled.
    """

    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=100)
    payload = models.TextField(blank=True)
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=100, blank=True)

    class Meta:
        """Unhandled events are looked for by their arrival."""

        ordering = ("received_at", "id")
        indexes = (models.Index(fields=["handled_at", "received_at"], name="zoomevent_unhandled"),)

    def __str__(self) -> str:
        return f"{self.name} {self.digest[:8]}"
