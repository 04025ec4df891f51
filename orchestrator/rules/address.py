"""E-mail addresses: what a mail server can be asked to take, and what it cannot.

The only importer of idna. A domain beyond ASCII becomes its A-label (IDNA 2008), which every server
takes; a local part beyond ASCII stays, and needs a server that offers SMTPUTF8 (RFC 6531).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import idna

LONGEST_LOCAL = 64
LONGEST_DOMAIN = 253
# Dot-atoms (RFC 5322, 3.2.3) and letters beyond ASCII; quoted local parts are refused.
_LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*")
_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*")


class AddressError(ValueError):
    """This is no address that a mail server could take; the message says why."""


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox: its local part as it was given, its domain in ASCII and small letters.

    >>> str(parse_address("anna@Bücher.example"))
    'anna@xn--bcher-kva.example'
    """

    local: str
    domain: str

    def __str__(self) -> str:
        return f"{self.local}@{self.domain}"

    @property
    def needs_utf8(self) -> bool:
        """Say whether only a server that offers SMTPUTF8 can take it."""
        return not self.local.isascii()


def parse_address(text: str) -> Address:
    """Return the address that the text is; raises AddressError.

    >>> parse_address("ada@example.org")
    Address(local='ada', domain='example.org')
    """
    local, at, domain = text.rpartition("@")
    if not at or not local or not domain:
        raise AddressError("This is no e-mail address: it needs a name, an @ and a domain.")
    if len(local.encode("utf-8", "replace")) > LONGEST_LOCAL or not _LOCAL.fullmatch(local):
        raise AddressError("The part before the @ is not one that mail servers take.")
    try:
        ascii_domain = idna.encode(domain, uts46=True).decode("ascii").lower()
    except idna.IDNAError as error:
        raise AddressError("The part after the @ is no domain.") from error
    if len(ascii_domain) > LONGEST_DOMAIN or not _DOMAIN.fullmatch(ascii_domain):
        raise AddressError("The part after the @ is no domain.")
    return Address(local, ascii_domain)
