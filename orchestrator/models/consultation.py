"""A consultation with a prospect: asked for, booked, moved, over; and the time held meanwhile."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from calendars import clock
from orchestrator.rules.consultation import KEPT_STATES, ConsultationState, WaitsFor

if TYPE_CHECKING:
    from datetime import datetime


def new_public_id() -> str:
    """Return a fresh identity, from which the visitor's links are derived."""
    return uuid.uuid4().hex


def new_consultation_uid() -> str:
    """Return a fresh identity, the same in mail, feed and the host's calendar for its life."""
    return f"consultation-{uuid.uuid4().hex}"


class Consultation(models.Model):
    """One conversation of one visitor with the facilitator; instants are UTC.

    `timezone` is the visitor's, in which they are written to. `changes` grows with every change
    that a calendar would see. A request waits for `waits_for` until `expires_at`. `booked_with` is
    a program's idempotency key, hashed, and `fingerprint` the hash of what it asked. After the
    retention time everything personal is empty and `forgotten_at` stands.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    uid = models.CharField(max_length=64, unique=True, default=new_consultation_uid, editable=False)
    facilitator = models.CharField(max_length=254)
    start = models.DateTimeField()
    end = models.DateTimeField()
    timezone = models.CharField(max_length=64)
    name = models.CharField(max_length=129, blank=True)
    email = models.CharField(max_length=254, blank=True)
    email_key = models.CharField(max_length=254, blank=True, db_index=True)
    organization = models.CharField(max_length=120, blank=True)
    needs = models.TextField(max_length=1000, blank=True)
    state = models.CharField(max_length=10, choices=[(s, s) for s in ConsultationState])
    waits_for = models.CharField(max_length=10, choices=[(w, w) for w in WaitsFor], blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=10, blank=True)
    did_not_come = models.BooleanField(default=False)
    changes = models.PositiveIntegerField(default=0)
    link_hash = models.CharField(max_length=64, unique=True)
    join_hash = models.CharField(max_length=64, unique=True)
    source = models.CharField(max_length=20)
    language = models.CharField(max_length=8, blank=True)  # empty: the company's
    booked_with = models.CharField(max_length=64, null=True, blank=True, unique=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    changed_at = models.DateTimeField(default=clock.now)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In order of time; a request ends some time."""

        ordering = ("start", "id")
        indexes = (models.Index(fields=["state", "start"], name="consultation_state_start"),)
        constraints = (
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="consultation_forward"),
            models.CheckConstraint(
                condition=~Q(state=ConsultationState.REQUESTED) | Q(expires_at__isnull=False),
                name="consultation_request_ends",
            ),
        )

    def __str__(self) -> str:
        return f"consultation {self.pk} ({self.start:%Y-%m-%d %H:%M} UTC, {self.state})"

    @property
    def span(self) -> tuple[datetime, datetime]:
        """Return start and end in UTC, without buffers."""
        return self.start, self.end

    @property
    def title(self) -> str:
        """Return what it is called in Zoom: nobody's name stands there."""
        return settings.COMPANY.consultations.title

    @property
    def is_kept(self) -> bool:
        """Say whether its time is kept: booked, or asked for and not yet answered."""
        return self.state in KEPT_STATES


class ConsultationHold(models.Model):
    """A time that is held for some minutes while somebody fills in the form; instants are UTC.

    `visitor` is a hash by which one browser or address holds one time only, `network` the keyed
    hash of where they are, from which only some times are held at once.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    visitor = models.CharField(max_length=64, db_index=True)
    network = models.CharField(max_length=64, blank=True)
    start = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"hold {self.pk} ({self.start:%Y-%m-%d %H:%M} UTC)"


class ConsultationWish(models.Model):
    """What somebody left whom no offered time suits; answered by a person."""

    name = models.CharField(max_length=129)
    email = models.CharField(max_length=254)
    email_key = models.CharField(max_length=254, db_index=True)
    organization = models.CharField(max_length=120, blank=True)
    wish = models.TextField(max_length=1000)
    timezone = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The oldest first."""

        ordering = ("created_at", "id")

    def __str__(self) -> str:
        return f"wish {self.pk}"
