from __future__ import annotations

from datetime import timedelta

import pytest
import world
from django.db import DatabaseError
from set_clock import SetClock

from jobs.timetable import Job, run_job, timetable
from jobs.tools import Tools
from orchestrator.gateways.sandbox_zoom.server import SandboxZoom
from orchestrator.models import JobStatus
from orchestrator.rules.meeting import MeetingState
from orchestrator.services import job_runs

pytestmark = pytest.mark.django_db
EVERY = timedelta(seconds=5)


def test_the_timetable_gives_a_workshop_its_meeting(
    tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    workshop = world.publish()
    ran = {job.name for job in timetable(tools, tick=EVERY) if run_job(job)}
    assert {"sweep-meetings", "reconcile-meetings"} <= ran
    assert world.meeting_of(workshop).state == MeetingState.LIVE
    runs = {status.name: status.runs for status in JobStatus.objects.all()}
    assert {name for name, count in runs.items() if count} == ran
    assert runs["handle-zoom-events"] == runs["register-attendees"] == runs["expire-offers"] == 0


def test_a_tick_with_nothing_due_only_leaves_a_sign_of_life(at: SetClock) -> None:
    def never() -> None:
        raise AssertionError("an idle job ran")

    for due in (None, at.at + timedelta(seconds=1)):
        assert not run_job(Job("idle", EVERY, never, lambda due=due: due))  # type: ignore[misc]  # bound now
    status = JobStatus.objects.get()
    assert (status.runs, status.seen_at) == (0, at.at)


def test_a_failing_job_is_recorded_and_raises_nothing(at: SetClock) -> None:
    def fail() -> None:
        raise ValueError("boom")

    assert not run_job(Job("bad", EVERY, fail))
    status = JobStatus.objects.get()
    assert (status.failures, status.error) == (1, "ValueError: boom")


def test_even_a_database_that_is_away_takes_no_tick_down(
    at: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(job_runs, "started", away)
    monkeypatch.setattr(job_runs, "finished", away)
    assert not run_job(Job("any", EVERY, lambda: None))
