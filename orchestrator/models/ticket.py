"""A ticket that an outside shop sold: its own identity, and the registration it stands for."""

from __future__ import annotations

from django.db import models

from orchestrator.models.registration import Registration


class Ticket(models.Model):
    """One ticket by the shop's name and the shop's own id; `told_at` is the shop's last word (UTC).

    A cancellation that comes before its order has a ticket without a registration.
    """

    source = models.CharField(max_length=40)
    external_id = models.CharField(max_length=100)
    registration = models.ForeignKey(
        Registration, on_delete=models.SET_NULL, null=True, blank=True, related_name="tickets"
    )
    told_at = models.DateTimeField()

    class Meta:
        """One row a ticket."""

        constraints = (
            models.UniqueConstraint(fields=["source", "external_id"], name="ticket_one_row"),
        )

    def __str__(self) -> str:
        return f"ticket {self.pk} of {self.source}"
