"""Doors wide open, for tests in which one address knocks more often than any person would."""

from __future__ import annotations

from pytest_django import Settings

from orchestrator.guard_settings import Limits

OFTEN = "9999999 per minute"
TIMES = [name for name in Limits.model_fields if name != "holds_at_once"]
ENVIRONMENT = {f"ORCHESTRATOR_LIMITS__{name.upper()}": OFTEN for name in TIMES} | {
    "ORCHESTRATOR_LIMITS__HOLDS_AT_ONCE": "100"
}


def open_wide(settings: Settings, **limits: object) -> None:
    """Let everybody knock as often as they like, except as `limits` say."""
    company = settings.COMPANY
    often: dict[str, object] = dict.fromkeys(TIMES, OFTEN)
    wide = company.limits.model_copy(update=often | {"holds_at_once": 100} | limits)
    settings.COMPANY = company.model_copy(update={"limits": wide})
