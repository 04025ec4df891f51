"""The two jobs that keep Zoom's meetings: take what is due, and sweep over everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator import logs
from orchestrator.services import meeting_sweep, meetings, work

if TYPE_CHECKING:
    from jobs.tools import Tools

log = logs.get_logger(__name__)


def reconcile_due(tools: Tools) -> None:
    """Take due meetings one by one until none is due or the service stops."""
    while not tools.stopping.is_set():
        claims = work.claim(meetings.KIND, most=1)
        if not claims:
            return
        held = claims[0]
        try:
            step = meetings.reconcile(held, tools.zoom)
        except work.ClaimLost:
            log.warning("claim lost", kind=held.kind, key=held.key)
        else:
            log.info("meeting reconciled", workshop=held.key, step=str(step))


def sweep(tools: Tools) -> None:
    """Look over all meetings once; raises ZoomError when Zoom cannot be read."""
    swept = meeting_sweep.sweep(tools.zoom)
    if swept.marked or swept.twins_deleted or swept.strangers:
        log.info(
            "meetings swept",
            marked=swept.marked,
            twins_deleted=swept.twins_deleted,
            strangers=swept.strangers,
        )
