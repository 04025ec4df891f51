"""What comes: the public workshops and months that a visitor is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from calendars import clock
from orchestrator.models import MonthWithoutWorkshop, Workshop
from orchestrator.rules.workshop import Audience, State

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class ComingMonth:
    """One month as the public sees it: its workshops in order, or what else is said of it."""

    month: date
    workshops: tuple[Workshop, ...]
    to_be_decided: bool
    without: bool


def coming_months() -> list[ComingMonth]:
    """Return every month from now on of which the company says anything, in order.

    Months are counted in the company's zone; a workshop stays until it ends.
    """
    this_month = clock.month_of(clock.today(settings.COMPANY.company.timezone))
    public = Workshop.objects.filter(audience=Audience.PUBLIC)
    dated = list(public.filter(state=State.PUBLISHED, end__gt=clock.now()).order_by("start"))
    undecided = set(
        public.filter(state=State.TO_BE_DECIDED, month__gte=this_month).values_list(
            "month", flat=True
        )
    )
    without = set(
        MonthWithoutWorkshop.objects.filter(month__gte=this_month).values_list("month", flat=True)
    )
    by_month: dict[date, list[Workshop]] = {}
    for workshop in dated:
        by_month.setdefault(workshop.month, []).append(workshop)
    return [
        ComingMonth(month, tuple(by_month.get(month, ())), month in undecided, month in without)
        for month in sorted({*by_month, *undecided, *without})
    ]
