"""How often somebody knocked at a door lately, shared by all web processes."""

from __future__ import annotations

from django.db import models


class Knock(models.Model):
    """One door, one network or account, one window of time; gone soon after `ends_at` (UTC).

    `key` is a keyed hash: whose network it is stands nowhere.
    """

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.count} knocks until {self.ends_at:%Y-%m-%d %H:%M} UTC"
