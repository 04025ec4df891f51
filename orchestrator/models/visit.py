"""A person's stay in a Zoom meeting, from the moment of joining to the moment of leaving."""

from __future__ import annotations

from django.db import models

from orchestrator.models.registration import Registration
from orchestrator.models.workshop import Workshop


class Visit(models.Model):
    """One stay; somebody who leaves and comes again has two. Instants are UTC.

    `participant_uuid` is Zoom's and changes at each visit; only `registrant_id` names a person for
    good. Whom neither that nor the address names, the owner matches by hand or sets aside. Either
    instant may be missing while its event has not come: events come in any order.
    """

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="visits")
    participant_uuid = models.CharField(max_length=64)
    registrant_id = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    matched_by_hand = models.ForeignKey(
        Registration, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    not_an_attendee = models.BooleanField(default=False)
    joined_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    room = models.CharField(max_length=64, blank=True)
    room_changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One row a stay."""

        constraints = (
            models.UniqueConstraint(fields=["workshop", "participant_uuid"], name="visit_one_row"),
        )

    def __str__(self) -> str:
        return f"visit {self.pk} of workshop {self.workshop_id}"
