"""A registration: one person and one workshop, from the waitlist to the certificate."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from calendars import clock
from orchestrator.models.organization import Organization
from orchestrator.models.workshop import Workshop
from orchestrator.rules.registration import LIVE_STATES, RegistrationState


def new_public_id() -> str:
    """Return a fresh identity, from which the person's link is derived."""
    return uuid.uuid4().hex


class Registration(models.Model):
    """One person in one workshop; instants are UTC.

    `email` is as it was given, `email_key` its normal form (`rules/email_address.py`): by that one
    person is known, and stands in a workshop once. `priority` goes before arrival on the waitlist,
    higher first. A new `link_generation` makes the old links dead. An offered seat is held until
    `offer_expires_at`. `attended_by_hand` is the facilitator's own word and stands above what Zoom
    saw. After the retention time name and addresses are empty and `forgotten_at` stands.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="registrations")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="registrations"
    )
    name = models.CharField(max_length=129, blank=True)
    pronouns = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=254, blank=True)
    email_key = models.CharField(max_length=254, blank=True, db_index=True)
    state = models.CharField(max_length=12, choices=[(s, s) for s in RegistrationState])
    source = models.CharField(max_length=40)
    language = models.CharField(max_length=8, blank=True)  # empty: the company's
    priority = models.SmallIntegerField(default=0)
    link_generation = models.PositiveIntegerField(default=0)
    link_hash = models.CharField(max_length=64, unique=True)
    offer_expires_at = models.DateTimeField(null=True, blank=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replaced_by"
    )
    changes = models.PositiveIntegerField(default=0)
    attended_by_hand = models.BooleanField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    changed_at = models.DateTimeField(default=clock.now)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A person stands in a workshop once; order of arrival."""

        ordering = ("id",)
        indexes = (models.Index(fields=["state", "offer_expires_at"], name="registration_offers"),)
        constraints = (
            models.UniqueConstraint(
                fields=["workshop", "email_key"],
                condition=Q(state__in=LIVE_STATES) & ~Q(email_key=""),
                name="registration_once_per_person",
            ),
            models.CheckConstraint(
                condition=~Q(state=RegistrationState.OFFERED) | Q(offer_expires_at__isnull=False),
                name="registration_offer_expires",
            ),
        )

    def __str__(self) -> str:
        return f"registration {self.pk} of workshop {self.workshop_id} ({self.state})"
