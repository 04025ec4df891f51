"""What attendees are owed by the clock: reminders before, thanks and certificates after."""

from __future__ import annotations

from orchestrator import logs
from orchestrator.services.seats import attending, reminding

log = logs.get_logger(__name__)


def remind() -> None:
    """Owe the reminders that belong to this moment."""
    owed = reminding.owe_reminders()
    if owed:
        log.info("reminders owed", count=owed)


def thank() -> None:
    """Owe thanks and give certificates for every workshop that ended lately."""
    for workshop_id in attending.to_settle():
        certified = attending.settle(workshop_id)
        if certified:
            log.info("certificates given", workshop=workshop_id, count=certified)
