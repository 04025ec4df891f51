"""Invoices have numbers without a gap, never change, are paid in parts, and balance the books."""

from __future__ import annotations

import csv
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import world
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings
from set_clock import SetClock

from orchestrator.models import Invoice, InvoiceSeries, OutboxMessage
from orchestrator.rules.invoice import InvoiceLine, LineKind, read_payer
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.money import books, invoicing, payments
from orchestrator.services.money.invoicing import Bill

ACME = read_payer("Acme", "pay@acme.example", "1 Road\nDuluth, MN 55802", "PO 7")
TODAY = date(2026, 11, 22)


def bill(cause: str = "test:1", cents: int = 100_00, kind: LineKind = LineKind.WORKSHOP) -> Bill:
    return Bill(cause, ACME, (InvoiceLine(kind, "The workshop", cents),))


def issue(cause: str = "test:1", cents: int = 100_00, **other: Any) -> Invoice:
    return invoicing.issue(bill(cause, cents, **other), "user 1")


def refusal(code: str) -> Any:
    return pytest.raises(RuleBroken, check=lambda refused: refused.code == code)


def said(settings: Settings, **changes: Any) -> None:
    found = settings.COMPANY.invoices.model_copy(update=changes)
    settings.COMPANY = settings.COMPANY.model_copy(update={"invoices": found})


@pytest.mark.django_db
def test_an_invoice_is_numbered_dated_due_and_mailed(at: SetClock) -> None:
    paper = issue()
    assert (paper.number, paper.issued_on, paper.due_on) == (
        "2026-0001",
        TODAY,
        TODAY + timedelta(days=30),
    )
    assert paper.seller == "Incident Response Workshops\nPortland, Oregon"
    assert world.owed() == ["invoice-issued pay@acme.example"]
    assert invoicing.by_link(invoicing.link_token(paper)) == paper
    assert invoicing.by_link("x" * 32) is None


@pytest.mark.django_db
def test_the_same_cause_is_billed_once(at: SetClock) -> None:
    assert issue().pk == issue().pk
    assert issue("test:2").number == "2026-0002"
    assert OutboxMessage.objects.count() == 2


@pytest.mark.django_db
def test_a_year_begins_at_one_in_the_companys_zone_and_a_prefix_without_years_counts_on(
    at: SetClock, settings: Settings
) -> None:
    at.at = datetime(2027, 1, 1, 7, 59, tzinfo=UTC)  # still the old year in Portland
    assert issue("test:1").number == "2026-0001"
    at.forward(minutes=1)
    assert issue("test:2").number == "2027-0001"
    said(settings, prefix="2026-")  # printed like the year before, so it is the same run
    assert [issue(f"p:{n}").number for n in range(2)] == ["2026-0002", "2026-0003"]
    said(settings, prefix="2026-000", digits=1)
    with refusal("number_taken"):
        issue("q:1")


@pytest.mark.django_db
def test_a_refused_invoice_takes_no_number(at: SetClock) -> None:
    with refusal("total_not_positive"):
        issue(cents=0)
    with transaction.atomic():
        issue("test:2")
        transaction.set_rollback(True)
    assert issue("test:3").number == "2026-0001"


@pytest.mark.django_db
def test_an_issued_invoice_never_changes(at: SetClock) -> None:
    paper = issue()
    paper.payer_name = "Somebody else"
    with pytest.raises(TypeError, match="correct it by a credit note"):
        paper.save()
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Invoice.objects.update(total_cents=1)
    assert Invoice.objects.get().payer_name == "Acme"


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_have_fifty_numbers_without_a_gap(at: SetClock) -> None:
    def one(number: int) -> str:
        try:
            with transaction.atomic():
                made = issue(f"test:{number}").number
                broke = number % 5 == 0  # this one breaks after it took its number
                transaction.set_rollback(broke)
            return "" if broke else made
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as clerks:
        numbers = sorted(filter(None, clerks.map(one, range(50))))
    assert numbers == [f"2026-{n:04}" for n in range(1, 41)]
    assert InvoiceSeries.objects.get().last == 40


# ------------------------------------------------------- credit notes and payments


