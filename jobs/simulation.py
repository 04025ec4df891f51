"""A year played as fast as the machine allows: the real timetable under a clock that jumps.

The simulated clock stands still while a job runs and then jumps to the next moment at which any job
has something to do. Zoom is our sandbox over real HTTP. Where the clock stands is kept on the disk
before each jump, so that a simulation killed anywhere goes on from there; one that was finished
starts again at its beginning, with the data it made.
"""

from __future__ import annotations

import json
import time as machine
from collections import Counter
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.core.management import call_command

from calendars import clock
from jobs.storage_lock import storage_locked
from jobs.timetable import Job, run_job, timetable
from jobs.tools import sandbox_tools
from orchestrator import terminal
from orchestrator.gateways.mail.files import FileMailer
from orchestrator.gateways.sandbox_zoom.server import SandboxZoom
from orchestrator.models import Meeting
from orchestrator.rules.schedule import ScheduledRow, read_schedule
from orchestrator.services.demo import SCHEDULE_2020
from orchestrator.services.feeds.feed_entries import public_entries
from orchestrator.services.work import release_all_leases
from orchestrator.services.workshops.schedule import import_schedule

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from orchestrator.configuration import Configuration

FIRST_DAY, DAY_AFTER = date(2020, 1, 1), date(2020, 8, 1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a simulation made; the names are those of `simulate --json`."""

    workshops: int
    meetings: int
    duplicate_meetings: int
    orphan_meetings: int
    feed_entries: int
    jobs_run: int
    jobs_failed: int
    seconds: float


def simulate_2020(settings: Configuration) -> Outcome:
    """Play the company's real schedule in the storage of `settings`. Raises StorageBusy."""
    since = machine.monotonic()
    zone, directory = settings.company.timezone, settings.storage.directory
    first, last = (clock.instant(day, time(0), zone) for day in (FIRST_DAY, DAY_AFTER))
    with ExitStack() as stack:
        stack.enter_context(storage_locked(directory))
        simulated = SimulatedClock(directory / "simulated-clock.json", first, last)
        stack.enter_context(clock.clock_set(simulated.now))
        call_command("migrate", interactive=False, verbosity=0)
        release_all_leases()  # the lock says that no other worker lives
        rows = read_schedule(SCHEDULE_2020.read_bytes(), hours=settings.workshops.hours)
        import_schedule(rows)
        sandbox = stack.enter_context(_sandbox(directory, settings.zoom.host))
        jobs = timetable(
            sandbox_tools(sandbox, settings.zoom, FileMailer(directory / "mail")),
            tick=timedelta(seconds=settings.engine.tick_seconds),
        )
        title = f"{FIRST_DAY:%-d %b} to {DAY_AFTER - timedelta(days=1):%-d %b %Y}"
        total = (last - first).total_seconds()
        with terminal.progress(title, total=total) as move:
            counts = play(
                jobs, simulated, lambda at: move((at - first).total_seconds(), f"{at:%-d %b}")
            )
        workshops = sum(isinstance(row, ScheduledRow) for row in rows)
        return _outcome(sandbox, workshops, counts, since)


@dataclass(slots=True)
class SimulatedClock:
    """A clock that only moves when it is told to, and remembers in `file` where it stands."""

    file: Path
    start: datetime
    end: datetime
    at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.at = self.start
        with suppress(OSError, ValueError, KeyError, TypeError):
            self.at = clock.parse_instant(json.loads(self.file.read_text())["at"])
        if not self.start <= self.at < self.end:
            self.at = self.start

    def now(self) -> datetime:
        """Return where the clock stands (UTC)."""
        return self.at

    def jump(self, moment: datetime) -> None:
        """Move to `moment`, or to the end when that comes first; the file is replaced whole."""
        self.at = min(moment, self.end)
        written = self.file.with_suffix(".new")
        written.write_text(json.dumps({"at": self.at.isoformat()}))
        written.replace(self.file)


def play(
    jobs: Sequence[Job], simulated: SimulatedClock, on_step: Callable[[datetime], None]
) -> Counter[str]:
    """Run the jobs until the simulated clock is at its end; count what `run` and what `failed`."""
    counts: Counter[str] = Counter()
    tick = dict.fromkeys((job.name for job in jobs), simulated.at)
    due = list(jobs)
    while simulated.at < simulated.end:
        for job in due:
            if _wake(job, tick[job.name], simulated.end) <= simulated.at:
                counts["run"] += 1
                counts["failed"] += not run_job(job)
                tick[job.name] = simulated.at + job.every
        on_step(simulated.at)
        moment, due = _next(jobs, tick, simulated.end)
        simulated.jump(max(moment, simulated.at))
    return counts


def _next(
    jobs: Sequence[Job], tick: Mapping[str, datetime], end: datetime
) -> tuple[datetime, list[Job]]:
    """Return the next moment at which a job has something to do, and which jobs do then.

    No job wakes before its tick, so one that ticks later than another wakes need not be asked.
    """
    moment, due = end, list[Job]()
    for job in sorted(jobs, key=lambda job: tick[job.name]):
        if tick[job.name] > moment:
            break
        wake = _wake(job, tick[job.name], end)
        if wake < moment:
            moment, due = wake, [job]
        elif wake == moment:
            due.append(job)
    return moment, [job for job in jobs if job in due]


def _wake(job: Job, tick: datetime, end: datetime) -> datetime:
    """Return the first tick of the job, from `tick` on, that will not be idle."""
    if job.next_due is None:
        return tick
    wanted = job.next_due()
    return end if wanted is None else max(tick, wanted)


def _sandbox(directory: Path, host: str) -> SandboxZoom:
    sandbox = SandboxZoom(directory)
    sandbox.store.add_user(host)
    sandbox.limits.per_second = None  # a second of the simulation is no second of the machine
    return sandbox


def _outcome(sandbox: SandboxZoom, workshops: int, counts: Counter[str], since: float) -> Outcome:
    """Count what stands in the sandbox against what our rows name.

    A duplicate is one more live meeting with a tag that another live one has; an orphan is a live
    meeting that no row names.
    """
    live = sandbox.store.meetings(deleted=False)
    named = set(Meeting.objects.exclude(zoom_id=None).values_list("zoom_id", flat=True))
    return Outcome(
        workshops=workshops,
        meetings=len(live),
        duplicate_meetings=len(live) - len({meeting.tag or meeting.id for meeting in live}),
        orphan_meetings=sum(meeting.id not in named for meeting in live),
        feed_entries=len(public_entries()),
        jobs_run=counts["run"],
        jobs_failed=counts["failed"],
        seconds=round(machine.monotonic() - since, 2),
    )
