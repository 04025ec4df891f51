from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.rules.address import AddressError, parse_address


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ada@example.org", "ada@example.org"),
        ("Ada.Lovelace+news@EXAMPLE.org", "Ada.Lovelace+news@example.org"),
        ("o'hara_1@sub.example.co.uk", "o'hara_1@sub.example.co.uk"),
        ("root@localhost", "root@localhost"),
        ("anna@Bücher.example", "anna@xn--bcher-kva.example"),
        ("info@straße.example", "info@xn--strae-oqa.example"),  # IDNA 2008: not strasse
        ("我@例え.テスト", "我@xn--r8jz45g.xn--zckzah"),
    ],
)
def test_an_address_keeps_its_name_and_gets_an_ascii_domain(text: str, found: str) -> None:
    assert str(parse_address(text)) == found


def test_only_a_name_beyond_ascii_needs_a_modern_server() -> None:
    assert parse_address("jörg@example.org").needs_utf8
    assert not parse_address("joerg@bücher.example").needs_utf8


@pytest.mark.parametrize(
    "text",
    [
        "", "@", "ada", "ada@", "@example.org", "a b@example.org", "a..b@example.org", ".a@b.org",
        "a.@b.org", "<a@b.org>", "Ada <a@b.org>", "a@b.org,c@d.org", 'x"y@b.org', "a@b@c.org",
        "a@b.org\r\nBcc: eve@evil.example", "a\nb@c.org", "a@-b.org", "a@b..org", "a@[127.0.0.1]",
        "a@" + "x" * 64 + ".org", "x" * 65 + "@example.org", "ö" * 33 + "@example.org",
        "a@" + "x." * 127 + "org", "\udcffa@example.org", "a@b c.org", "a@b_c.org",
    ],
)  # fmt: skip
def test_what_no_server_takes_is_refused_in_words(text: str) -> None:
    with pytest.raises(AddressError, match=r"\.$"):
        parse_address(text)


@given(st.text(max_size=40), st.text(max_size=40))
def test_what_is_taken_can_break_no_line_and_no_brackets(local: str, domain: str) -> None:
    try:
        found = str(parse_address(f"{local}@{domain}"))
    except AddressError:
        return
    assert found.count("@") == 1
    assert not set(found) & set('<>,;:"()[]\\ \r\n\t\x00\u2028')
    assert str(parse_address(found)) == found
