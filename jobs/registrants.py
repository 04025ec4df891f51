"""The job that registers people in Zoom, so that each has a personal link behind ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobs.claims import work_through
from orchestrator.services.zoom import registrants

if TYPE_CHECKING:
    from jobs.tools import Tools


def reconcile_due(tools: Tools) -> None:
    """Take due registrations one by one until none is due or the service stops."""
    work_through(
        registrants.KIND, tools.stopping, lambda held: registrants.reconcile(held, tools.zoom)
    )
