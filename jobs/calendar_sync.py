"""The jobs of calendars elsewhere: read what is due, write our entries, and sweep over both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobs.claims import work_through
from orchestrator import logs
from orchestrator.services.sources import channels, entries, reading

if TYPE_CHECKING:
    from jobs.tools import Tools

log = logs.get_logger(__name__)


def read_due(tools: Tools) -> None:
    """Read the calendars whose time has come, one by one."""
    work_through(reading.KIND, tools.stopping, reading.read_due)


def write_due(tools: Tools) -> None:
    """Write or remove our entries that are not as wanted, one by one."""
    work_through(entries.KIND, tools.stopping, entries.reconcile)


def sweep() -> None:
    """Mark what was never looked at or is not as wanted, and renew the push channels."""
    reading.mark_all()
    unlike = entries.mark_unlike_wanted()
    failed = channels.renew_all()
    if unlike or failed:
        log.info("calendars swept", unlike=unlike, without_channel=failed)
