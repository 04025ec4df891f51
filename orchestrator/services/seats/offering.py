"""What is on offer to the public: workshops to come with their seats, and open months."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F, Q

from calendars import clock
from orchestrator.models import Workshop
from orchestrator.rules.seating import ANYBODY
from orchestrator.rules.workshop import Audience, State
from orchestrator.services.seats import waitlist
from orchestrator.services.seats.seating import seatings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from orchestrator.rules.seating import Seating


@dataclass(frozen=True, slots=True)
class Offered:
    """A public workshop and what a stranger could do now: take a seat, or wait for one."""

    workshop: Workshop
    seats_free: int
    waitlist_open: bool


def offered() -> list[Offered]:
    """Return the public workshops that are still to come, then open months, in order of time."""
    this_month = clock.month_of(clock.today(settings.COMPANY.company.timezone))
    coming = Q(state=State.PUBLISHED, start__gt=clock.now())
    undecided = Q(state=State.TO_BE_DECIDED, month__gte=this_month)
    rows = Workshop.objects.filter(coming | undecided, audience=Audience.PUBLIC)
    return described(rows.order_by("month", F("start").asc(nulls_last=True), "id"))


def described(workshops: Iterable[Workshop]) -> list[Offered]:
    """Return each workshop with its seats; one without a date has none to give yet."""
    rows = list(workshops)
    seats = seatings(row for row in rows if row.start is not None)
    return [_described(row, seats.get(row.pk)) for row in rows]


def _described(workshop: Workshop, seats: Seating | None) -> Offered:
    if seats is None:
        return Offered(workshop, 0, waitlist_open=False)
    open_list = clock.now() < waitlist.closes(workshop)
    return Offered(workshop, seats.free_for(ANYBODY), waitlist_open=open_list)
