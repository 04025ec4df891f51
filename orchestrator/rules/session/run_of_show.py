"""The run of show: a workshop's hours as timed segments, planned and as they really went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Span = tuple[datetime, datetime]


class Kind(StrEnum):
    """What happens in a segment."""

    TALK = "talk"
    PRACTICE = "practice"  # one round of role-play in rooms
    QUESTIONS = "questions"
    BREAK = "break"


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of the workshop, so many minutes long."""

    name: str
    minutes: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Stretch:
    """One segment in time (UTC); `real` stands once it has begun, with its end or None.

    `round` is the number of the role-play round, 0 for any other kind.
    """

    segment: Segment
    planned: Span
    real: tuple[datetime, datetime | None] | None
    round: int


@dataclass(frozen=True, slots=True)
class Show:
    """All stretches, and how far the facilitator has come: `reached` counts those begun.

    One more than there are means that the facilitator has closed the last one.
    """

    stretches: tuple[Stretch, ...]
    reached: int

    @property
    def now(self) -> Stretch | None:
        """Return what is on, None before the first and after the last."""
        is_on = 0 < self.reached <= len(self.stretches)
        return self.stretches[self.reached - 1] if is_on else None

    @property
    def next(self) -> Stretch | None:
        """Return what comes next, None after the last."""
        return self.stretches[self.reached] if self.reached < len(self.stretches) else None

    @property
    def ends_at(self) -> datetime | None:
        """Return when the present segment is over, counted from when it really began (UTC)."""
        now = self.now
        if now is None or now.real is None:
            return None
        return now.real[0] + timedelta(minutes=now.segment.minutes)

    @property
    def rounds(self) -> int:
        """Return how many role-play rounds there are."""
        return sum(each.round > 0 for each in self.stretches)

    @property
    def held(self) -> int:
        """Return how many rounds are over."""
        over = self.stretches[: max(self.reached - 1, 0)]
        return sum(each.round > 0 for each in over)

    @property
    def running(self) -> int:
        """Return the round that is on, 0 when none is."""
        return self.now.round if self.now else 0

    @property
    def begun(self) -> int:
        """Return how many rounds were begun, the running one included."""
        return max(self.held, self.running)

    @property
    def coming(self) -> int:
        """Return the round whose rooms matter: the one that is on, else the next; 0 after all."""
        return self.held + 1 if self.held < self.rounds else 0


def run_of_show(segments: Sequence[Segment], start: datetime, begun: Sequence[datetime]) -> Show:
    """Return the show of a workshop; `begun` is when each segment reached so far began (UTC).

    >>> from datetime import UTC
    >>> nine = datetime(2026, 12, 9, 9, tzinfo=UTC)
    >>> parts = [Segment("Welcome", 15, Kind.TALK), Segment("At an event", 30, Kind.PRACTICE)]
    >>> show = run_of_show(parts, nine, [nine + timedelta(minutes=5)])
    >>> f"{show.now.segment.name} until {show.ends_at:%H:%M}, then {show.next.segment.name}"
    'Welcome until 09:20, then At an event'
    """
    ends: list[datetime | None] = [later for _, later in pairwise(begun)]
    real = list(zip(begun, [*ends, None], strict=True)) if begun else []
    stretches, at, number = [], start, 0
    for place, segment in enumerate(segments):
        is_round = segment.kind is Kind.PRACTICE
        number += is_round
        until = at + timedelta(minutes=segment.minutes)
        went = real[place] if place < len(real) else None
        stretches.append(Stretch(segment, (at, until), went, number if is_round else 0))
        at = until
    return Show(tuple(stretches), len(begun))
