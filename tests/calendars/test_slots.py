"""Free slots: each reason, each edge, and the same computed another way on random calendars."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.hours import Hours, day_of
from calendars.intervals import overlap
from calendars.slots import Availability, Busy, Diary, SlotRules, WhyNot

PORTLAND = "America/Los_Angeles"
NOW = datetime(2026, 11, 23, 16, tzinfo=UTC)  # Monday, 08:00 in Portland
WEEK = (day_of(("09:00-12:00",)),) * 5 + ((), ())
HALF = timedelta(minutes=30)
FREE = Diary()
QUARTER = timedelta(minutes=15)


def rules(**other: object) -> SlotRules:
    values = {"length": HALF, "step": HALF, "notice": timedelta(hours=2), "horizon_days": 14}
    return SlotRules(**(values | other))  # type: ignore[arg-type]  # a test's own values


def seen(diary: Diary = FREE, week: object = WEEK, **other: object) -> Availability:
    return Availability(Hours(PORTLAND, week), diary, rules(**other), NOW)  # type: ignore[arg-type]


def local(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo(PORTLAND)).astimezone(UTC)


def busy(start: datetime, minutes: int = 30, what: str = "an entry") -> Busy:
    return Busy(start, start + timedelta(minutes=minutes), what)


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        (local(23, 7, 59), WhyNot.PAST),
        (local(23, 9, 30), WhyNot.NOTICE),
        (local(23, 10), None),                    # the notice's own edge
        (local(7, 9, month=12), None),            # the last day of the horizon counts
        (local(8, 9, month=12), WhyNot.HORIZON),
        (local(28, 9), WhyNot.CLOSED_DAY),        # a Saturday
        (local(24, 8, 30), WhyNot.OUTSIDE_HOURS),
        (local(24, 11, 45), WhyNot.OUTSIDE_HOURS),  # would end after closing
        (local(24, 11, 30), None),
        (local(24, 9, 10), WhyNot.OFF_GRID),
        (local(24, 9) + timedelta(microseconds=1), WhyNot.OFF_GRID),
    ],
)  # fmt: skip
def test_each_rule_refuses_with_its_own_reason(start: datetime, reason: WhyNot | None) -> None:
    assert seen().why_not(start) == reason


def test_another_length_is_refused() -> None:
    assert seen().why_not(local(24, 9), timedelta(minutes=60)) is WhyNot.LENGTH
    assert seen().why_not(local(24, 9), HALF) is None


def test_the_last_day_of_the_horizon_is_the_hosts() -> None:
    evening = (day_of(("20:00-23:00",)),) * 7
    late = local(7, 22, 30, month=12)  # already the 8th in UTC
    assert seen(week=evening).why_not(late) is None
    assert seen(week=evening).why_not(late + timedelta(hours=22)) is WhyNot.HORIZON


def test_busy_time_is_taken_up_to_its_very_edges() -> None:
    held = seen(Diary(busy=[busy(local(24, 10))]))
    assert held.why_not(local(24, 10)) is WhyNot.TAKEN
    assert held.why_not(local(24, 9, 30)) is None
    assert held.why_not(local(24, 10, 30)) is None


def test_buffers_keep_a_distance_and_reach_outside_the_hours() -> None:
    diary = Diary(busy=[busy(local(24, 10)), busy(local(25, 8, 30)), busy(local(25, 12))])
    held = seen(diary, before=QUARTER, after=QUARTER)
    refused = [
        start for start in held.grid(date(2026, 11, 24), date(2026, 11, 25)) if held.why_not(start)
    ]
    assert refused == [
        local(24, 9, 30), local(24, 10), local(24, 10, 30),
        local(25, 9),        # the entry before the hours ends too close
        local(25, 11, 30),   # and one after them begins too soon
    ]  # fmt: skip


def test_time_that_no_calendar_vouches_for_is_not_offered() -> None:
    held = seen(Diary(unsure=[busy(local(24, 9), 60, "Google")]))
    assert held.why_not(local(24, 9, 30)) is WhyNot.UNSURE
    assert held.takers(local(24, 9, 30)) == ["Google"]


def test_the_daily_cap_counts_the_hosts_own_day() -> None:
    late = (day_of(("14:00-22:00",)),) * 7
    booked = [local(24, 14), local(24, 20)]  # the second is on the 25th in UTC
    held = seen(Diary(booked=booked), week=late, daily_cap=2)
    assert held.why_not(local(24, 16)) is WhyNot.DAILY_CAP
    assert held.why_not(local(25, 16)) is None


def test_the_weekly_cap_counts_from_monday_to_sunday() -> None:
    held = seen(Diary(booked=[local(24, 9), local(27, 9)]), weekly_cap=2)
    assert held.why_not(local(26, 9)) is WhyNot.WEEKLY_CAP
    assert held.why_not(local(30, 9)) is None


def test_steps_are_elapsed_time_when_the_clocks_change() -> None:
    now = datetime(2026, 10, 31, 12, tzinfo=UTC)
    nightly = Hours(PORTLAND, (day_of(("00:00-03:00",)),) * 7)
    night = Availability(nightly, Diary(), rules(notice=timedelta(0)), now)
    autumn = list(night.starts(date(2026, 11, 1), date(2026, 11, 1)))
    assert len(autumn) == 8  # four hours pass between 00:00 and 03:00
    assert {later - before for before, later in pairwise(autumn)} == {HALF}
    spring = Availability(
        nightly, Diary(), rules(notice=timedelta(0)), datetime(2026, 3, 7, 12, tzinfo=UTC)
    )
    assert len(list(spring.starts(date(2026, 3, 8), date(2026, 3, 8)))) == 4


def test_nothing_is_offered_on_days_before_today_nor_after_the_horizon() -> None:
    days = {
        start.astimezone(ZoneInfo(PORTLAND)).date()
        for start in seen().grid(date(2026, 1, 1), date(2030, 1, 1))
    }
    assert min(days) == date(2026, 11, 23)
    assert max(days) == date(2026, 12, 7)


# ------------------------------------------------------- another way to the same slots


def by_the_minute(found: Availability, minute: datetime) -> bool:
    """Say whether a slot can start at that minute: minute by minute, without any index."""
    rule, zone = found.rules, ZoneInfo(found.hours.zone)
    wall = minute.astimezone(zone)
    today = found.now.astimezone(zone).date()
    if minute < found.now + rule.notice or wall.date() > today + timedelta(days=rule.horizon_days):
        return False
    opens = [
        datetime.combine(wall.date(), start, tzinfo=zone).astimezone(UTC)
        for start, _ in found.hours.on(wall.date())
    ]
    walls = [
        minute + timedelta(minutes=passed)
        for passed in range(int(rule.length.total_seconds() // 60))
    ]
    inside = any(
        all(
            start <= one.astimezone(zone).time()
            and (end == time(0) or one.astimezone(zone).time() < end)
            and one.astimezone(zone).date() == wall.date()
            for one in walls
        )
        and int((minute - opening).total_seconds()) % int(rule.step.total_seconds()) == 0
        for (start, end), opening in zip(found.hours.on(wall.date()), opens, strict=True)
    )
    claim = rule.claim(minute)
    free = not any(overlap(one.span, claim) for one in (*found.diary.busy, *found.diary.unsure))
    booked = [moment.astimezone(zone) for moment in found.diary.booked]
    today_count = sum(one.date() == wall.date() for one in booked)
    monday = wall.date() - timedelta(days=wall.weekday())
    week_count = sum(monday <= one.date() < monday + timedelta(days=7) for one in booked)
    return (
        inside and free
        and not 0 < rule.daily_cap <= today_count
        and not 0 < rule.weekly_cap <= week_count
    )  # fmt: skip


MOMENTS = st.integers(0, 8 * 96).map(lambda quarter: NOW + quarter * QUARTER)
BUSY = st.builds(busy, MOMENTS, st.integers(0, 600))


@settings(max_examples=60)
@given(
    taken=st.lists(BUSY, max_size=12),
    unsure=st.lists(BUSY, max_size=2),
    booked=st.lists(MOMENTS, max_size=6),
    hours=st.sampled_from([("09:00-12:00",), ("00:00-24:00",), ("06:15-07:45", "20:00-24:00"), ()]),
    step=st.sampled_from([15, 30, 45]),
    buffers=st.tuples(st.integers(0, 30), st.integers(0, 30)),
    caps=st.tuples(st.integers(0, 3), st.integers(0, 5)),
    now=st.sampled_from([NOW, datetime(2026, 10, 30, 3, tzinfo=UTC)]),
)
def test_two_ways_to_compute_give_the_same_slots(
    taken: list[Busy],
    unsure: list[Busy],
    booked: list[datetime],
    hours: tuple[str, ...],
    step: int,
    buffers: tuple[int, int],
    caps: tuple[int, int],
    now: datetime,
) -> None:
    shift = now - NOW
    diary = Diary(
        [Busy(one.start + shift, one.end + shift) for one in taken],
        [Busy(one.start + shift, one.end + shift) for one in unsure],
        [moment + shift for moment in booked],
    )
    rule = rules(
        step=timedelta(minutes=step), horizon_days=6, daily_cap=caps[0], weekly_cap=caps[1],
        before=timedelta(minutes=buffers[0]), after=timedelta(minutes=buffers[1]),
    )  # fmt: skip
    found = Availability(Hours(PORTLAND, (day_of(hours),) * 6 + ((),)), diary, rule, now)
    offered = list(found.starts(date(2026, 10, 1), date(2026, 12, 31)))
    asked = [now + quarter * QUARTER for quarter in range(8 * 96)]
    assert offered == [minute for minute in asked if by_the_minute(found, minute)]
    assert offered == [minute for minute in asked if found.why_not(minute) is None]
