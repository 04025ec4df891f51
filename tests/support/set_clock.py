"""A clock that stands where a test puts it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class SetClock:
    """Reads `at`: 22 November 2026, 17:00 UTC (09:00 in Portland) until a test moves it."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
        self._leader: Callable[[], datetime] | None = None

    def __call__(self) -> datetime:
        return self._leader() if self._leader else self.at

    def follow(self, leader: Callable[[], datetime]) -> None:
        """Read that clock from now on."""
        self._leader = leader

    def stand(self, moment: datetime) -> None:
        """Follow nobody any more, and stand there."""
        self._leader, self.at = None, moment

    def forward(self, **span: float) -> None:
        """Move by a timedelta, named as its arguments are: `forward(hours=2)`."""
        self.at += timedelta(**span)
