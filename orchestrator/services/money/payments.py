"""Payments on invoices, and how each invoice stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from calendars import clock
from orchestrator.models import Invoice, Payment
from orchestrator.rules.invoice import PaperKind, Standing, standing
from orchestrator.rules.money import MOST_CENTS, dollars
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.access import audit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

LONGEST_NOTE = 200
A_YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Account:
    """How one invoice stands today, in cents; `credited` is what was taken back."""

    invoice: Invoice
    credited: int
    paid: int
    state: Standing

    @property
    def left(self) -> int:
        """Return what is still to be paid; negative when too much was."""
        return self.invoice.total_cents - self.credited - self.paid


def accounts(invoices: Iterable[Invoice]) -> list[Account]:
    """Return how these invoices stand, in their order, by two queries."""
    rows = list(invoices)
    numbers = [row.pk for row in rows]
    paid = dict(
        Payment.objects.filter(invoice__in=numbers)
        .values_list("invoice")
        .annotate(Sum("cents"))
        .order_by()
    )
    taken = dict(
        Invoice.objects.filter(corrects__in=numbers)
        .values_list("corrects")
        .annotate(Sum("total_cents"))
        .order_by()
    )
    today = clock.today(settings.COMPANY.company.timezone)
    found = []
    for row in rows:
        credited, in_hand = -taken.get(row.pk, 0), paid.get(row.pk, 0)
        state = standing(row.total_cents, credited, in_hand, overdue=row.due_on < today)
        found.append(Account(row, credited, in_hand, state))
    return found


@transaction.atomic
def record(invoice_id: int, cents: int, received_on: date, note: str, actor: str) -> Payment:
    """Write down money that came in, or (negative) was sent back.

    Raises RuleBroken: `invoice_unknown`, `nothing_paid`, `more_than_owed`, `more_than_paid`,
    `paid_in_future`, `paid_in_past`, `note_too_long`.
    """
    rows = Invoice.objects.select_for_update().filter(pk=invoice_id, kind=PaperKind.INVOICE)
    invoice = rows.first()
    if invoice is None:
        raise RuleBroken("invoice_unknown", "There is no such invoice.")
    (account,) = accounts([invoice])
    _check(account, cents, received_on, note := " ".join(note.split()))
    payment = Payment.objects.create(
        invoice=invoice, cents=cents, received_on=received_on, note=note
    )
    audit.record(actor, "payment recorded", payment, cents=cents)
    return payment


def _check(account: Account, cents: int, received_on: date, note: str) -> None:
    if cents == 0 or abs(cents) > MOST_CENTS:
        raise RuleBroken("nothing_paid", "How much was paid?", allowed="an amount in dollars")
    if cents > account.left:
        raise RuleBroken(
            "more_than_owed",
            "{left} are still to be paid on this invoice.",
            allowed="that much or less; what came beyond it belongs to another invoice",
            left=dollars(max(account.left, 0)),
        )
    if account.paid + cents < 0:
        raise RuleBroken(
            "more_than_paid",
            "Only {paid} were paid, so no more can be sent back.",
            allowed="at most {paid}",
            paid=dollars(account.paid),
        )
    if received_on > clock.today(settings.COMPANY.company.timezone):
        raise RuleBroken("paid_in_future", "That day is still to come.", allowed="today or before")
    if received_on < account.invoice.issued_on - A_YEAR:
        raise RuleBroken(
            "paid_in_past", "That day is long before the invoice.", allowed="another day"
        )
    if len(note) > LONGEST_NOTE or not note.isprintable():
        raise RuleBroken("note_too_long", "That note is too long.", allowed="200 characters")
