"""Retention: personal data leaves when its time is over."""

from __future__ import annotations

from orchestrator import logs
from orchestrator.services import forgetting
from orchestrator.services.access import accounts, knocking
from orchestrator.services.consultations import holds

log = logs.get_logger(__name__)


def forget() -> None:
    """Forget what is due."""
    forgotten = forgetting.forget_what_is_due()
    if forgotten:
        log.info("registrations forgotten", count=forgotten)


def forget_knocks() -> None:
    """Forget knocks once their window is over, times held too long ago, sessions that ended."""
    accounts.forget_ended_sessions()
    knocking.forget_what_is_over()
    holds.forget_what_is_over()
