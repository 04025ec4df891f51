"""Whose e-mail address it is: when two of them are one person, and which nobody could have."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from orchestrator.rules.address import AddressError, parse_address
from orchestrator.rules.refusal import RuleBroken

LONGEST = 128  # Zoom takes no longer one from a registrant
LONGEST_KEY = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets
_GOOGLE = frozenset({"gmail.com", "googlemail.com"})


@dataclass(frozen=True, slots=True)
class EmailAddress:
    """An address `given` to write to, and the `key` by which its person is known again."""

    given: str
    key: str


def read_address(text: str) -> EmailAddress:
    """Return the address in a text; raises RuleBroken (`email_invalid`).

    Upper case never counts. At Google's own domains dots and what follows a plus do not either,
    because Google says so; everywhere else they may name another person, so they stay.

    >>> read_address("User+Tag@Gmail.com").key
    'user@gmail.com'
    >>> read_address("user+tag@company.com").key
    'user+tag@company.com'
    """
    given = unicodedata.normalize("NFC", text).strip()
    try:
        address = parse_address(given)
    except AddressError as error:
        raise _refusal() from error
    top = address.domain.rpartition(".")[2]
    if len(given) > LONGEST or address.domain == top or top.isdigit():
        raise _refusal()
    local, domain = address.local.lower(), address.domain
    if domain in _GOOGLE:
        local, domain = local.partition("+")[0].replace(".", "") or local, "gmail.com"
    key = f"{local}@{domain}"
    if len(key) > LONGEST_KEY:  # a domain beyond ASCII grows when it is written in ASCII
        raise _refusal()
    return EmailAddress(given, key)


def _refusal() -> RuleBroken:
    return RuleBroken(
        "email_invalid",
        "That is not an e-mail address.",
        allowed="an address like ada@example.org of at most {longest} characters",
        longest=LONGEST,
    )