@pytest.mark.django_db
def test_a_credit_note_has_its_own_numbers_and_takes_back_no_more_than_there_is(
    at: SetClock,
) -> None:
    paper = issue()
    note = invoicing.credit(paper.pk, 30_00, "One seat less", "user 1")
    assert (note.number, note.total_cents, note.corrects) == ("C2026-0001", -30_00, paper)
    with refusal("more_than_left"):
        invoicing.credit(paper.pk, 70_01, "All", "user 1")
    with refusal("credit_not_positive"):
        invoicing.credit(paper.pk, 0, "Nothing", "user 1")
    with refusal("reason_missing"):
        invoicing.credit(paper.pk, 1, " ", "user 1")
    with refusal("invoice_unknown"):
        invoicing.credit(note.pk, 1, "A note of a note", "user 1")
    assert issue("test:2").number == "2026-0002"
    invoicing.credit(paper.pk, 70_00, "The rest", "user 1")
    (account,) = payments.accounts([paper])
    assert (account.state, account.left) == ("credited", 0)


@pytest.mark.django_db
def test_an_invoice_is_paid_in_parts_and_money_can_be_sent_back(at: SetClock) -> None:
    paper = issue()
    payments.record(paper.pk, 40_00, TODAY, "first", "user 1")
    assert [one.state for one in payments.accounts([paper])] == ["partly paid"]
    with refusal("more_than_owed"):
        payments.record(paper.pk, 60_01, TODAY, "", "user 1")
    payments.record(paper.pk, 60_00, TODAY, "", "user 1")
    payments.record(paper.pk, -100_00, TODAY, "sent back", "user 1")
    (account,) = payments.accounts([paper])
    assert (account.paid, account.left, account.state) == (0, 100_00, "open")
    at.forward(minutes=31 * 24 * 60)
    assert payments.accounts([paper])[0].state == "overdue"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cents", "day", "note", "code"),
    [
        (0, TODAY, "", "nothing_paid"),
        (10**12, TODAY, "", "nothing_paid"),
        (-1, TODAY, "", "more_than_paid"),
        (1, TODAY + timedelta(days=1), "", "paid_in_future"),
        (1, date(1, 1, 1), "", "paid_in_past"),
        (1, TODAY, "x" * 201, "note_too_long"),
    ],
)
def test_a_payment_that_cannot_be_is_refused(
    at: SetClock, cents: int, day: date, note: str, code: str
) -> None:
    paper = issue()
    with refusal(code):
        payments.record(paper.pk, cents, day, note, "user 1")
    with refusal("invoice_unknown"):
        payments.record(0, 1, TODAY, "", "user 1")


# ------------------------------------------------------- the books


@pytest.mark.django_db
def test_the_journal_balances_to_the_cent(at: SetClock) -> None:
    both = (
        InvoiceLine(LineKind.WORKSHOP, "The workshop", 333_33),
        InvoiceLine(LineKind.TRAVEL, "Travel", 66_67),
    )
    paper = invoicing.issue(Bill("test:1", ACME, both), "user 1")
    payments.record(paper.pk, 150_00, TODAY, "", "user 1")
    invoicing.credit(paper.pk, 50_00, "A mistake", "user 1")
    found = books.journal(TODAY, TODAY)
    assert sum(one.debit for one in found) == sum(one.credit for one in found)
    by_account: dict[str, int] = {}
    for one in found:
        by_account[one.account] = by_account.get(one.account, 0) + one.debit - one.credit
    assert by_account == {
        "1200 Accounts receivable": 200_00,
        "1000 Bank": 150_00,
        "4000 Workshops": -283_33,
        "4100 Travel charged on": -66_67,
    }
    assert books.journal(TODAY - timedelta(days=9), TODAY - timedelta(days=1)) == []
    table = list(csv.reader(StringIO(books.journal_csv(TODAY, TODAY))))
    assert table[0] == ["date", "account", "debit", "credit", "text"]
    assert len(table) == len(found) + 1


@pytest.mark.django_db
def test_no_cell_is_a_formula(at: SetClock) -> None:
    payer = read_payer('=HYPERLINK("https://evil.example")', "x@example.org")
    paper = invoicing.issue(Bill("test:1", payer, bill().lines, world.publish()), "user 1")
    row = list(csv.reader(StringIO(books.invoices_csv(TODAY, TODAY))))[1]
    assert row[3] == '\'=HYPERLINK("https://evil.example")'
    assert row[6:] == ["100.00", "0.00", "0.00", "100.00", "open"]
    assert row[0] == paper.number
