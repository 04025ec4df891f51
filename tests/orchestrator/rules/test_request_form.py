from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.rules import request_form as form
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.request_form import Party, WrittenOrganization
from orchestrator.rules.split import SplitBy

ZONE = "America/Chicago"


def broken_by(read: Any, *given: Any) -> str:
    with pytest.raises(RuleBroken) as broken:
        read(*given)
    assert broken.value.message
    assert broken.value.allowed
    return broken.value.code


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2027-01-14T09:00", datetime(2027, 1, 14, 15, tzinfo=UTC)),  # the time at the venue
        ("2027-01-14 09:00", datetime(2027, 1, 14, 15, tzinfo=UTC)),
        ("2027-01-14T09:00:00-08:00", datetime(2027, 1, 14, 17, tzinfo=UTC)),
        ("2027-01-14T09:00:00Z", datetime(2027, 1, 14, 9, tzinfo=UTC)),
        ("2026-11-01T01:30", datetime(2026, 11, 1, 6, 30, tzinfo=UTC)),  # the first of the two
    ],
)
def test_a_start_is_an_instant_or_the_time_at_the_venue(text: str, utc: datetime) -> None:
    assert form.read_instant(text, ZONE) == utc


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "start_missing"),
        ("soon", "start_unreadable"),
        ("２０２７-01-14T09:00", "start_unreadable"),
        ("2027-02-30T09:00", "start_unreadable"),
        ("0001-01-01T00:00:00+14:00", "start_impossible"),
        ("0001-01-01T00:00", "start_impossible"),
        ("9999-12-31T23:59:59-12:00", "start_impossible"),
        ("9999-12-31T23:59", "start_impossible"),
        ("2027-03-14T02:30", "start_skipped"),
    ],
)
def test_a_start_that_is_none_has_its_code(text: str, code: str) -> None:
    assert broken_by(form.read_instant, text, ZONE) == code


@given(st.text(max_size=40))
def test_no_text_at_all_breaks_a_reader(text: str) -> None:
    for read, more in (
        (form.read_instant, (ZONE,)),
        (form.read_zone, (ZONE,)),
        (form.read_day, ()),
        (form.read_count, ("seats", "How many?")),
        (form.read_hundredths, ("dollars",)),
        (form.read_mode, ()),
        (form.read_split, ()),
    ):
        try:
            read(text, *more)
        except RuleBroken:
            continue


def test_zones_modes_days_and_ways_to_share_are_known_or_refused() -> None:
    assert form.read_zone("", ZONE) == ZONE
    assert form.read_zone("Asia/Tokyo", ZONE) == "Asia/Tokyo"
    assert broken_by(form.read_zone, "Moon/Base", ZONE) == "timezone_unknown"
    assert form.read_mode("on_site") is form.Mode.ON_SITE
    assert broken_by(form.read_mode, "by boat") == "mode_missing"
    assert form.read_day("") is None
    assert form.read_day("2027-02-20") == date(2027, 2, 20)
    for text in ("soon", "0001-01-01", "2027-13-01"):
        assert broken_by(form.read_day, text) == "event_day_unreadable"
    assert form.read_split("") is SplitBy.SEATS
    assert form.read_split("equal") is SplitBy.EQUAL
    assert broken_by(form.read_split, "by weight") == "split_unknown"


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "x_missing"), ("１４", "x_unreadable"), ("-1", "x_unreadable"), ("many", "x_unreadable"), ("9" * 10, "x_unreadable")],
)  # fmt: skip
def test_a_count_is_typed_in_plain_digits(text: str, code: str) -> None:
    assert broken_by(form.read_count, text, "x", "How many?") == code


@pytest.mark.parametrize(
    ("text", "hundredths"),
    [("", 0), ("1200", 120_000), ("$1,200.50", 120_050), ("33.3%", 3330), ("0", 0), ("-0", 0), ("1000000", 10**8)],
)  # fmt: skip
def test_dollars_and_percents_are_read_to_the_hundredth(text: str, hundredths: int) -> None:
    assert form.read_hundredths(text, "dollars") == hundredths


@pytest.mark.parametrize(
    ("text", "code"),
    [("-1", "amount_negative"), ("$-1", "amount_negative"), ("-0.01", "amount_negative"), ("a lot", "amount_unreadable"),
     ("1.234", "amount_unreadable"), ("１", "amount_unreadable"), ("1000000.01", "amount_too_large")],
)  # fmt: skip
def test_a_share_is_an_amount_and_not_less_than_nothing(text: str, code: str) -> None:
    assert broken_by(form.read_hundredths, text, "dollars") == code


ONE, TWO = WrittenOrganization("One", "5", "60"), WrittenOrganization(" Two  Inc ", "4", "40")


@pytest.mark.parametrize(
    ("by", "weights"),
    [(SplitBy.EQUAL, (1, 1)), (SplitBy.SEATS, (5, 4)), (SplitBy.PERCENT, (6000, 4000)), (SplitBy.AMOUNT, (6000, 4000))],
)  # fmt: skip
def test_organizations_weigh_by_what_they_share_by(by: SplitBy, weights: tuple[int, int]) -> None:
    assert form.read_parties((ONE, TWO), by, 14) == (
        Party("One", 5, weights[0]),
        Party("Two Inc", 4, weights[1]),
    )


def test_organizations_without_seats_share_alike() -> None:
    found = form.read_parties(
        (WrittenOrganization("A"), WrittenOrganization("B")), SplitBy.SEATS, 14
    )
    assert found == (Party("A", 0, 1), Party("B", 0, 1))


@pytest.mark.parametrize(
    ("written", "by", "code"),
    [
        ((), SplitBy.SEATS, "organizations_missing"),
        ((WrittenOrganization(""),), SplitBy.SEATS, "organization_name"),
        ((WrittenOrganization("x" * 201),), SplitBy.SEATS, "organization_name"),
        ((WrittenOrganization("a\x00b"),), SplitBy.SEATS, "organization_name"),
        ((ONE, WrittenOrganization("ONE")), SplitBy.SEATS, "organization_twice"),
        ((WrittenOrganization("A", "-1"),), SplitBy.SEATS, "seats_unreadable"),
        ((WrittenOrganization("A", "1", "-1"),), SplitBy.AMOUNT, "amount_negative"),
        ((WrittenOrganization("A", "1", "0"),), SplitBy.AMOUNT, "weights_zero"),
        ((ONE,), SplitBy.PERCENT, "percent_sum"),
        (tuple(WrittenOrganization(str(n), "1") for n in range(15)), SplitBy.SEATS, "organizations_too_many"),
    ],
)  # fmt: skip
def test_organizations_that_cannot_share_have_their_code(
    written: tuple[WrittenOrganization, ...], by: SplitBy, code: str
) -> None:
    assert broken_by(form.read_parties, written, by, 14) == code
