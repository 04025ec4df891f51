"""Money: whole cents of US dollars, read from what people type and shown as they write it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from calendars.words import ENGLISH, locale_of
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.sentence import Spoken

if TYPE_CHECKING:
    from orchestrator.rules.sentence import Teller

MOST_CENTS = 1_000_000_000  # ten million dollars: more is a slip of the finger
_AMOUNT = re.compile(
    r"\$? ?(-?)\$? ?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]{1,2}))?", re.ASCII
)


def read_cents(text: str) -> int:
    """Return the cents that somebody typed, in dollars: `1,250.5` is 125050.

    >>> read_cents("$ 1,250.50"), read_cents("-3")
    (125050, -300)

    Raises RuleBroken (`amount_unreadable`, `amount_too_large`).
    """
    found = _AMOUNT.fullmatch(text.strip())
    if not found:
        raise RuleBroken(
            "amount_unreadable", "That is no amount in dollars.", allowed="an amount like 1,250.50"
        )
    sign, dollars, cents = found.groups()
    if len(dollars) > len("10,000,000"):
        raise _too_large()
    value = int(dollars.replace(",", "")) * 100 + int((cents or "0").ljust(2, "0"))
    if value > MOST_CENTS:
        raise _too_large()
    return -value if sign else value


class Dollars(Spoken):
    """An amount as people write it; it remembers its cents."""

    cents: int

    def __new__(cls, cents: int) -> Self:
        """Write the amount as it is written in English."""
        made = super().__new__(cls, _written(cents, ENGLISH))
        made.cents = cents
        return made

    def __getnewargs__(self) -> tuple[int]:  # type: ignore[override]
        """Return what a copy is made of."""
        return (self.cents,)

    def told(self, teller: Teller) -> str:
        """Return the amount as the teller's language writes it."""
        return _written(self.cents, teller.language)


def dollars(cents: int) -> Dollars:
    """Return an amount as people write it.

    >>> dollars(125050), dollars(-300)
    ('$1,250.50', '-$3.00')
    """
    return Dollars(cents)


def plain(cents: int) -> str:
    """Return an amount for spreadsheets: no sign of the currency, a point, two places.

    >>> plain(125050), plain(-5)
    ('1250.50', '-0.05')
    """
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"


def _written(cents: int, language: str) -> str:
    from babel.numbers import format_currency  # noqa: PLC0415 -- its tables, when first asked for

    locale = "en_US" if language == ENGLISH else locale_of(language)
    return format_currency(Decimal(cents) / 100, "USD", locale=locale)


def _too_large() -> RuleBroken:
    return RuleBroken(
        "amount_too_large",
        "That is more than any workshop costs.",
        allowed="at most {most}",
        most=dollars(MOST_CENTS),
    )
