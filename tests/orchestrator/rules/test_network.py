from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.rules.network import UNKNOWN, network_of, read_network

OURS = [read_network("127.0.0.1"), read_network("10.0.0.0/8"), read_network("fd00::/8")]


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("192.0.2.7", "", "192.0.2.7"),
        ("192.0.2.7", "10.0.0.1, 6.6.6.6", "192.0.2.7"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.2", "198.51.100.2"),
        ("127.0.0.1", "6.6.6.6, 198.51.100.2, 10.1.2.3", "198.51.100.2"),
        ("10.9.9.9", "10.1.1.1, 10.2.2.2", "10.1.1.1"),
        ("127.0.0.1", "198.51.100.2, nonsense", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.2:4711", "198.51.100.2"),
        ("127.0.0.1", "[2001:db8:1:2:3::4]:4711", "2001:db8:1:2::/64"),
        ("127.0.0.1", "2001:db8:1:2:ffff::4", "2001:db8:1:2::/64"),
        ("::ffff:127.0.0.1", "198.51.100.2", "198.51.100.2"),
        ("::ffff:192.0.2.7", "", "192.0.2.7"),
        ("fd00::1", "2001:db8::5", "2001:db8::/64"),
        ("fe80::1%eth0", "", "fe80::/64"),
        ("", "198.51.100.2", UNKNOWN),
        ("not an address", "198.51.100.2", UNKNOWN),
    ],
)
def test_only_our_own_proxies_are_believed(peer: str, forwarded: str, found: str) -> None:
    assert network_of(peer, forwarded, OURS) == found


@given(st.text(max_size=200))
def test_whatever_a_stranger_writes_further_left_changes_nothing(forged: str) -> None:
    assert network_of("10.0.0.1", f"{forged},198.51.100.2", OURS) == "198.51.100.2"
    assert network_of("198.51.100.2", forged, OURS) == "198.51.100.2"


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_peer_and_any_header_have_an_answer(peer: str, forwarded: str) -> None:
    assert network_of(peer, forwarded, OURS)


def test_more_hops_than_anybody_has_are_not_walked() -> None:
    assert (
        network_of("10.0.0.1", ",".join(["198.51.100.2", *["10.0.0.2"] * 50]), OURS) == "10.0.0.2"
    )
