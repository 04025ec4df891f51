"""Retention: personal data leaves when its time is over."""

from __future__ import annotations

from orchestrator import logs
from orchestrator.services import forgetting

log = logs.get_logger(__name__)


def forget() -> None:
    """Forget what is due."""
    forgotten = forgetting.forget_what_is_due()
    if forgotten:
        log.info("registrations forgotten", count=forgotten)
