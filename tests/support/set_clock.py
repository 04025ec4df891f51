"""A clock that stands where a test puts it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class SetClock:
    """Reads `at`: 22 November 2026, 17:00 UTC (09:00 in Portland) until a test moves it."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **span: float) -> None:
        """Move by a timedelta, named as its arguments are: `forward(hours=2)`."""
        self.at += timedelta(**span)
