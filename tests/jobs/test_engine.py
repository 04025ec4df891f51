from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from calendars import clock
from jobs import engine as module
from jobs.engine import Engine
from jobs.timetable import Job

SOON = 10.0


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Engine]]:
    """Build engines whose jobs touch no database, watched every 20 ms, all stopped at the end."""
    monkeypatch.setattr(module, "run_job", lambda job: job.run())
    monkeypatch.setattr(module, "WATCH_SECONDS", 0.02)
    built: list[Engine] = []

    def make(
        *jobs: Job, deadline: float = 60, on_dead: Callable[[], None] = lambda: None
    ) -> Engine:
        built.append(
            Engine(
                jobs,
                stopping=threading.Event(),
                deadline=timedelta(seconds=deadline),
                on_dead=on_dead,
            )
        )
        built[-1].start()
        return built[-1]

    yield make
    for engine in built:
        engine.stop(seconds=SOON)


def test_every_job_runs_at_once_and_then_by_its_interval(build: Callable[..., Engine]) -> None:
    runs = threading.Semaphore(0)
    hourly = threading.Event()
    build(
        Job("often", timedelta(seconds=0.05), runs.release),
        Job("hourly", timedelta(hours=1), hourly.set),
    )
    assert hourly.wait(SOON)
    assert all(runs.acquire(timeout=SOON) for _ in range(3))


def test_stopping_lets_the_work_in_hand_finish_and_starts_nothing_new(
    build: Callable[..., Engine],
) -> None:
    begun, may_end, ended = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        may_end.wait(SOON)
        ended.set()

    engine = build(Job("long", timedelta(hours=1), work))
    assert begun.wait(SOON)
    assert not engine.stop(seconds=0.05)
    may_end.set()
    assert engine.stop(seconds=SOON)
    assert ended.is_set()


def test_a_job_past_its_deadline_ends_the_process_for_a_fresh_start(
    build: Callable[..., Engine],
) -> None:
    may_end, dead = threading.Event(), threading.Event()

    def wait_for_the_end() -> None:
        may_end.wait(SOON)

    build(
        Job("stuck", timedelta(hours=1), wait_for_the_end),
        deadline=0.05,
        on_dead=dead.set,
    )
    assert dead.wait(SOON)
    may_end.set()


def test_a_dead_scheduler_thread_ends_the_process_for_a_fresh_start(
    build: Callable[..., Engine],
) -> None:
    dead = threading.Event()
    engine = build(Job("any", timedelta(hours=1), lambda: None), on_dead=dead.set)
    engine._scheduler.shutdown()
    assert dead.wait(SOON)


def test_a_wall_clock_that_jumps_runs_every_job_now(
    build: Callable[..., Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = threading.Semaphore(0)
    build(Job("hourly", timedelta(hours=1), runs.release))
    assert runs.acquire(timeout=SOON)
    real: Callable[[], datetime] = clock.machine_now
    monkeypatch.setattr(module, "_wall_minus_monotonic", lambda: real().timestamp() - 3600)
    assert runs.acquire(timeout=SOON)


def test_the_exit_code_tells_a_supervisor_to_start_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    codes: list[int] = []
    monkeypatch.setattr(os, "_exit", codes.append)
    module._leave()
    assert codes == [70]
