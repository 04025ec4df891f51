"""What is handed to Zoom and comes back: values and limits, without any library."""

from __future__ import annotations

from dataclasses import dataclass

MOST_AT_ONCE = 30  # registrants in one call
LONGEST_NAME, LONGEST_EMAIL = 64, 128


@dataclass(frozen=True, slots=True)
class Registrant:
    """A person whom Zoom knows for one meeting, with a join link of their own."""

    registrant_id: str
    email: str
    join_url: str


@dataclass(frozen=True, slots=True)
class BreakoutRoom:
    """A breakout room and the addresses of the people who are placed in it beforehand."""

    name: str
    emails: tuple[str, ...]
