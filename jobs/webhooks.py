"""The jobs of webhooks that we send: send what is due, find what no work row names, forget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobs.claims import work_through
from orchestrator import logs
from orchestrator.services.webhooks import news, sending

if TYPE_CHECKING:
    from jobs.tools import Tools

log = logs.get_logger(__name__)


def send_due(tools: Tools) -> None:
    """Send due news one by one until none is due or we stop."""
    poster = sending.configured_poster()
    work_through(news.KIND, tools.stopping, lambda held: sending.send(held, poster))


def mark_unmarked() -> None:
    """Have owed news looked at that no work row names."""
    log.info("owed news found again", deliveries=news.mark_unmarked())


def forget() -> None:
    """Forget what was settled long ago."""
    log.info("deliveries forgotten", deliveries=sending.forget_old())
