from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from orchestrator.rules.session.run_of_show import Kind, Segment, Show, run_of_show

NINE = datetime(2026, 12, 9, 17, tzinfo=UTC)
PARTS = [
    Segment("Welcome", 15, Kind.TALK),
    Segment("At an event", 30, Kind.PRACTICE),
    Segment("Break", 10, Kind.BREAK),
    Segment("Online", 30, Kind.PRACTICE),
]


def after(*minutes: int) -> Show:
    return run_of_show(PARTS, NINE, [NINE + timedelta(minutes=each) for each in minutes])


def test_before_the_first_click_all_is_planned_and_nothing_is_on() -> None:
    show = after()
    assert (show.now, show.ends_at, show.reached, show.rounds) == (None, None, 0, 2)
    assert show.next
    assert show.next.segment.name == "Welcome"
    assert [each.planned[0] for each in show.stretches] == [
        NINE + timedelta(minutes=each) for each in (0, 15, 45, 55)
    ]
    assert [each.round for each in show.stretches] == [0, 1, 0, 2]


@pytest.mark.parametrize(
    ("minutes", "held", "running", "begun", "coming"),
    [
        ((), 0, 0, 0, 1),
        ((0,), 0, 0, 0, 1),
        ((0, 16), 0, 1, 1, 1),
        ((0, 16, 50), 1, 0, 1, 2),
        ((0, 16, 50, 60), 1, 2, 2, 2),
        ((0, 16, 50, 60, 95), 2, 0, 2, 0),
    ],
)
def test_a_round_is_held_once_what_follows_it_has_begun(
    minutes: tuple[int, ...], held: int, running: int, begun: int, coming: int
) -> None:
    show = after(*minutes)
    assert (show.held, show.running, show.begun, show.coming) == (held, running, begun, coming)


def test_the_clock_of_a_part_runs_from_when_it_really_began() -> None:
    show = after(3, 20)
    assert show.ends_at == NINE + timedelta(minutes=50)
    assert show.stretches[0].real == (NINE + timedelta(minutes=3), NINE + timedelta(minutes=20))
    assert show.stretches[1].real == (NINE + timedelta(minutes=20), None)
    assert show.stretches[2].real is None


def test_one_click_more_than_there_are_parts_closes_the_last() -> None:
    show = after(0, 15, 45, 55, 85)
    assert (show.now, show.next, show.ends_at) == (None, None, None)
    assert show.stretches[-1].real == (NINE + timedelta(minutes=55), NINE + timedelta(minutes=85))
