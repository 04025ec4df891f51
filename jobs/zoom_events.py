"""The job that works on Zoom's webhooks, which the web has only stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator import logs
from orchestrator.services.zoom import zoom_events

if TYPE_CHECKING:
    from jobs.tools import Tools

log = logs.get_logger(__name__)


def handle_due(tools: Tools) -> None:
    """Handle stored events, oldest first, until none is left or the service stops."""
    while not tools.stopping.is_set():
        outcome = zoom_events.handle_next()
        if outcome is None:
            return
        log.info("zoom event handled", outcome=outcome)
