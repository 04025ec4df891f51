"""The clock's own mail job, played by a clock that jumps from one due time to the next."""

from __future__ import annotations

from datetime import timedelta

from set_clock import SetClock

from jobs.timetable import Job, run_job, timetable
from jobs.tools import Tools
from orchestrator.models import OutboxMessage
from orchestrator.services.letters import posting

TICK = timedelta(seconds=5)


def job(tools: Tools, name: str = "send-mail") -> Job:
    (found,) = (job for job in timetable(tools, tick=TICK) if job.name == name)
    return found


def play(tools: Tools, at: SetClock, *, minutes: float) -> int:
    """Let the clock's job run for so long; return how often it ran."""
    end, runs = at.at + timedelta(minutes=minutes), 0
    while at.at < end:
        runs += not job(tools).is_idle()
        run_job(job(tools))
        at.at = min(end, max(posting.next_due() or end, at.at + TICK))
    return runs


def state(message: OutboxMessage) -> tuple[str, str]:
    """Return how the message stands in the database now, and why."""
    message.refresh_from_db()
    return message.state, message.reason
