"""The two jobs of the outbox: send what is due, and find again what no work row names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobs.claims import work_through
from orchestrator import logs
from orchestrator.services.letters import posting
from orchestrator.services.mail import outbox

if TYPE_CHECKING:
    from jobs.tools import Tools

log = logs.get_logger(__name__)


def send_due(tools: Tools) -> None:
    """Send due messages one by one until none is due, the server is in trouble or we stop."""
    try:
        work_through(outbox.KIND, tools.stopping, lambda held: posting.post(held, tools.mail))
    except posting.MailWaits as waits:
        log.warning("mail server in trouble: all messages wait", code=str(waits))
    finally:
        tools.mail.close()


def mark_unmarked() -> None:
    """Have owed messages looked at that no work row names."""
    log.info("owed mail found again", messages=outbox.mark_unmarked())
