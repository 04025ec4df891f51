"""The two jobs that keep Zoom's meetings: take what is due, and sweep over everything."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from jobs.claims import work_through
from orchestrator import logs
from orchestrator.services.zoom import meeting_sweep, meetings

if TYPE_CHECKING:
    from jobs.tools import Tools

log = logs.get_logger(__name__)


def reconcile_due(tools: Tools) -> None:
    """Take due meetings one by one until none is due or the service stops."""
    work_through(meetings.KIND, tools.stopping, lambda held: meetings.reconcile(held, tools.zoom))


def sweep(tools: Tools) -> None:
    """Look over all meetings once; raises ZoomError when Zoom cannot be read."""
    swept = meeting_sweep.sweep(tools.zoom)
    if any(asdict(swept).values()):
        log.info("meetings swept", **asdict(swept))
