"""Seats of one workshop kept for one organization, and the link its organizer fills them by."""

from __future__ import annotations

from django.db import models

from orchestrator.models.organization import Organization
from orchestrator.models.workshop import Workshop


class SeatBlock(models.Model):
    """So many seats for one organization; unused ones go to all some time before the start.

    The roster link's token is derived from `link_generation`, only its hash is kept; a new
    generation makes the old link dead, and an empty hash means that there is none.
    """

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="seat_blocks")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="seat_blocks"
    )
    seats = models.PositiveSmallIntegerField()
    link_generation = models.PositiveIntegerField(default=0)
    link_hash = models.CharField(max_length=64, blank=True, db_index=True)

    class Meta:
        """One block per organization and workshop."""

        ordering = ("organization__name",)
        constraints = (
            models.UniqueConstraint(fields=["workshop", "organization"], name="seatblock_one_row"),
        )

    def __str__(self) -> str:
        return f"{self.seats} seats of workshop {self.workshop_id}"
