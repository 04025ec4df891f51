from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.rules.email_address import LONGEST, read_address
from orchestrator.rules.refusal import RuleBroken


@pytest.mark.parametrize(
    ("given_text", "key"),
    [
        ("User+Tag@Gmail.com", "user@gmail.com"),
        ("u.s.er@googlemail.com", "user@gmail.com"),
        ("user+tag@company.com", "user+tag@company.com"),
        ("first.last@company.com", "first.last@company.com"),
        (" ADA@Example.ORG ", "ada@example.org"),
        ("jürgen@bücher.example", "jürgen@xn--bcher-kva.example"),
        ("o'neil/x=y@example.org", "o'neil/x=y@example.org"),
        ("+@gmail.com", "+@gmail.com"),
    ],
)
def test_one_person_has_one_key(given_text: str, key: str) -> None:
    found = read_address(given_text)
    assert (found.given, found.key) == (given_text.strip(), key)


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "ada",
        "@example.org",
        "ada@",
        "ada@example",
        "ada@-example.org",
        "ada@exa mple.org",
        "a da@example.org",
        ".ada@example.org",
        "ada.@example.org",
        "a..da@example.org",
        "ada@example..org",
        "ada@10.0.0.1",
        "ada@example.org.",
        '"ada"@example.org',
        "ada@example.org\nBcc: all@example.org",
        "ada@exam\u2028ple.org",
        "ada<b@example.org",
        "a" * 65 + "@example.org",
        "ada@" + "a" * 64 + ".org",
        "a" * 60 + "@" + ("b" * 60 + ".") * 2 + "org",
    ],
)
def test_what_is_no_address_is_refused_with_what_would_be_one(bad: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        read_address(bad)
    assert refusal.value.code == "email_invalid"
    assert "ada@example.org" in refusal.value.allowed


@given(st.text(max_size=200))
def test_any_text_is_an_address_or_refused_and_a_key_is_its_own_key(text: str) -> None:
    try:
        found = read_address(text)
    except RuleBroken:
        return
    assert len(found.given) <= LONGEST
    assert read_address(found.key).key == found.key


def test_a_domain_that_grows_too_long_in_ascii_is_refused() -> None:
    name = "a" * 64 + "@" + "\u3042." * 28 + "org"
    assert len(name) <= LONGEST
    with pytest.raises(RuleBroken, match="not an e-mail address"):
        read_address(name)
