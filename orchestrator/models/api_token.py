"""A key with which another program may register people, such as a ticket shop's."""

from __future__ import annotations

from django.db import models

from calendars import clock


class ApiToken(models.Model):
    """One key, by the name of who holds it; only its hash is kept. Instants are UTC."""

    name = models.CharField(max_length=40, unique=True)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
