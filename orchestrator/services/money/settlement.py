"""Settling a workshop on request: what each organization pays in the end, never above its quote.

The price of the workshop is fixed, the journey costs what its receipts say; together they are paid
up to what was accepted, shared as agreed, and cut so that the shares add up to the cent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from calendars import clock
from orchestrator.models import Invoice, Organization, WorkshopRequest
from orchestrator.rules.invoice import InvoiceLine, LineKind, read_payer
from orchestrator.rules.money import dollars
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.split import settled, shares
from orchestrator.services.access import audit
from orchestrator.services.money import invoicing, overview

if TYPE_CHECKING:
    from orchestrator.models import QuoteVersion, RequestOrganization, Workshop

PRICE = "workshop"  # the code of the quote's line that is no journey


@dataclass(frozen=True, slots=True)
class Share:
    """What one organization pays, in cents: its part of the price, and of the journey."""

    organization: RequestOrganization
    price: int
    journey: int
    cap: int

    @property
    def total(self) -> int:
        """Return both together."""
        return self.price + self.journey


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a workshop on request costs its organizations; `actual` may lie above `cap`."""

    shares: tuple[Share, ...]
    actual: int
    cap: int

    @property
    def charged(self) -> int:
        """Return what all pay together."""
        return sum(share.total for share in self.shares)


def settlement(workshop: Workshop) -> Settlement | None:
    """Return how the workshop would be settled now; None for one that nobody requested."""
    row = WorkshopRequest.objects.filter(workshop=workshop).first()
    quote = row.quotes.last() if row else None
    if row is None or quote is None:
        return None
    sharing = [one for one in row.organizations.all() if one.left_at is None]
    if not sharing:
        return None
    caps, weights = [quote.cents_of(one) for one in sharing], [one.weight for one in sharing]
    price = _price(quote)
    actual = price + overview.earned(workshop).spent
    totals = settled(actual, caps, weights)
    of_price = shares(price, weights)
    return Settlement(
        tuple(
            Share(one, min(part, total), total - min(part, total), cap)
            for one, part, total, cap in zip(sharing, of_price, totals, caps, strict=True)
        ),
        actual,
        sum(caps),
    )


@transaction.atomic
def settle(workshop: Workshop, actor: str) -> list[Invoice]:
    """Issue each organization its invoice; settled again, the same ones stand.

    Raises RuleBroken: `nothing_to_settle`, `not_over`.
    """
    found = settlement(workshop)
    if found is None or found.charged == 0:
        raise RuleBroken(
            "nothing_to_settle",
            "There is nothing to settle: nobody accepted a quote for this workshop.",
            allowed="issuing invoices by hand",
        )
    if workshop.end is None or workshop.end > clock.now():
        raise RuleBroken(
            "not_over",
            "The workshop is not over, so its journey may still cost more.",
            allowed="settling it once it is over and all receipts are written down",
        )
    bills = [_bill(workshop, share) for share in found.shares if share.total]
    papers = [invoicing.issue(bill, actor) for bill in bills]
    audit.record(actor, "workshop settled", workshop, cents=found.charged)
    return papers


def is_settled(workshop: Workshop) -> bool:
    """Say whether the invoices of the settlement were issued already."""
    return Invoice.objects.filter(cause__startswith=f"settlement:{workshop.pk}:").exists()


def _bill(workshop: Workshop, share: Share) -> invoicing.Bill:
    one = share.organization
    lines = (
        InvoiceLine(LineKind.WORKSHOP, "Your share of the workshop", share.price),
        InvoiceLine(LineKind.TRAVEL, "Your share of the journey, at what it cost", share.journey),
    )
    return invoicing.Bill(
        cause=f"settlement:{workshop.pk}:{one.pk}",
        payer=read_payer(one.name, one.email, one.billing_address, one.purchase_order[:60]),
        lines=tuple(line for line in lines if line.cents),
        workshop=workshop,
        organization=Organization.objects.filter(name__iexact=one.name).first(),
        note=f"Settled up to {dollars(share.cap)}, as accepted.",
    )


def _price(quote: QuoteVersion) -> int:
    return sum(line["high_cents"] for line in quote.lines if line["code"] == PRICE)
