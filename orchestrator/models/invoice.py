"""An invoice or a credit note: never changed once issued; what was paid on it; gapless numbers."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import Q

from calendars import clock
from orchestrator.models.organization import Organization
from orchestrator.models.registration import Registration
from orchestrator.models.workshop import Workshop
from orchestrator.rules.invoice import InvoiceLine, LineKind, PaperKind


def new_invoice_id() -> str:
    """Return a fresh identity, from which the payer's link is derived."""
    return uuid.uuid4().hex


class InvoiceSeries(models.Model):
    """One run of numbers without a gap, known by its prefix as it is printed.

    `last` is the last number given; the row is locked while the next is given.
    """

    prefix = models.CharField(max_length=40, unique=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        """English has no other plural."""

        verbose_name_plural = "invoice series"

    def __str__(self) -> str:
        return f"{self.prefix}{self.last}"


class Invoice(models.Model):
    """One paper as it was issued, its words copied so that nothing changes it later.

    `cause` is stable text by which the same thing is never billed twice. `lines` are
    [{kind, words, cents}]; a credit note's total is negative and `corrects` names its invoice. The
    table itself refuses changes (migration 0060).
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_invoice_id, editable=False)
    link_hash = models.CharField(max_length=64, unique=True)
    number = models.CharField(max_length=40, unique=True)
    series = models.ForeignKey(InvoiceSeries, on_delete=models.PROTECT, related_name="invoices")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=[(k, k) for k in PaperKind])
    cause = models.CharField(max_length=200, unique=True)
    issued_on = models.DateField()
    due_on = models.DateField()
    seller = models.CharField(max_length=700)
    payer_name = models.CharField(max_length=200)
    payer_email = models.CharField(max_length=254)
    payer_address = models.CharField(max_length=500, blank=True)
    purchase_order = models.CharField(max_length=60, blank=True)
    lines = models.JSONField()
    total_cents = models.BigIntegerField()
    note = models.CharField(max_length=500, blank=True)
    workshop = models.ForeignKey(
        Workshop, on_delete=models.PROTECT, null=True, blank=True, related_name="invoices"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="invoices"
    )
    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, null=True, blank=True, related_name="invoices"
    )
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="credit_notes"
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        """The newest first; a number stands once; a credit note takes back, an invoice asks."""

        ordering = ("-issued_on", "-id")
        constraints = (
            models.UniqueConstraint(fields=["series", "sequence"], name="invoice_one_number"),
            models.CheckConstraint(
                condition=Q(kind=PaperKind.INVOICE, total_cents__gt=0, corrects__isnull=True)
                | Q(kind=PaperKind.CREDIT_NOTE, total_cents__lt=0, corrects__isnull=False),
                name="invoice_kind_and_sign",
            ),
        )

    def __str__(self) -> str:
        return self.number

    def save(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Keep a new paper; an issued one never changes."""
        if not self._state.adding:
            raise TypeError(f"{self.number} is issued: correct it by a credit note")
        super().save(*args, **kwargs)

    @property
    def all_lines(self) -> list[InvoiceLine]:
        """Return the lines as values."""
        return [
            InvoiceLine(LineKind(one["kind"]), one["words"], one["cents"]) for one in self.lines
        ]


class Payment(models.Model):
    """Money that came in for an invoice, in cents; a negative one was sent back."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="payments")
    cents = models.BigIntegerField()
    received_on = models.DateField()
    note = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        """In the order they came; nothing is no payment."""

        ordering = ("received_on", "id")
        constraints = (models.CheckConstraint(condition=~Q(cents=0), name="payment_of_something"),)

    def __str__(self) -> str:
        return f"payment {self.pk} for invoice {self.invoice_id}"


class TravelReceipt(models.Model):
    """What a journey to a workshop really cost: one receipt, in cents."""

    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="receipts")
    words = models.CharField(max_length=200)
    cents = models.PositiveBigIntegerField()
    paid_on = models.DateField()
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        """In the order they were paid."""

        ordering = ("paid_on", "id")

    def __str__(self) -> str:
        return f"receipt {self.pk} of workshop {self.workshop_id}"
