"""Who is here: what Zoom saw and the facilitator's own tick, whichever is the later."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    Stay = tuple[datetime | None, datetime | None]


class Presence(StrEnum):
    """Where a person is; each value is fit to show."""

    EXPECTED = "expected"
    LATE = "not here yet"
    HERE = "here"
    LEFT = "left"
    AWAY = "not coming"


@dataclass(frozen=True, slots=True)
class Tick:
    """The facilitator's own word, and when it was said (UTC)."""

    here: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """Where a person is and since when (UTC); `by_hand` when the facilitator said so."""

    state: Presence
    since: datetime | None = None
    by_hand: bool = False


def presence(stays: Iterable[Stay], tick: Tick | None, start: datetime, now: datetime) -> Seen:
    """Return where somebody is at `now`; `stays` are (joined, left) as far as Zoom told them.

    A tick stands until Zoom tells something newer: who was given up and comes after all is here.

    >>> from datetime import UTC, datetime, timedelta
    >>> nine = datetime(2026, 12, 9, 9, tzinfo=UTC)
    >>> given_up = Tick(here=False, at=nine + timedelta(minutes=10))
    >>> str(presence([(nine + timedelta(minutes=12), None)], given_up, nine, nine).state)
    'here'
    """
    known = [stay for stay in stays if stay != (None, None)]
    news = [moment for stay in known for moment in stay if moment is not None]
    if tick and (not news or tick.at >= max(news)):
        away = Presence.LEFT if known else Presence.AWAY
        return Seen(Presence.HERE if tick.here else away, tick.at, by_hand=True)
    inside = [came for came, left in known if came and (left is None or left < came)]
    if inside:
        return Seen(Presence.HERE, min(inside))
    if known:
        return Seen(Presence.LEFT, max(news))
    return Seen(Presence.EXPECTED if now < start else Presence.LATE)
