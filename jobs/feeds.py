"""The two jobs that keep the calendar feeds: render what is due, and mark what was left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobs.claims import work_through
from orchestrator import logs
from orchestrator.services import feed_marks
from orchestrator.services.feeds import rendering

if TYPE_CHECKING:
    from jobs.tools import Tools

log = logs.get_logger(__name__)


def render_due(tools: Tools) -> None:
    """Render due feeds one by one until none is due or the service stops."""
    work_through(feed_marks.KIND, tools.stopping, rendering.render_due)


def sweep(_tools: Tools) -> None:
    """Mark every feed whose work row is missing; such a row is lost only with the work table."""
    marked = feed_marks.mark_unmarked()
    if marked:
        log.info("feeds swept", marked=marked)
