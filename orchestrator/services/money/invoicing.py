"""Issuing invoices and credit notes: a number without a gap, and a paper that never changes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from calendars import clock
from orchestrator.models import Invoice, InvoiceSeries
from orchestrator.models.invoice import new_invoice_id
from orchestrator.rules.email_address import read_address
from orchestrator.rules.invoice import (
    InvoiceLine,
    LineKind,
    PaperKind,
    Payer,
    check_lines,
    number_of,
    printed_prefix,
)
from orchestrator.rules.money import dollars
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.access import audit
from orchestrator.services.access.tokens import derived, hashed
from orchestrator.services.mail import outbox
from orchestrator.services.webhooks.events import invoice_told

if TYPE_CHECKING:
    from orchestrator.models import Organization, Registration, Workshop

ISSUED = "invoice-issued"  # the kind of the letter


@dataclass(frozen=True, slots=True)
class Bill:
    """What is to be billed to whom, and for what; `cause` names it, so that it is billed once."""

    cause: str
    payer: Payer
    lines: tuple[InvoiceLine, ...]
    workshop: Workshop | None = None
    organization: Organization | None = None
    registration: Registration | None = None
    note: str = ""


@transaction.atomic
def issue(bill: Bill, actor: str) -> Invoice:
    """Issue an invoice and owe its payer the mail; the same cause again gives the one that stands.

    Raises RuleBroken as `check_lines` does.
    """
    total = check_lines(bill.lines)
    today = clock.today(settings.COMPANY.company.timezone)
    series = _series(settings.COMPANY.invoices.prefix, today.year)
    known = Invoice.objects.filter(cause=bill.cause).first()  # asked again behind the lock
    if known:
        return known
    invoice = _paper(series, bill.payer, bill.lines)
    invoice.kind, invoice.cause, invoice.total_cents = PaperKind.INVOICE, bill.cause, total
    invoice.issued_on = today
    invoice.due_on = today + timedelta(days=settings.COMPANY.invoices.due_days)
    invoice.workshop, invoice.organization = bill.workshop, bill.organization
    invoice.registration, invoice.note = bill.registration, bill.note
    invoice.save()
    _owe(invoice)
    invoice_told(invoice)
    audit.record(actor, "invoice issued", invoice, number=invoice.number, cents=total)
    return invoice


@transaction.atomic
def credit(invoice_id: int, cents: int, reason: str, actor: str) -> Invoice:
    """Take `cents` of an invoice back by a credit note, and owe its payer the mail.

    Raises RuleBroken: `invoice_unknown`, `credit_not_positive`, `more_than_left`, `reason_missing`.
    """
    invoice = _locked(invoice_id)
    reason = " ".join(reason.split())
    left = invoice.total_cents - credited(invoice)
    if not reason or len(reason) > 200 or not reason.isprintable():  # noqa: PLR2004 -- a line
        raise RuleBroken("reason_missing", "Why is it taken back?", allowed="a few words")
    if cents <= 0:
        raise RuleBroken(
            "credit_not_positive",
            "A credit note takes back something.",
            allowed="$0.01 or more",
        )
    if cents > left:
        raise RuleBroken(
            "more_than_left",
            "Of this invoice {left} are left to take back.",
            allowed="at most {left}",
            left=dollars(left),
        )
    today = clock.today(settings.COMPANY.company.timezone)
    series = _series(settings.COMPANY.invoices.credit_prefix, today.year)
    email = read_address(invoice.payer_email)
    payer = Payer(invoice.payer_name, email, invoice.payer_address, invoice.purchase_order)
    note = _paper(series, payer, (InvoiceLine(_mostly(invoice), reason, -cents),))
    note.kind, note.total_cents, note.corrects = PaperKind.CREDIT_NOTE, -cents, invoice
    note.cause = f"credit:{invoice.pk}:{note.sequence}"
    note.issued_on = note.due_on = today
    note.workshop, note.organization = invoice.workshop, invoice.organization
    note.registration = invoice.registration
    note.save()
    _owe(note)
    invoice_told(note)
    audit.record(actor, "credit note issued", note, number=note.number, cents=cents)
    return note


def credited(invoice: Invoice) -> int:
    """Return how many cents of an invoice were taken back."""
    found: int | None = invoice.credit_notes.aggregate(sum=Sum("total_cents"))["sum"]
    return -(found or 0)


def link_token(invoice: Invoice) -> str:
    """Return the token of the payer's page, `/invoices/<token>`."""
    return derived("invoice", invoice.public_id, 0)


def by_link(token: str) -> Invoice | None:
    """Return the paper that a token opens, or None."""
    rows = Invoice.objects.select_related("workshop", "corrects")
    return rows.filter(link_hash=hashed(token)).first()


def seller() -> str:
    """Return who sends the paper, line by line."""
    company, said = settings.COMPANY.company, settings.COMPANY.invoices.seller
    return "\n".join([company.name, *(said.split("\n") if said else [company.home])])


def _series(prefix: str, year: int) -> InvoiceSeries:
    """Return the run of numbers, locked until the transaction ends: so no number is lost or twice.

    The number is counted up in the transaction that keeps its paper, never before. What counts is
    the prefix as it is printed: `{year}-` and `2026-` are one run in 2026.
    """
    row, _ = InvoiceSeries.objects.get_or_create(prefix=printed_prefix(prefix, year))
    return InvoiceSeries.objects.select_for_update().get(pk=row.pk)


def _paper(series: InvoiceSeries, payer: Payer, lines: tuple[InvoiceLine, ...]) -> Invoice:
    """Return a paper with the next number of a locked run, not saved yet."""
    series.last += 1
    series.save(update_fields=["last"])
    paper = Invoice(
        public_id=new_invoice_id(),
        series=series,
        sequence=series.last,
        number=number_of(series.prefix, series.last, settings.COMPANY.invoices.digits),
        seller=seller(),
        payer_name=payer.name,
        payer_email=payer.email.given,
        payer_address=payer.address,
        purchase_order=payer.purchase_order,
        lines=[asdict(line) for line in lines],
    )
    paper.link_hash = hashed(link_token(paper))
    if Invoice.objects.filter(number=paper.number).exists():
        raise RuleBroken(
            "number_taken",
            "The number {number} stands on another paper already.",
            allowed="another prefix in settings.toml, section [invoices]",
            number=paper.number,
        )
    return paper


def _mostly(invoice: Invoice) -> LineKind:
    """Return what most of an invoice is for: whatever is taken back of it is taken from there."""
    return max(invoice.all_lines, key=lambda line: line.cents).kind


def _owe(paper: Invoice) -> None:
    outbox.owe(
        cause=f"invoice:{paper.pk}",
        kind=ISSUED,
        recipient=paper.payer_email,
        workshop=paper.workshop,
        facts={"invoice": paper.pk},
        language=paper.registration.language if paper.registration else "",
    )


def _locked(invoice_id: int) -> Invoice:
    rows = Invoice.objects.select_for_update().filter(pk=invoice_id, kind=PaperKind.INVOICE)
    invoice = rows.first()
    if invoice is None:
        raise RuleBroken("invoice_unknown", "There is no such invoice.")
    return invoice
