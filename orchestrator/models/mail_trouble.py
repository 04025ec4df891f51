"""The mail server takes nobody's message at present: since when, why, and when we ask again."""

from __future__ import annotations

from django.db import models


class MailTrouble(models.Model):
    """At most one row, and only while there is trouble; instants are UTC.

    Until `until` no connection is tried, and no message is at fault. Deleting it loses nothing.
    """

    since = models.DateTimeField()
    until = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=1)
    reason = models.CharField(max_length=500)

    class Meta:
        """One row."""

        constraints = (
            models.CheckConstraint(condition=models.Q(pk=1), name="mail_trouble_one_row"),
        )

    def __str__(self) -> str:
        return f"mail server in trouble since {self.since:%Y-%m-%d %H:%M} UTC"
