from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from orchestrator.rules.session.presence import Presence, Tick, presence

NINE = datetime(2026, 12, 9, 17, tzinfo=UTC)
Stays = list[tuple[datetime | None, datetime | None]]


def at(minutes: int) -> datetime:
    return NINE + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("stays", "tick", "now", "state", "since"),
    [
        ([], None, -1, Presence.EXPECTED, None),
        ([], None, 0, Presence.LATE, None),
        ([(None, None)], None, 5, Presence.LATE, None),
        ([(at(1), None)], None, 5, Presence.HERE, at(1)),
        ([(at(1), at(3))], None, 5, Presence.LEFT, at(3)),
        ([(None, at(3))], None, 5, Presence.LEFT, at(3)),
        ([(at(1), at(3)), (at(4), None)], None, 5, Presence.HERE, at(4)),
        ([(at(1), None), (at(2), at(3))], None, 5, Presence.HERE, at(1)),
        ([], Tick(here=True, at=at(2)), 5, Presence.HERE, at(2)),
        ([], Tick(here=False, at=at(2)), 5, Presence.AWAY, at(2)),
        ([(at(1), None)], Tick(here=False, at=at(2)), 5, Presence.LEFT, at(2)),
        ([(at(1), at(3))], Tick(here=True, at=at(4)), 5, Presence.HERE, at(4)),
        ([(at(3), None)], Tick(here=False, at=at(2)), 5, Presence.HERE, at(3)),
        ([(at(1), at(3))], Tick(here=True, at=at(2)), 5, Presence.LEFT, at(3)),
    ],
)
def test_the_later_of_zooms_news_and_the_facilitators_word_counts(
    stays: Stays, tick: Tick | None, now: int, state: Presence, since: datetime | None
) -> None:
    found = presence(stays, tick, NINE, at(now))
    assert (found.state, found.since) == (state, since)
    assert presence(stays[::-1], tick, NINE, at(now)) == found


def test_a_word_by_hand_is_marked_as_one() -> None:
    assert presence([], Tick(here=True, at=at(2)), NINE, at(3)).by_hand
    assert not presence([(at(3), None)], Tick(here=True, at=at(2)), NINE, at(3)).by_hand
