"""A person's own way into a workshop: a link that can be revoked, and the registrant behind it."""

from __future__ import annotations

from django.db import models

from orchestrator.models.registration import Registration
from orchestrator.models.workshop import Workshop


class JoinLink(models.Model):
    """One link, `/join/<token>`; only the token's hash is kept. Instants are UTC.

    It belongs to a registration, or to a guest without a seat, such as an observer.

    `registrant_id` and `personal_url` are Zoom's for the meeting `registered_in`; a replacement
    meeting has another number, so the person is registered there anew.
    """

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="join_links")
    registration = models.OneToOneField(
        Registration, on_delete=models.CASCADE, null=True, blank=True, related_name="join_link"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=129)
    email = models.EmailField(max_length=128)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    registered_in = models.BigIntegerField(null=True, blank=True)
    registrant_id = models.CharField(max_length=64, blank=True)
    personal_url = models.URLField(max_length=2000, blank=True)
    problem = models.CharField(max_length=500, blank=True)

    class Meta:
        """In the order they were made."""

        ordering = ("created_at", "id")

    def __str__(self) -> str:
        return f"join link {self.pk} of workshop {self.workshop_id}"
