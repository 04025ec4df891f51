"""What the owner's bookkeeper gets: a table of invoices, and a journal that balances."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

from django.conf import settings

from orchestrator.models import Invoice, Payment
from orchestrator.rules.csv_file import safe_cell
from orchestrator.rules.invoice import Booking, LineKind, PaperKind
from orchestrator.rules.money import plain
from orchestrator.services.money.payments import accounts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

COLUMNS = (
    "number", "issued", "due", "payer", "purchase order", "workshop",
    "total", "credited", "paid", "left", "state",
)  # fmt: skip


def invoices_csv(first: date, last: date) -> str:
    """Return every invoice of those days as a table, oldest first."""
    rows = Invoice.objects.filter(kind=PaperKind.INVOICE, issued_on__range=(first, last))
    table: list[tuple[str, ...]] = [COLUMNS]
    found = accounts(rows.select_related("workshop").order_by("issued_on", "id"))
    for one in found:
        paper = one.invoice
        table.append(
            (
                paper.number, paper.issued_on.isoformat(), paper.due_on.isoformat(),
                paper.payer_name, paper.purchase_order, str(paper.workshop or ""),
                plain(paper.total_cents),
                plain(one.credited), plain(one.paid), plain(one.left), str(one.state),
            )
        )  # fmt: skip
    return _csv(table)


def journal(first: date, last: date) -> list[Booking]:
    """Return the bookings of those days in order; what is debited equals what is credited."""
    papers = Invoice.objects.filter(issued_on__range=(first, last))
    paid = Payment.objects.filter(received_on__range=(first, last)).select_related("invoice")
    found = [one for paper in papers.order_by("issued_on", "id") for one in _of_paper(paper)]
    found += [one for payment in paid for one in _of_payment(payment)]
    return sorted(found, key=lambda booking: booking.on)


def journal_csv(first: date, last: date) -> str:
    """Return the journal as a table."""
    table = [("date", "account", "debit", "credit", "text")]
    for one in journal(first, last):
        debit, credit = (plain(cents) if cents else "" for cents in (one.debit, one.credit))
        table.append((one.on.isoformat(), one.account, debit, credit, one.words))
    return _csv(table)


def _of_paper(paper: Invoice) -> Iterator[Booking]:
    """Yield what a paper changes in the books: somebody owes it, and each line earned it."""
    names = settings.COMPANY.invoices.accounts
    words = f"{paper.number} {paper.payer_name}"
    yield _booking(paper.issued_on, names.receivable, paper.total_cents, words)
    for line in paper.all_lines:
        account = names.travel if line.kind is LineKind.TRAVEL else names.workshops
        yield _booking(paper.issued_on, account, -line.cents, words)


def _of_payment(payment: Payment) -> Iterator[Booking]:
    names = settings.COMPANY.invoices.accounts
    words = f"{payment.invoice.number} {payment.invoice.payer_name}"
    yield _booking(payment.received_on, names.bank, payment.cents, words)
    yield _booking(payment.received_on, names.receivable, -payment.cents, words)


def _booking(on: date, account: str, cents: int, words: str) -> Booking:
    return Booking(on, account, max(cents, 0), max(-cents, 0), words)


def _csv(table: Iterable[Iterable[str]]) -> str:
    written = StringIO()
    csv.writer(written).writerows([safe_cell(cell) for cell in row] for row in table)
    return written.getvalue()
