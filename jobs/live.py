"""The live session's jobs: plans are drawn in time, and the first round's rooms stand in Zoom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobs.claims import work_through
from orchestrator import logs
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.live import breakouts, drawing

if TYPE_CHECKING:
    from jobs.tools import Tools

log = logs.get_logger(__name__)


def draw_due() -> None:
    """Draw or mend every plan whose list has changed."""
    for workshop_id in drawing.to_draw():
        try:
            drawn = drawing.draw_plan(workshop_id)
        except RuleBroken as refusal:  # the old plan stands; the console says what is wrong
            if drawing.note_refusal(workshop_id, refusal.message):
                log.warning("plan not drawn", workshop=workshop_id, code=refusal.code)
            continue
        if drawn:
            log.info("plan drawn", workshop=workshop_id)


def pre_assign_due(tools: Tools) -> None:
    """Take due breakout rooms one by one until none is due or the service stops."""
    work_through(breakouts.KIND, tools.stopping, lambda held: breakouts.reconcile(held, tools.zoom))
