"""An attendee who pays by invoice instead of by card: asked for on their own page, billed once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from orchestrator.models import Invoice, Registration, Ticket
from orchestrator.rules.invoice import InvoiceLine, LineKind
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.registration import RegistrationState
from orchestrator.rules.workshop import Audience, State
from orchestrator.services.money import invoicing

if TYPE_CHECKING:
    from orchestrator.rules.invoice import Payer


def can_ask(registration: Registration) -> bool:
    """Say whether this person can have an invoice for their seat: it costs, and nobody paid it."""
    workshop = registration.workshop
    return (
        settings.COMPANY.invoices.seat_price_dollars > 0
        and registration.state == RegistrationState.CONFIRMED
        and workshop.audience == Audience.PUBLIC
        and workshop.state == State.PUBLISHED
        and not Ticket.objects.filter(registration=registration).exists()
        and standing_invoice(registration) is None
    )


def standing_invoice(registration: Registration) -> Invoice | None:
    """Return the invoice of somebody's seat, None when there is none."""
    return Invoice.objects.filter(cause=_cause(registration)).first()


@transaction.atomic
def ask(registration_id: int, payer: Payer, actor: str) -> Invoice:
    """Bill a seat; asked again the same one stands. Raises RuleBroken (`invoice_not_offered`)."""
    rows = Registration.objects.select_for_update().filter(pk=registration_id)
    registration = rows.get()
    known = standing_invoice(registration)
    if known:
        return known
    if not can_ask(registration):
        raise RuleBroken(
            "invoice_not_offered",
            "There is nothing to bill for this seat.",
            allowed="a confirmed seat in a public workshop that was not paid otherwise",
        )
    workshop = registration.workshop
    cents = settings.COMPANY.invoices.seat_price_dollars * 100
    words = f"One seat: {workshop.title}, {workshop.span[0]:%-d %B %Y}"
    bill = invoicing.Bill(
        cause=_cause(registration),
        payer=payer,
        lines=(InvoiceLine(LineKind.SEAT, words[:200], cents),),
        workshop=workshop,
        organization=registration.organization,
        registration=registration,
    )
    return invoicing.issue(bill, actor)


def _cause(registration: Registration) -> str:
    return f"registration:{registration.pk}:seat"
