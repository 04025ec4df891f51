"""Which job runs when, and how one run is recorded.

Jobs are short ticks: what is due stands in our rows, so a tick that comes late loses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.db import DatabaseError

from calendars import clock
from jobs import (
    attendees,
    calendar_sync,
    consultations,
    feeds,
    live,
    meetings,
    notifications,
    offers,
    registrants,
    requests,
    retention,
    webhooks,
    zoom_events,
)
from orchestrator import logs
from orchestrator.services import feed_marks, forgetting, job_runs, work
from orchestrator.services.access import knocking
from orchestrator.services.consultations import reminding as consultation_reminders
from orchestrator.services.consultations import settling
from orchestrator.services.letters import posting
from orchestrator.services.live import breakouts, drawing
from orchestrator.services.mail import outbox
from orchestrator.services.requests import accepting
from orchestrator.services.seats import attending, reminding, waitlist
from orchestrator.services.sources import reading
from orchestrator.services.sources.entries import KIND as CALENDAR_ENTRY
from orchestrator.services.webhooks import news, sending
from orchestrator.services.zoom import zoom_events as stored_events
from orchestrator.services.zoom.meetings import KIND as MEETING
from orchestrator.services.zoom.registrants import KIND as REGISTRANT

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from jobs.tools import Tools

log = logs.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """One line of the timetable: every so often, `run`.

    `next_due` tells when there will be something to do (UTC, None: nothing); a tick before that is
    idle and only leaves a sign of life. Without it every tick is a run.
    """

    name: str
    every: timedelta
    run: Callable[[], None]
    next_due: Callable[[], datetime | None] | None = None

    def is_idle(self) -> bool:
        """Say whether a tick now would find nothing to do."""
        if self.next_due is None:
            return False
        due = self.next_due()
        return due is None or due > clock.now()


def timetable(tools: Tools, *, tick: timedelta) -> tuple[Job, ...]:
    """Return all jobs; `tick` is how often due work is looked for."""
    return (
        *_meeting_jobs(tools, tick),
        *_session_jobs(tools, tick),
        *_seat_jobs(tick),
        *_consultation_jobs(tick),
        *_calendar_jobs(tools, tick),
        Job("end-requests", tick, requests.end_what_is_over, accepting.next_due),
        Job("forget-people", timedelta(hours=6), retention.forget, forgetting.next_due),
        Job("forget-knocks", timedelta(minutes=5), retention.forget_knocks, knocking.next_due),
        *_mail_jobs(tools, tick),
        *_webhook_jobs(tools, tick),
        *_feed_jobs(tools, tick),
    )


def _meeting_jobs(tools: Tools, tick: timedelta) -> tuple[Job, ...]:
    handle = partial(zoom_events.handle_due, tools)
    reconcile = partial(meetings.reconcile_due, tools)
    register = partial(registrants.reconcile_due, tools)
    return (
        Job("handle-zoom-events", tick, handle, stored_events.next_due),
        Job("sweep-meetings", timedelta(hours=1), partial(meetings.sweep, tools)),
        Job("reconcile-meetings", tick, reconcile, partial(work.next_due, MEETING)),
        Job("register-attendees", tick, register, partial(work.next_due, REGISTRANT)),
    )


def _session_jobs(tools: Tools, tick: timedelta) -> tuple[Job, ...]:
    sweep, assign = breakouts.mark_coming, partial(live.pre_assign_due, tools)
    return (
        Job("draw-plans", tick, live.draw_due, drawing.next_due),
        Job("sweep-rooms", timedelta(hours=1), sweep, breakouts.unmarked_since),
        Job("pre-assign-rooms", tick, assign, partial(work.next_due, breakouts.KIND)),
    )


def _seat_jobs(tick: timedelta) -> tuple[Job, ...]:
    return (
        Job("expire-offers", tick, offers.expire, waitlist.next_due),
        Job("release-seats", timedelta(hours=1), offers.release, waitlist.released_since),
        Job("remind-attendees", tick, attendees.remind, reminding.next_due),
        Job("thank-attendees", timedelta(hours=1), attendees.thank, attending.next_due),
    )


def _consultation_jobs(tick: timedelta) -> tuple[Job, ...]:
    return (
        Job("settle-consultations", tick, consultations.settle, settling.next_due),
        Job("remind-visitors", tick, consultations.remind, consultation_reminders.next_due),
    )


def _calendar_jobs(tools: Tools, tick: timedelta) -> tuple[Job, ...]:
    """Return the jobs of calendars elsewhere."""
    sweep, every = calendar_sync.sweep, timedelta(minutes=10)
    read, write = (partial(one, tools) for one in (calendar_sync.read_due, calendar_sync.write_due))
    return (
        Job("sweep-calendars", every, sweep, reading.sweep_due),
        Job("read-calendars", tick, read, partial(work.next_due, reading.KIND)),
        Job("write-calendar-entries", tick, write, partial(work.next_due, CALENDAR_ENTRY)),
    )


def _mail_jobs(tools: Tools, tick: timedelta) -> tuple[Job, ...]:
    mark, send = notifications.mark_unmarked, partial(notifications.send_due, tools)
    return (
        Job("send-mail", tick, send, posting.next_due),
        Job("mark-owed-mail", timedelta(minutes=1), mark, outbox.unmarked_since),
    )


def _webhook_jobs(tools: Tools, tick: timedelta) -> tuple[Job, ...]:
    minute, send = timedelta(minutes=1), partial(webhooks.send_due, tools)
    return (
        Job("send-webhooks", tick, send, partial(work.next_due, news.KIND)),
        Job("mark-owed-webhooks", minute, webhooks.mark_unmarked, news.unmarked_since),
        Job("forget-webhooks", timedelta(hours=6), webhooks.forget, sending.next_to_forget),
    )


def _feed_jobs(tools: Tools, tick: timedelta) -> tuple[Job, ...]:
    sweep, render = partial(feeds.sweep, tools), partial(feeds.render_due, tools)
    return (
        Job("sweep-feeds", timedelta(minutes=1), sweep, feed_marks.unmarked_since),
        Job("render-feeds", tick, render, partial(work.next_due, feed_marks.KIND)),
    )


def run_job(job: Job) -> bool:
    """Run one tick of a job and record how it went; return whether it ran and ended well.

    Of two places in the house that catch every exception this is one: a job that fails is shown
    and tried again at its next tick, and never takes the others with it.
    """
    try:
        if job.is_idle():
            job_runs.seen(job.name)
            return False
        job_runs.started(job.name)
        job.run()
    except Exception as error:
        log.exception("job failed", job=job.name)
        _record_failure(job.name, f"{type(error).__name__}: {error}")
        return False
    job_runs.finished(job.name)
    return True


def _record_failure(name: str, error: str) -> None:
    try:
        job_runs.finished(name, error)
    except DatabaseError:
        log.exception("failure not recorded", job=name)
