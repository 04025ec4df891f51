"""Who can book a consultation, and in which words a time is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from calendars.slots import WhyNot
from orchestrator.rules.consultation import read_visitor, refused, waits_until
from orchestrator.rules.refusal import RuleBroken

NINE = datetime(2026, 12, 1, 9, tzinfo=UTC)


def test_what_a_visitor_gives_is_cleaned_and_keeps_its_lines() -> None:
    found = read_visitor(" Zoë  O’Hara ", "Zoe@Example.ORG", " Acme\tInc ", " one  line \n\ntwo ")
    assert (found.name, found.email.key) == ("Zoë O’Hara", "zoe@example.org")
    assert (found.organization, found.needs) == ("Acme Inc", "one line\n\ntwo")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (("", "a@example.org", "", ""), "name_missing"),
        (("Ada", "nobody", "", ""), "email_invalid"),
        (("Ada", "a@example.org", "x" * 121, ""), "organization_too_long"),
        (("Ada", "a@example.org", "\x00", ""), "organization_too_long"),
        (("Ada", "a@example.org", "", "x" * 1001), "needs_too_long"),
        (("Ada", "a@example.org", "", "fine\nnot\x07fine"), "needs_unreadable"),
        (("Ada", "a@example.org", "", "http://a.example www.b.example https://c.example"), "needs_links"),
        (("See www.shop.example", "a@example.org", "", ""), "name_is_a_link"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_code(given: tuple[str, ...], code: str) -> None:
    with pytest.raises(RuleBroken, check=lambda refusal: refusal.code == code):
        read_visitor(*given)


@pytest.mark.parametrize("reason", list(WhyNot))
def test_every_reason_has_words_of_its_own_and_says_what_would_be_right(reason: WhyNot) -> None:
    refusal = refused(reason, 30)
    assert refusal.code == reason.value
    assert refusal.message.endswith(".")
    assert refusal.allowed
    assert "{" not in refusal.in_words


def test_no_two_reasons_read_alike() -> None:
    assert len({refused(reason, 30).message for reason in WhyNot}) == len(WhyNot)


def test_a_request_ends_before_its_time_comes() -> None:
    assert waits_until(NINE, NINE + timedelta(days=9), 24) == NINE + timedelta(days=1)
    assert waits_until(NINE, NINE + timedelta(hours=5), 24) == NINE + timedelta(hours=4)
