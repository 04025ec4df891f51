"""The public feed: which workshops stand in it, and in which words."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q

from calendars import clock
from calendars.feed import Entry, EntryStatus, Feed, render
from orchestrator.models import Workshop
from orchestrator.rules.workshop import Audience, State, Venue

if TYPE_CHECKING:
    from datetime import date

KEPT_AFTER_END = timedelta(days=365)
CANCELLED_KEPT = timedelta(days=60)
PUBLIC_PATH = "/feeds/workshops.ics"


def public_entries() -> tuple[Entry, ...]:
    """Return an entry for every public workshop, in order of time.

    Past workshops stay for a year and cancelled ones for 60 days, so that no calendar loses an
    entry silently.
    """
    return tuple(_entry(workshop) for workshop in _workshops())


def public_feed() -> bytes:
    """Return the feed of all public workshops as iCalendar bytes.

    There is always at least one entry: an empty feed clears some calendars.
    """
    company = settings.COMPANY.company
    return render(
        Feed(
            name=f"{company.name}: workshops",
            description=f"Coming workshops of {company.name}",
            source=f"{company.public_url}{PUBLIC_PATH}",
            entries=public_entries() or (_nothing_yet(),),
        )
    )


def _workshops() -> list[Workshop]:
    now = clock.now()
    this_month = clock.month_of(clock.today(settings.COMPANY.company.timezone))
    shown = (
        Q(state=State.PUBLISHED, end__gt=now - KEPT_AFTER_END)
        | Q(state=State.TO_BE_DECIDED, month__gte=this_month)
        | Q(state=State.CANCELLED, changed_at__gt=now - CANCELLED_KEPT)
    )
    return list(
        Workshop.objects.filter(shown, audience=Audience.PUBLIC).order_by("month", "start", "id")
    )


def _entry(workshop: Workshop) -> Entry:
    cancelled = workshop.state == State.CANCELLED
    if workshop.start is None:
        summary, status = f"{workshop.title}: date to be decided", EntryStatus.TENTATIVE
    else:
        summary, status = workshop.title, EntryStatus.CONFIRMED
    return Entry(
        uid=workshop.uid,
        sequence=workshop.sequence,
        changed_at=workshop.changed_at,
        summary=f"Cancelled: {summary}" if cancelled else summary,
        status=EntryStatus.CANCELLED if cancelled else status,
        start=workshop.start,
        end=workshop.end,
        day=None if workshop.start else clock.first_weekday(workshop.month),
        description="" if cancelled else _description(workshop),
        location="Online" if workshop.venue == Venue.ONLINE and not cancelled else "",
        url="" if cancelled else f"{settings.COMPANY.company.public_url}/",
    )


def _description(workshop: Workshop) -> str:
    if workshop.start is None:
        return f"A workshop in {workshop.month:%B %Y}; its date is still to be decided."
    local = workshop.start.astimezone(clock.zone(workshop.timezone))
    hours = (workshop.span[1] - workshop.span[0]) / timedelta(hours=1)
    return (
        f"{hours:g} hours, online. It starts at {local:%H:%M} {workshop.timezone}.\n"
        f"All dates: {settings.COMPANY.company.public_url}/"
    )


def _nothing_yet() -> Entry:
    """Return the entry of a feed without workshops: the same every time it is asked for."""
    first: date = clock.month_of(clock.today(settings.COMPANY.company.timezone))
    changed = clock.instant(first, time(0), settings.COMPANY.company.timezone)
    return Entry(
        uid="no-workshop-announced-yet",
        sequence=first.year * 12 + first.month,
        changed_at=changed,
        summary="No workshop is announced yet",
        status=EntryStatus.TENTATIVE,
        day=first,
        description=f"New dates appear here: {settings.COMPANY.company.public_url}/",
    )
