"""Seats on offer: offers end in time, and seats that time alone has freed are offered."""

from __future__ import annotations

from orchestrator import logs
from orchestrator.services.seats import waitlist

log = logs.get_logger(__name__)


def expire() -> None:
    """Let offers lapse whose time is over, and pass their seats on."""
    lapsed = waitlist.expire_offers()
    if lapsed:
        log.info("offers lapsed", count=lapsed)


def release() -> None:
    """Offer the seats that organizations did not use to those who wait."""
    for workshop_id in waitlist.with_released_seats():
        offered = waitlist.offer_released_seats(workshop_id)
        if offered:
            log.info("released seats offered", workshop=workshop_id, count=offered)
