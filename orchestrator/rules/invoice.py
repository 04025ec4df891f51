"""Invoices: who pays, for what, under which number; how one stands; what accounts it touches."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from orchestrator.rules.email_address import read_address
from orchestrator.rules.money import MOST_CENTS, dollars
from orchestrator.rules.refusal import RuleBroken

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from orchestrator.rules.email_address import EmailAddress

LONGEST_NAME, LONGEST_WORDS, LONGEST_ORDER, LONGEST_ADDRESS = 200, 200, 60, 500
MOST_LINES = 40
YEAR = "{year}"


class PaperKind(StrEnum):
    """What carries a number: an invoice, or a note that takes some of one back."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class LineKind(StrEnum):
    """What a line is for; each has its account in the books."""

    WORKSHOP = "workshop"
    SEAT = "seat"
    TRAVEL = "travel"
    OTHER = "other"


class Standing(StrEnum):
    """How an invoice stands today."""

    OPEN = "open"
    PARTLY_PAID = "partly paid"
    OVERDUE = "overdue"
    PAID = "paid"
    CREDITED = "credited"  # all of it was taken back


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays, as it stands on the paper; `address` is where, line by line."""

    name: str
    email: EmailAddress
    address: str = ""
    purchase_order: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One line: what for, and how many whole cents."""

    kind: LineKind
    words: str
    cents: int


@dataclass(frozen=True, slots=True)
class Booking:
    """One line of the journal: `debit` and `credit` in cents, one of them nothing."""

    on: date
    account: str
    debit: int
    credit: int
    words: str


def read_payer(name: str, email: str, address: str = "", purchase_order: str = "") -> Payer:
    """Return the payer as given. Raises RuleBroken.

    Codes: `payer_missing`, `email_invalid`, `address_too_long`, `purchase_order_too_long`.
    """
    name, order = " ".join(name.split()), " ".join(purchase_order.split())
    lines = [" ".join(line.split()) for line in address.strip().splitlines()]
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise RuleBroken(
            "payer_missing", "Whose name goes on the invoice?", allowed="a name of one line"
        )
    if len("\n".join(lines)) > LONGEST_ADDRESS or not all(map(str.isprintable, lines)):
        raise RuleBroken(
            "address_too_long",
            "That address is too long, or holds what cannot be printed.",
            allowed="at most {longest} characters",
            longest=LONGEST_ADDRESS,
        )
    if len(order) > LONGEST_ORDER or not order.isprintable():
        raise RuleBroken(
            "purchase_order_too_long",
            "That purchase order number is too long.",
            allowed="at most {longest} characters",
            longest=LONGEST_ORDER,
        )
    return Payer(name, read_address(email), "\n".join(lines), order)


def check_lines(lines: Iterable[InvoiceLine]) -> int:
    """Return the sum of the lines of an invoice. Raises RuleBroken.

    Codes: `lines_missing`, `words_missing`, `total_not_positive`, `amount_too_large`.
    """
    all_lines = list(lines)
    if not 0 < len(all_lines) <= MOST_LINES:
        raise RuleBroken(
            "lines_missing",
            "What is it for?",
            allowed="1 to {most} lines",
            most=MOST_LINES,
        )
    for line in all_lines:
        if not line.words or len(line.words) > LONGEST_WORDS or not line.words.isprintable():
            raise RuleBroken(
                "words_missing", "Each line says what it is for.", allowed="a few words"
            )
    total = sum(line.cents for line in all_lines)
    if total <= 0:
        raise RuleBroken(
            "total_not_positive", "An invoice is for more than nothing.", allowed="$0.01 or more"
        )
    if total > MOST_CENTS:
        raise RuleBroken(
            "amount_too_large",
            "That is too much.",
            allowed="at most {most}",
            most=dollars(MOST_CENTS),
        )
    return total


def printed_prefix(prefix: str, year: int) -> str:
    """Return a prefix as it is printed in a year.

    >>> printed_prefix("IR {year}/", 2026), printed_prefix("2026-", 2027)
    ('IR 2026/', '2026-')
    """
    return prefix.replace(YEAR, str(year))


def number_of(printed: str, sequence: int, digits: int) -> str:
    """Return the number that stands on the paper.

    >>> number_of("2026-", 7, 4), number_of("INV ", 12345, 4)
    ('2026-0007', 'INV 12345')
    """
    return f"{printed}{sequence:0{digits}}"


def standing(total: int, credited: int, paid: int, *, overdue: bool) -> Standing:
    """Return how an invoice stands: all in cents, what was credited as a positive number.

    >>> str(standing(100, 0, 40, overdue=False)), str(standing(100, 100, 0, overdue=True))
    ('partly paid', 'credited')
    """
    if credited >= total:
        return Standing.CREDITED
    if paid >= total - credited:
        return Standing.PAID
    if overdue:
        return Standing.OVERDUE
    return Standing.PARTLY_PAID if paid else Standing.OPEN
