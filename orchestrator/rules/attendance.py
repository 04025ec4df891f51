"""Attendance: whose stay each visit was, and for how many minutes a person was there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay in the meeting; instants are UTC, a missing one is not known.

    `registrant_id` and `email_key` are empty when Zoom did not say; `matched` is the registration
    that the owner chose, `ignored` says that it was nobody's (a second camera, a guest).
    """

    visit: int
    registrant_id: str
    email_key: str
    joined_at: datetime | None
    left_at: datetime | None
    matched: int | None = None
    ignored: bool = False


@dataclass(frozen=True, slots=True)
class Attendance:
    """Minutes present by registration, and the visits that nobody could be found for."""

    minutes: Mapping[int, int]
    unknown: tuple[int, ...]


def attendance(
    stays: Iterable[Stay],
    span: Span,
    *,
    by_registrant: Mapping[str, int],
    by_email: Mapping[str, int],
) -> Attendance:
    """Return who was there, and for how long between the start and the end of `span`.

    A stay is known by the owner's word, else by its registrant, else by its address. Two stays at
    once (telephone and computer) count once. A missing arrival or departure is taken as the start
    or the end.
    """
    present: dict[int, list[Span]] = {}
    unknown = []
    for stay in stays:
        if stay.ignored:
            continue
        whose = owner_of(stay, by_registrant, by_email)
        if whose is None:
            unknown.append(stay.visit)
            continue
        start, end = max(stay.joined_at or span[0], span[0]), min(stay.left_at or span[1], span[1])
        present.setdefault(whose, []).append((start, max(start, end)))
    minutes = {whose: minutes_in(spans) for whose, spans in present.items()}
    return Attendance(minutes, tuple(unknown))


def owner_of(
    stay: Stay, by_registrant: Mapping[str, int], by_email: Mapping[str, int]
) -> int | None:
    """Return whose stay it was: by the owner's word, else by registrant, else by address."""
    return (
        stay.matched
        or by_registrant.get(stay.registrant_id or "-")
        or by_email.get(stay.email_key or "-")
    )


def minutes_in(spans: Iterable[Span]) -> int:
    """Return the whole minutes covered by the spans, each moment counted once.

    >>> from datetime import UTC
    >>> at = lambda minute: datetime(2026, 12, 9, 13, minute, tzinfo=UTC)
    >>> minutes_in([(at(0), at(20)), (at(10), at(30)), (at(40), at(45))])
    35
    """
    total, reached = timedelta(0), None
    for start, end in sorted(spans):
        begin = start if reached is None else max(start, reached)
        total += max(end - begin, timedelta(0))
        reached = end if reached is None else max(reached, end)
    return int(total.total_seconds() // 60)
