"""Which machines an address may lead to: public ones only, checked on what is connected to."""

from __future__ import annotations

import socket
import time
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from calendars.remote.port import RemoteError

TRANSLATED = IPv6Network("64:ff9b::/96")  # NAT64: the last 32 bits are an IPv4 address


def connected(
    host: str, port: int, deadline: float, *, allow_private: bool, whose: str = "The calendar"
) -> socket.socket:
    """Return a connection to the first address of the host that takes one. Raises RemoteError.

    `deadline` is on the monotonic clock, and the connection times out then.
    The name is looked up once, and what is connected to is what was checked: a second answer of its
    name server (DNS rebinding) is never asked for.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise RemoteError(f"{whose}'s server is not found by its name.") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not allow_private and not all(map(is_public, addresses)):
        raise RemoteError(
            f"{whose}'s address leads into a private network; "
            "allow_private_addresses in the settings would permit that.",
            permanent=True,
        )
    for address in dict.fromkeys(addresses):
        left = max(deadline - time.monotonic(), 0.001)
        try:
            return socket.create_connection((address, port), timeout=left)
        except OSError:
            continue
    raise RemoteError(f"{whose}'s server takes no connection.")


def is_public(text: str) -> bool:
    """Say whether an IP address belongs to the public internet, and to no inner network.

    >>> [is_public(one) for one in ("192.0.43.8", "127.0.0.1", "::ffff:169.254.169.254")]
    [True, False, False]
    """
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address):
        inner = _inner(address)
        if inner is not None:
            return is_public(str(inner))
    return address.is_global and not address.is_multicast and not address.is_reserved


def _inner(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that an IPv6 one stands for, if it does."""
    if address in TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)
