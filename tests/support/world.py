"""What tests build quickly: a workshop, and the jobs that look at it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from set_clock import SetClock

from calendars import clock
from jobs import meetings as meeting_jobs
from jobs.tools import Tools
from orchestrator.gateways.zoom.errors import ZoomError
from orchestrator.models import Meeting, OutboxMessage, Registration, Workshop
from orchestrator.rules.publication import Offer
from orchestrator.rules.registration import Person, read_person
from orchestrator.rules.workshop import Audience, State, Venue
from orchestrator.services import feed_marks, work
from orchestrator.services.seats import registrations
from orchestrator.services.seats.organizations import organization_named
from orchestrator.services.zoom import meetings

TICK = timedelta(seconds=5)
BY_HAND = registrations.Origin("hand", "user 1")
START = datetime(2026, 12, 9, 13, tzinfo=UTC)


def publish(**fields: Any) -> Workshop:
    """Return a published online workshop, marked for its meeting as any service would."""
    values: dict[str, Any] = {
        "title": "Workshop",
        "state": State.PUBLISHED,
        "start": START,
        "timezone": "America/Los_Angeles",
        "capacity": 14,
    } | fields
    if values["state"] == State.CANCELLED:
        values.setdefault("sequence", 1)  # it was known before
    if values["start"]:
        values.setdefault("end", values["start"] + timedelta(hours=4))
        values.setdefault("month", clock.month_of(values["start"].date()))
    with transaction.atomic():
        workshop = Workshop.objects.create(**values)
        meetings.mark(workshop)
        feed_marks.mark_workshop(workshop.pk)
    return workshop


def offer(**fields: Any) -> Offer:
    """Return what the owner would type for a workshop of three seats."""
    values: dict[str, Any] = {
        "title": "Workshop",
        "audience": Audience.PUBLIC,
        "venue": Venue.ONLINE,
        "month": clock.month_of(START.date()),
        "start": START,
        "end": START + timedelta(hours=4),
        "timezone": "America/Los_Angeles",
        "capacity": 3,
    }
    return Offer(**(values | fields))


def publish_far(*, days: int = 60, **fields: Any) -> Workshop:
    """Return a workshop that is to come by every clock: for processes with the real one."""
    return publish(
        start=clock.machine_now().replace(microsecond=0) + timedelta(days=days), **fields
    )


def change(workshop: Workshop, **fields: Any) -> None:
    """Change the workshop and have its meeting looked at, in one transaction."""
    with transaction.atomic():
        for name, value in fields.items():
            setattr(workshop, name, value)
        workshop.save()
        meetings.mark(workshop)
        feed_marks.mark_workshop(workshop.pk)


def person(name: str) -> Person:
    """Return somebody whose address follows from the name."""
    return read_person(name, f"{name.lower().replace(' ', '.')}@example.org")


def register(workshop: Workshop, name: str, *, organization: str = "") -> Registration:
    """Register somebody by hand: a seat if there is one, else the waitlist."""
    known = organization_named(organization)
    return registrations.register(
        workshop.pk, person(name), BY_HAND, organization_id=known.pk if known else None
    )


def owed(kind: str = "") -> list[str]:
    """Return who is owed what, oldest first: `kind recipient`, or the recipients of one kind."""
    rows = OutboxMessage.objects.order_by("id").values_list("kind", "recipient")
    return [r if kind else f"{k} {r}" for k, r in rows if kind in ("", k)]


def meeting_of(workshop: Workshop) -> Meeting:
    """Return the workshop's meeting as it stands in the database now."""
    return Meeting.objects.get(workshop=workshop)


def settle_bravely(tools: Tools, at: SetClock, *, minutes: int) -> None:
    """Let the timetable run as the clock does: a sweep that fails is tried again at the next."""
    for _ in range(minutes // 60):
        try:
            settle(tools, at, minutes=60)
        except ZoomError:
            at.forward(minutes=60)
            meeting_jobs.reconcile_due(tools)


def settle(tools: Tools, at: SetClock, *, minutes: int = 120) -> None:
    """Let the clock's own timetable run for so long; the clock jumps from one due time to the next."""
    end = at.at + timedelta(minutes=minutes)
    sweep = at.at
    while at.at < end:
        if at.at >= sweep:
            meeting_jobs.sweep(tools)
            sweep = at.at + timedelta(hours=1)
        meeting_jobs.reconcile_due(tools)
        due = work.next_due(meetings.KIND) or end
        at.at = min(end, sweep, max(due, at.at + TICK))
