"""The clock: the timetable on APScheduler, and a watchdog that does not trust it.

The only importer of APScheduler, which here only ticks (memory store, UTC, no misfire limit): what
is due stands in our rows. The watchdog mends what was measured to go wrong: a wall clock that jumps
(interval ticks stop for as long as it was set back), a scheduler thread that dies while the process
lives, and a run that never ends.
"""

from __future__ import annotations

import os
import threading
import time
from datetime import UTC, timedelta
from functools import partial
from typing import TYPE_CHECKING

from apscheduler.schedulers.background import BackgroundScheduler
from django.db import close_old_connections

from calendars import clock
from jobs.timetable import Job, run_job
from orchestrator import logs

if TYPE_CHECKING:
    from collections.abc import Callable

log = logs.get_logger(__name__)

EXIT_CODE = 70  # EX_SOFTWARE: the supervisor starts us anew
CLOCK_JUMP = timedelta(seconds=30)
WATCH_SECONDS = 1.0


def _leave() -> None:
    os._exit(EXIT_CODE)


class Engine:
    """Runs a timetable in threads of this process until it is stopped."""

    def __init__(
        self,
        jobs: tuple[Job, ...],
        *,
        stopping: threading.Event,
        deadline: timedelta,
        on_dead: Callable[[], None] = _leave,
    ) -> None:
        self._jobs = jobs
        self._stopping = stopping
        self._deadline = deadline
        self._on_dead = on_dead
        self._running: dict[str, float] = {}
        self._scheduler = BackgroundScheduler(
            timezone="UTC",
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._watchdog = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def start(self) -> None:
        """Begin to tick: every job once at once, then by its interval."""
        for job in self._jobs:
            self._scheduler.add_job(
                partial(self._tick, job),
                "interval",
                seconds=job.every.total_seconds(),
                id=job.name,
                next_run_time=clock.machine_now(),
            )
        self._scheduler.start()
        self._watchdog.start()

    def stop(self, *, seconds: float) -> bool:
        """Stop ticking, let work in hand finish for so long; return whether it did."""
        self._stopping.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        deadline = time.monotonic() + seconds
        while self._running and time.monotonic() < deadline:
            time.sleep(0.02)
        return not self._running

    def _tick(self, job: Job) -> None:
        if self._stopping.is_set():
            return
        self._running[job.name] = time.monotonic()
        try:
            run_job(job)
        finally:
            close_old_connections()
            self._running.pop(job.name, None)

    def _watch(self) -> None:
        offset = _wall_minus_monotonic()
        while not self._stopping.wait(WATCH_SECONDS):
            moved = _wall_minus_monotonic() - offset
            if abs(moved) > CLOCK_JUMP.total_seconds():
                log.warning("wall clock moved", seconds=round(moved))
                offset += moved
                self._run_all_now()
            if self._is_dead():
                self._on_dead()
                return

    def _run_all_now(self) -> None:
        for job in self._jobs:
            self._scheduler.modify_job(job.name, next_run_time=clock.machine_now())

    def _is_dead(self) -> bool:
        limit = time.monotonic() - self._deadline.total_seconds()
        late = [name for name, since in list(self._running.items()) if since < limit]
        if late:
            log.critical("a job ran past its deadline: leaving for a fresh start", jobs=late)
        thread = self._scheduler._thread  # noqa: SLF001 -- the library offers no other look at it
        dead = thread is None or not thread.is_alive()
        if dead:
            log.critical("the scheduler's thread is dead: leaving for a fresh start")
        return bool(late) or dead


def _wall_minus_monotonic() -> float:
    return clock.machine_now().astimezone(UTC).timestamp() - time.monotonic()
