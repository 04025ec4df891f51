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
    """One month as the public sees it: its workshops in order, or what else is said of it.

    `undecided` is the number of a workshop whose date is still open.
    """

    month: date
    workshops: tuple[Workshop, ...]
    undecided: int | None
    without: bool

    @property
    def to_be_decided(self) -> bool:
        """Say whether a workshop of this month still waits for its date."""
        return self.undecided is not None


def coming_months() -> list[ComingMonth]:
    """Return every month from now on of which the company says anything, in order.

    Months are counted in the company's zone; a workshop stays until it ends.
    """
    this_month = clock.month_of(clock.today(settings.COMPANY.company.timezone))
    public = Workshop.objects.filter(audience=Audience.PUBLIC)
    dated = list(public.filter(state=State.PUBLISHED, end__gt=clock.now()).order_by("start"))
    undecided = dict(
        public.filter(state=State.TO_BE_DECIDED, month__gte=this_month).values_list("month", "pk")
    )
    without = set(
        MonthWithoutWorkshop.objects.filter(month__gte=this_month).values_list("month", flat=True)
    )
    by_month: dict[date, list[Workshop]] = {}
    for workshop in dated:
        by_month.setdefault(workshop.month, []).append(workshop)
    return [
        ComingMonth(month, tuple(by_month.get(month, ())), undecided.get(month), month in without)
        for month in sorted({*by_month, *undecided, *without})
    ]
