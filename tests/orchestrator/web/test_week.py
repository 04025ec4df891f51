"""A week of free times in zones where the clock is not the host's."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from set_clock import SetClock

from calendars.hours import Hours
from calendars.slots import Availability, Diary, SlotRules
from orchestrator.web.week import week_of

HALF = timedelta(minutes=30)
RULES = SlotRules(length=HALF, step=HALF, notice=timedelta(0), horizon_days=30)


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
def test_an_hour_that_autumn_repeats_is_told_apart_where_it_is_repeated(
    at: SetClock, zone: str
) -> None:
    at.at = datetime(2026, 10, 31, 12, tzinfo=UTC)
    always = ((time(0), time(0)),)
    seen = Availability(Hours("UTC", (always,) * 7), Diary(), RULES, at.at)
    week = week_of(seen, zone, "2026-10-31")
    texts = [slot.text for day in week.days for slot in day.slots if day.day == date(2026, 11, 1)]
    repeated = [text for text in texts if text.startswith("1:30 am")]
    assert repeated == (["1:30 am EDT", "1:30 am EST"] if zone != "Asia/Tokyo" else ["1:30 am"])
    assert len(set(texts)) == len(texts) == (50 if zone != "Asia/Tokyo" else 48)
