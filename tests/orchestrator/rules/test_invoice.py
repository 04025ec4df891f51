"""Money as people type it; who pays; what a number looks like; how an invoice stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.rules.invoice import (
    InvoiceLine,
    LineKind,
    Standing,
    check_lines,
    number_of,
    printed_prefix,
    read_payer,
    standing,
)
from orchestrator.rules.money import MOST_CENTS, dollars, plain, read_cents
from orchestrator.rules.refusal import RuleBroken


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("12", 1200), ("12.5", 1250), ("12.05", 1205), ("1,234.50", 123450), ("$12", 1200), ("$ 12", 1200),
        ("-12", -1200), ("-$12.30", -1230), (" 0.01 ", 1), ("10,000,000", MOST_CENTS), ("0", 0),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_type_them(typed: str, cents: int) -> None:
    assert read_cents(typed) == cents


@pytest.mark.parametrize("typed", ["", "twelve", "1.234", "1,23", "１２", "--1", "1e3", "1 000", "12.", "€12", "\x00"])  # fmt: skip
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(RuleBroken, check=lambda refusal: refusal.code == "amount_unreadable"):
        read_cents(typed)


@pytest.mark.parametrize("typed", ["10,000,000.01", "9" * 5000, "99999999999"])
def test_more_than_any_workshop_costs_is_refused(typed: str) -> None:
    with pytest.raises(RuleBroken, check=lambda refusal: refusal.code == "amount_too_large"):
        read_cents(typed)


@given(st.integers(-MOST_CENTS, MOST_CENTS))
def test_what_is_shown_is_read_back(cents: int) -> None:
    assert read_cents(dollars(cents)) == cents
    assert read_cents(plain(cents)) == cents


def test_a_payer_is_cleaned_and_keeps_the_lines_of_the_address() -> None:
    found = read_payer(" Acme  Inc ", "pay@acme.example", " 1 Road \n Duluth,  MN ", " PO 7 ")
    assert (found.name, found.address, found.purchase_order) == (
        "Acme Inc",
        "1 Road\nDuluth, MN",
        "PO 7",
    )


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (("", "a@example.org", "", ""), "payer_missing"),
        (("x" * 201, "a@example.org", "", ""), "payer_missing"),
        (("Acme", "nobody", "", ""), "email_invalid"),
        (("Acme", "a@example.org", "x" * 501, ""), "address_too_long"),
        (("Acme", "a@example.org", "a\x07b", ""), "address_too_long"),
        (("Acme", "a@example.org", "", "x" * 61), "purchase_order_too_long"),
    ],
)
def test_a_payer_that_cannot_be_printed_is_refused(given: tuple[str, ...], code: str) -> None:
    with pytest.raises(RuleBroken, check=lambda refusal: refusal.code == code):
        read_payer(*given)


def line(cents: int, words: str = "A seat") -> InvoiceLine:
    return InvoiceLine(LineKind.SEAT, words, cents)


def test_lines_add_up_and_may_take_something_off() -> None:
    assert check_lines([line(1000), line(-200, "Less, for friends")]) == 800


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([], "lines_missing"),
        ([line(1)] * 41, "lines_missing"),
        ([line(1, "")], "words_missing"),
        ([line(1, "x" * 201)], "words_missing"),
        ([line(0)], "total_not_positive"),
        ([line(-100)], "total_not_positive"),
        ([line(MOST_CENTS), line(1)], "amount_too_large"),
    ],
)
def test_lines_that_are_no_invoice_are_refused(lines: list[InvoiceLine], code: str) -> None:
    with pytest.raises(RuleBroken, check=lambda refusal: refusal.code == code):
        check_lines(lines)


@pytest.mark.parametrize(
    ("prefix", "year", "number"),
    [("{year}-", 2026, "2026-0007"), ("2026-", 2027, "2026-0007"), ("IR/{year}/", 2027, "IR/2027/0007"), ("", 2026, "0007")],
)  # fmt: skip
def test_a_number_has_any_prefix(prefix: str, year: int, number: str) -> None:
    assert number_of(printed_prefix(prefix, year), 7, 4) == number


@pytest.mark.parametrize(
    ("credited", "paid", "overdue", "state"),
    [
        (0, 0, False, Standing.OPEN),
        (0, 0, True, Standing.OVERDUE),
        (0, 40, False, Standing.PARTLY_PAID),
        (0, 40, True, Standing.OVERDUE),
        (0, 100, True, Standing.PAID),
        (60, 40, True, Standing.PAID),
        (100, 0, True, Standing.CREDITED),
    ],
)
def test_how_an_invoice_stands(credited: int, paid: int, overdue: bool, state: Standing) -> None:  # noqa: FBT001 -- a table
    assert standing(100, credited, paid, overdue=overdue) is state
