"""What a process in the fault laboratory can be told to do, each deed by its name.

Deeds are wishes: done a second time they change nothing, so that a person can repeat them after a
crash. Runs inside the child process, against the house's real services and jobs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import naive_sender
import naive_twin
import world
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from fault_clock import SharedClock

from jobs import meetings as meeting_jobs
from jobs import notifications
from jobs.timetable import Job, run_job, timetable
from jobs.tools import Tools
from orchestrator.models import JobStatus, OutboxMessage, Work, Workshop
from orchestrator.rules.workshop import State
from orchestrator.services import work
from orchestrator.services.mail import outbox
from orchestrator.services.zoom import occasions

Report = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Workplace:
    """What the deeds stand on; `reports` and `failures` of jobs gather what they saw."""

    clock: SharedClock
    tools: Tools
    naive: bool
    reports: list[Report]
    failures: list[str]

    def do(self, deed: Sequence[Any]) -> None:
        name, *arguments = deed
        DEEDS[name](self, *arguments)


def _publish(place: Workplace, key: str, start: str) -> None:
    moment = datetime.fromisoformat(start)
    workshop = Workshop.objects.filter(uid=key).first()
    if workshop is None:
        world.publish(uid=key, title=f"Workshop {key}", start=moment)
    else:
        _set(workshop, state=State.PUBLISHED, start=moment, end=moment + timedelta(hours=4))


def _cancel(place: Workplace, key: str) -> None:
    workshop = Workshop.objects.filter(uid=key).first()
    if workshop:
        _set(workshop, state=State.CANCELLED)


def _set(workshop: Workshop, **fields: Any) -> None:
    if any(getattr(workshop, name) != value for name, value in fields.items()):
        world.change(workshop, **fields)


def _release(place: Workplace) -> None:
    work.release_all_leases()


def _wait(place: Workplace, minutes: float) -> None:
    place.clock.at += timedelta(minutes=minutes)


def _reconcile(place: Workplace) -> None:
    if place.naive:
        naive_twin.reconcile(place.tools)
    else:
        meeting_jobs.reconcile_due(place.tools)


def _play(place: Workplace, minutes: float) -> None:
    """Let the clock's timetable run for so long; it jumps from one due time to the next."""
    jobs = _jobs(place)
    clock = place.clock
    end = clock.at + timedelta(minutes=minutes)
    due = {job.name: clock.at for job in jobs}
    while clock.at < end:
        for job in jobs:
            if due[job.name] <= clock.at and not job.is_idle():
                run_job(job)
                due[job.name] = clock.at + job.every
        following = [max(due[job.name], _next(job, end)) for job in jobs]
        clock.at = min(end, *following)


def _jobs(place: Workplace) -> Sequence[Job]:
    tick = timedelta(seconds=settings.COMPANY.engine.tick_seconds)
    if place.naive:
        return (Job("naive", timedelta(minutes=10), partial(naive_twin.reconcile, place.tools)),)
    return timetable(place.tools, tick=tick)


def _next(job: Job, end: datetime) -> datetime:
    if job.next_due is None:
        return datetime.min.replace(tzinfo=end.tzinfo)
    return job.next_due() or end


def _report(place: Workplace) -> None:
    """Tell of every workshop what should stand in Zoom and what its row names."""
    found: Report = {}
    for workshop in Workshop.objects.select_related("meeting"):
        row = getattr(workshop, "meeting", None)
        wanted = occasions.wanted_spec(workshop)
        found[workshop.uid] = {
            "wanted": None if wanted is None else [wanted.start.isoformat(), wanted.minutes],
            "tag": row.tag if row else "",
            "zoom_id": row.zoom_id if row else None,
            "state": row.state if row else "",
            "problem": row.problem if row else "",
        }
    place.reports.append(found)
    failed = JobStatus.objects.exclude(error="")
    place.failures.extend(failed.values_list("error", flat=True))


def _migrate(place: Workplace) -> None:
    call_command("migrate", interactive=False, verbosity=0)


def _forget_work(place: Workplace) -> None:
    Work.objects.all().delete()


def _owe(place: Workplace, count: int) -> None:
    with transaction.atomic():
        for number in range(count):
            to = f"p{number}@example.org"
            outbox.owe(cause=f"test:{number}", kind="test-message", recipient=to)


def _post(place: Workplace) -> None:
    if place.naive:
        naive_sender.send_all(place.tools)
    else:
        notifications.send_due(place.tools)


def _mail(place: Workplace) -> None:
    """Tell of every message whom it is for, under which Message-ID, and how it stands."""
    rows = OutboxMessage.objects.values("recipient", "message_id", "state", "reason")
    place.reports.append({row["recipient"]: dict(row) for row in rows})


DEEDS: dict[str, Callable[..., None]] = {
    "publish": _publish,
    "cancel": _cancel,
    "release": _release,
    "wait": _wait,
    "reconcile": _reconcile,
    "play": _play,
    "report": _report,
    "migrate": _migrate,
    "forget work": _forget_work,
    "owe": _owe,
    "post": _post,
    "mail": _mail,
}
