"""What the clock does for consultations: requests end in time, visitors are reminded."""

from __future__ import annotations

from orchestrator import logs
from orchestrator.services.consultations import reminding, settling

log = logs.get_logger(__name__)


def settle() -> None:
    """Answer the requests whose time has come."""
    settled = settling.settle_requests()
    if settled:
        log.info("consultation requests settled", count=settled)


def remind() -> None:
    """Owe visitors the reminders that belong to this moment."""
    owed = reminding.owe_reminders()
    if owed:
        log.info("consultation reminders owed", count=owed)
