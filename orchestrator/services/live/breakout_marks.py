"""Which workshops' breakout rooms are to be looked at in Zoom: mark in the cause's transaction."""

from __future__ import annotations

from orchestrator.services import work

KIND = "zoom-breakouts"


def mark(workshop_id: int) -> None:
    """Have a workshop's pre-assigned rooms looked at."""
    work.touch(KIND, str(workshop_id))
