"""What the clock does for workshops on request: a quote that nobody accepted ends in time."""

from __future__ import annotations

from orchestrator import logs
from orchestrator.services.requests import accepting

log = logs.get_logger(__name__)


def end_what_is_over() -> None:
    """End, or split anew, the requests whose time is over."""
    ended = accepting.end_what_is_over()
    if ended:
        log.info("requests ended", count=ended)
