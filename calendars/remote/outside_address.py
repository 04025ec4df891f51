"""Which addresses a person may have us call: https on the public internet, and nothing odd.

The one rule for calendars and webhooks alike. What a name leads to is judged where the connection
is opened (`safe_address.py`), because only there it is known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from calendars.remote.safe_address import is_public

PORTS = {"http": 80, "https": 443}
FIRST_FREE_PORT = 1024  # below are other services: mail, shells, databases of old
LONGEST = 2000
PLAIN = re.compile(r"[!-\[\]-~]+")  # printable ASCII without blanks and backslashes
INNER_NAMES = ("localhost", ".localhost", ".local", ".internal", ".home.arpa", ".lan")


class AddressRefused(ValueError):  # noqa: N818 -- a refusal with its reason, fit to be shown
    """We do not call that address; the message says why."""


@dataclass(frozen=True, slots=True)
class OutsideAddress:
    """An address that may be called: `target` is its path with its query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> tuple[str, str, int]:
        """Return who is behind it, whatever the path."""
        return self.scheme, self.host, self.port


def read_address(text: str, *, allow_private: bool = False) -> OutsideAddress:
    """Return the address. Raises AddressRefused.

    `allow_private` is for demos and for servers of one's own network: http and inner names, too.

    >>> read_address("https://example.org/hook?x=1")
    OutsideAddress(scheme='https', host='example.org', port=443, target='/hook?x=1')
    """
    if len(text) > LONGEST or not PLAIN.fullmatch(text):
        raise AddressRefused("it must be plain ASCII without blanks, at most 2000 characters")
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").removesuffix("."), parts.port
    except ValueError:
        raise AddressRefused("it cannot be read") from None
    if parts.scheme not in PORTS or not host:
        raise AddressRefused("it is not one of the web")
    if "@" in parts.netloc:
        raise AddressRefused("a name or password must not stand in it")
    if port is None:
        port = PORTS[parts.scheme]
    if port not in PORTS.values() and port < FIRST_FREE_PORT:
        raise AddressRefused("its port is not one of the web")
    if not allow_private:
        _check_public(parts.scheme, host)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return OutsideAddress(parts.scheme, host, port, target)


def _check_public(scheme: str, host: str) -> None:
    if scheme != "https":
        raise AddressRefused("it must begin with https://")
    if f".{host}".endswith(INNER_NAMES):
        raise AddressRefused("it leads into a private network")
    try:
        literal = str(ip_address(host.partition("%")[0]))
    except ValueError:
        return  # a name: what it leads to is looked at when we connect
    if not is_public(literal):
        raise AddressRefused("it leads into a private network")
