"""E-mail addresses: what one must look like, and when two of them are one person."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from orchestrator.rules.refusal import RuleBroken

LONGEST = 128  # Zoom takes no longer one from a registrant
LONGEST_LOCAL = 64
_LOCAL = re.compile(r"[^\s\x00-\x20\x7f\"(),:;<>@\[\\\]]+")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
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
    local, at, domain = given.rpartition("@")
    ascii_domain = _ascii(domain.lower())
    bad_dots = local.startswith(".") or local.endswith(".") or ".." in local
    if (
        not at
        or len(given) > LONGEST
        or not given.isprintable()
        or not 0 < len(local) <= LONGEST_LOCAL
        or not _LOCAL.fullmatch(local)
        or bad_dots
        or not ascii_domain
    ):
        raise RuleBroken(
            "email_invalid",
            "That is not an e-mail address.",
            allowed=f"an address like ada@example.org of at most {LONGEST} characters",
        )
    local = local.lower()
    if ascii_domain in _GOOGLE:
        local, ascii_domain = local.partition("+")[0].replace(".", "") or local, "gmail.com"
    return EmailAddress(given, f"{local}@{ascii_domain}")


def _ascii(domain: str) -> str:
    """Return the domain as DNS knows it, or '' when there can be none of that name."""
    try:
        found = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    labels = found.split(".")
    good = len(labels) > 1 and all(_LABEL.fullmatch(label) for label in labels)
    return found if good and not labels[-1].isdigit() else ""
