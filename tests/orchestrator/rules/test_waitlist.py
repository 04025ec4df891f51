from __future__ import annotations

from datetime import UTC, datetime, timedelta

from orchestrator.rules.waitlist import offer_expires_at

START = datetime(2026, 12, 9, 13, tzinfo=UTC)
DAY = timedelta(days=1)


def expires(now: datetime) -> datetime | None:
    return offer_expires_at(START, now, hold=DAY, closed_before=DAY)


def test_an_offer_is_held_for_its_time_but_never_longer_than_the_list_is_open() -> None:
    assert expires(START - 9 * DAY) == START - 8 * DAY
    assert expires(START - 1.5 * DAY) == START - DAY


def test_a_closed_list_makes_no_offer() -> None:
    assert expires(START - DAY) is None
    assert expires(START - DAY - timedelta(seconds=1)) == START - DAY
