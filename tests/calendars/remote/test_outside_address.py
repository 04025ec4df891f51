from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.remote import outside_address
from calendars.remote.outside_address import AddressRefused, OutsideAddress, read_address


def test_the_examples_in_the_docstrings_are_true() -> None:
    assert doctest.testmod(outside_address).failed == 0


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("http://example.org/", "https://"),
        ("ftp://example.org/", "not one of the web"),
        ("file:///etc/passwd", "not one of the web"),
        ("gopher://example.org/", "not one of the web"),
        ("https://", "not one of the web"),
        ("//example.org/", "not one of the web"),
        ("https://user@example.org/", "name or password"),
        ("https://user:secret@example.org/", "name or password"),
        ("https://example.org@127.0.0.1/", "name or password"),
        ("https://example.org:22/", "port"),
        ("https://example.org:25/", "port"),
        ("https://example.org:0/", "port"),
        ("https://example.org:99999/", "cannot be read"),
        ("https://[::1", "cannot be read"),
        ("https://127.0.0.1/", "private network"),
        ("https://10.1.2.3:8443/", "private network"),
        ("https://172.16.0.1/", "private network"),
        ("https://192.168.0.1/", "private network"),
        ("https://169.254.169.254/latest/meta-data/", "private network"),
        ("https://100.64.0.1/", "private network"),
        ("https://0.0.0.0/", "private network"),
        ("https://224.0.0.1/", "private network"),
        ("https://255.255.255.255/", "private network"),
        ("https://[::1]/", "private network"),
        ("https://[::]/", "private network"),
        ("https://[fe80::1%25eth0]/", "private network"),
        ("https://[fd00::1]/", "private network"),
        ("https://[::ffff:127.0.0.1]/", "private network"),
        ("https://[::ffff:10.0.0.1]/", "private network"),
        ("https://[64:ff9b::7f00:1]/", "private network"),
        ("https://localhost/", "private network"),
        ("https://LOCALHOST./", "private network"),
        ("https://printer.local/", "private network"),
        ("https://metadata.google.internal/", "private network"),
        ("https://router.lan/", "private network"),
        ("https://example.org/a b", "plain ASCII"),
        ("https://example.org/\r\nHost: x", "plain ASCII"),
        ("https://example.org\\@127.0.0.1/", "plain ASCII"),
        ("https://exämple.org/", "plain ASCII"),
        ("https://example.org/" + "x" * 2000, "plain ASCII"),
        ("", "plain ASCII"),
    ],
)
def test_what_must_not_be_called_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(AddressRefused, match=why):
        read_address(text)


def test_good_addresses_are_read() -> None:
    assert read_address("https://Example.ORG.:8443?x=1") == OutsideAddress(
        "https", "example.org", 8443, "/?x=1"
    )
    assert read_address("https://[2606:4700::1111]/").host == "2606:4700::1111"
    assert read_address("http://127.0.0.1:8000/x", allow_private=True).port == 8000


def test_also_at_home_nobody_is_led_to_another_service() -> None:
    for text in ("http://127.0.0.1:25/", "file:///x", "http://u@localhost/"):
        with pytest.raises(AddressRefused):
            read_address(text, allow_private=True)


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    for said in (text, f"https://{text}", f"https://example.org:{text}/"):
        try:
            found = read_address(said)
        except AddressRefused:
            continue
        assert found.scheme == "https"
        assert "\n" not in found.target
