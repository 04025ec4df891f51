"""Which network somebody knocks from: the peer's, or what our own proxies say of it."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from ipaddress import IPv4Address

Network = IPv4Network | IPv6Network
IPV6_SITE_BITS = 64  # one home or office has all addresses of it
MOST_HOPS = 20
UNKNOWN = "unknown"


def read_network(text: str) -> Network:
    """Return a network, or one address as a network of its own. Raises ValueError.

    >>> read_network("10.0.0.0/8").num_addresses
    16777216
    """
    return ip_network(text.strip(), strict=False)


def network_of(peer: str, forwarded: str, trusted: Sequence[Network]) -> str:
    """Return the IPv4 address, or the /64 of the IPv6 one, that somebody knocks from.

    `peer` is who connected; `forwarded` the header X-Forwarded-For, believed only as far as each
    hop, from the right, is a proxy of ours: what a stranger writes into it stands further left.

    >>> proxies = [read_network("127.0.0.1")]
    >>> network_of("127.0.0.1", "6.6.6.6, 192.0.2.7", proxies)
    '192.0.2.7'
    >>> network_of("192.0.2.7", "6.6.6.6", proxies)
    '192.0.2.7'
    >>> network_of("2001:db8:1:2:3:4:5:6", "", [])
    '2001:db8:1:2::/64'
    """
    address = _address(peer)
    if address is None:
        return UNKNOWN
    hops = forwarded.split(",")[-MOST_HOPS:] if forwarded else []
    while hops and _is_ours(address, trusted):
        before = _address(hops.pop())
        if before is None:
            break  # a proxy of ours wrote no address: it is the last that is known
        address = before
    if isinstance(address, IPv6Address):
        return str(ip_network((address, IPV6_SITE_BITS), strict=False))
    return str(address)


def _is_ours(address: IPv4Address | IPv6Address, trusted: Sequence[Network]) -> bool:
    return any(address in network for network in trusted)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """Return the address of `192.0.2.7`, `192.0.2.7:8080`, `2001:db8::1` or `[2001:db8::1]:8080`.

    An IPv4 address in IPv6 clothes is the IPv4 address.
    """
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return (isinstance(found, IPv6Address) and found.ipv4_mapped) or found
