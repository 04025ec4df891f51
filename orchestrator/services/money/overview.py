"""What the owner sees of money: invoices by how they stand, and what a workshop earned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Sum

from calendars import clock
from orchestrator.models import Invoice, TravelReceipt
from orchestrator.rules.invoice import PaperKind, Standing
from orchestrator.rules.money import MOST_CENTS
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.access import audit
from orchestrator.services.money.payments import accounts

if TYPE_CHECKING:
    from datetime import date

    from orchestrator.models import Workshop
    from orchestrator.services.money.payments import Account

LONGEST_WORDS = 200
UNPAID = (Standing.OVERDUE, Standing.PARTLY_PAID, Standing.OPEN)


@dataclass(frozen=True, slots=True)
class Earned:
    """What one workshop brought and cost, in cents: billed less credited, and receipts."""

    billed: int
    spent: int

    @property
    def profit(self) -> int:
        """Return what is left."""
        return self.billed - self.spent


def all_accounts() -> list[Account]:
    """Return every invoice with how it stands, what is not paid first, then the newest."""
    rows = Invoice.objects.filter(kind=PaperKind.INVOICE).select_related("workshop")
    found = accounts(rows)
    rank = {state: number for number, state in enumerate(UNPAID)}
    return sorted(found, key=lambda one: rank.get(one.state, len(rank)))


def of_workshop(workshop: Workshop) -> list[Account]:
    """Return the invoices of one workshop, the newest first."""
    rows = Invoice.objects.filter(kind=PaperKind.INVOICE, workshop=workshop)
    return accounts(rows)


def receipts(workshop: Workshop) -> list[TravelReceipt]:
    """Return what the journey cost so far, receipt by receipt."""
    return list(TravelReceipt.objects.filter(workshop=workshop))


def earned(workshop: Workshop) -> Earned:
    """Return what the workshop brought and cost so far."""
    billed: int | None = Invoice.objects.filter(workshop=workshop).aggregate(
        sum=Sum("total_cents")
    )["sum"]
    spent: int | None = TravelReceipt.objects.filter(workshop=workshop).aggregate(sum=Sum("cents"))[
        "sum"
    ]
    return Earned(billed or 0, spent or 0)


@transaction.atomic
def add_receipt(
    workshop: Workshop, words: str, cents: int, paid_on: date, actor: str
) -> TravelReceipt:
    """Write down what a part of the journey cost. Raises RuleBroken."""
    words = " ".join(words.split())
    if not words or len(words) > LONGEST_WORDS or not words.isprintable():
        raise RuleBroken("words_missing", "What was it for?", allowed="a few words")
    if not 0 < cents <= MOST_CENTS:
        raise RuleBroken("nothing_paid", "How much was it?", allowed="an amount in dollars")
    if paid_on > clock.today(workshop.timezone):
        raise RuleBroken("paid_in_future", "That day is still to come.", allowed="today or before")
    receipt = TravelReceipt.objects.create(
        workshop=workshop, words=words, cents=cents, paid_on=paid_on
    )
    audit.record(actor, "receipt recorded", receipt, cents=cents)
    return receipt


@transaction.atomic
def drop_receipt(receipt_id: int, actor: str) -> None:
    """Take a receipt out that was written down by mistake."""
    for receipt in TravelReceipt.objects.filter(pk=receipt_id):
        audit.record(actor, "receipt dropped", receipt, cents=receipt.cents)
        receipt.delete()
