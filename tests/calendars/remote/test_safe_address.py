from __future__ import annotations

import doctest
import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from http_stand_in import Reply, served
from ics_made import HOST, WINDOW, calendar

from calendars.remote import safe_address
from calendars.remote.fetching import Fetching
from calendars.remote.ics_url import IcsAddress
from calendars.remote.port import RemoteError, WrittenEntry

CALL = calendar("UID:a\nSUMMARY:Call\nDTSTART:20261201T170000Z\nDURATION:PT1H")
NINE = ["2026-12-01 09:00 > 12-01 10:00"]
ENTRY = WrittenEntry("a", "a", WINDOW[0], WINDOW[1], "x")
HERE = Fetching(seconds=5, allow_private=True)
PEM = Path(__file__).parents[2] / "orchestrator/gateways/mail/localhost.pem"


def address(url: str, how: Fetching = HERE) -> IcsAddress:
    return IcsAddress(url, HOST, how)


def test_the_examples_in_the_docstrings_are_true() -> None:
    assert doctest.testmod(safe_address).failed == 0


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "0.0.0.0", "[::1]", "10.1.2.3", "169.254.169.254", "2130706433", "0x7f.1"]  # noqa: S104 -- not bound to, but asked
)  # fmt: skip
def test_no_address_leads_into_a_private_network_unless_the_settings_allow_it(host: str) -> None:
    with served(lambda _: Reply(200, CALL)) as found:
        port = found.url.rpartition(":")[2]
        with pytest.raises(RemoteError, match="private network") as refused:
            address(f"https://{host}:{port}/", Fetching(seconds=2)).read(WINDOW, {})
        assert refused.value.permanent
        assert found.asked == []


def resolved(*answers: str) -> Callable[..., list[Any]]:
    """Return a name service that gives one answer after the other."""
    left = list(answers)

    def look_up(_: str, port: int, **__: Any) -> list[Any]:
        found = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found.split()]

    return look_up


def test_a_redirect_into_a_private_network_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.create_connection
    proof = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    proof.load_cert_chain(PEM)
    unsure = ssl._create_unverified_context()  # noqa: S323 -- the stand-in proves nothing
    inner = Reply(302, b"", {"Location": "https://inner.example/x"})
    with served(lambda _: inner, proof) as found:
        port = int(found.url.rpartition(":")[2])
        monkeypatch.setattr(socket, "getaddrinfo", resolved("192.0.43.8", "10.0.0.1"))
        monkeypatch.setattr(socket, "create_connection", lambda _, timeout: real_connection(real, port, timeout))  # fmt: skip
        with pytest.raises(RemoteError, match="private network"):
            address("https://public.example/x", Fetching(seconds=2, ssl_context=unsure)).read(
                WINDOW, {}
            )
    assert len(found.asked) == 1


def real_connection(real: Callable[..., socket.socket], port: int, timeout: float) -> socket.socket:
    """Connect to the stand-in, whatever address was checked."""
    monkey, socket.getaddrinfo = socket.getaddrinfo, ORIGINAL
    try:
        return real(("127.0.0.1", port), timeout=timeout)
    finally:
        socket.getaddrinfo = monkey


ORIGINAL = socket.getaddrinfo


def test_what_was_checked_is_what_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def connect(where: tuple[str, int], timeout: float) -> socket.socket:
        tried.append(where[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    monkeypatch.setattr(socket, "getaddrinfo", resolved("192.0.43.8", "127.0.0.1"))
    with pytest.raises(RemoteError, match="takes no connection"):
        address("https://rebinding.example/x", Fetching(seconds=2)).read(WINDOW, {})
    assert tried == ["192.0.43.8"]
    monkeypatch.setattr(socket, "getaddrinfo", resolved("192.0.43.8 127.0.0.1"))
    with pytest.raises(RemoteError, match="private network"):
        address("https://both.example/x", Fetching(seconds=2)).read(WINDOW, {})


@pytest.mark.parametrize(
    ("text", "public"),
    [
        ("8.8.8.8", True), ("2606:4700::1111", True), ("100.64.0.1", False), ("192.168.1.1", False), ("224.0.0.1", False),
        ("240.0.0.1", False), ("fe80::1%eth0", False), ("fd00::1", False), ("::", False), ("64:ff9b::7f00:1", False),
        ("64:ff9b::808:808", True), ("2002:7f00:1::", False), ("2001:0:808:808::80ff:fffe", False),
    ],
)  # fmt: skip
def test_which_addresses_are_public(text: str, *, public: bool) -> None:
    assert safe_address.is_public(text) is public
