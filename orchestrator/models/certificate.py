"""A certificate of attendance, which anybody with its number can check."""

from __future__ import annotations

from django.db import models

from orchestrator.models.registration import Registration


class Certificate(models.Model):
    """One certificate: `number` is its public, unguessable name; `minutes` were attended.

    The person's name stands in the registration and leaves with it: the certificate stays true.
    """

    registration = models.OneToOneField(
        Registration, on_delete=models.CASCADE, related_name="certificate"
    )
    number = models.CharField(max_length=40, unique=True)
    minutes = models.PositiveIntegerField()
    issued_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"certificate {self.pk}"
