"""What the owner has planned: every workshop with its phase, its seats and its draft. Read only."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Q

from calendars import clock
from orchestrator.models import Registration, Workshop, WorkshopDraft
from orchestrator.rules.lifecycle import Phase, phase_of
from orchestrator.rules.registration import RegistrationState
from orchestrator.rules.workshop import State
from orchestrator.services.people.subscribers import interest_in
from orchestrator.services.seats.seating import seatings

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from orchestrator.rules.part_of_day import Part

SHOWN_AFTER_END = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Planned:
    """One workshop as the owner sees it in a list."""

    workshop: Workshop
    phase: Phase
    taken: int
    waiting: int
    drafted: bool


def all_workshops(among: QuerySet[Workshop] | None = None) -> list[Planned]:
    """Return the workshops that are not long over, of all or among these, in order of time."""
    shown = Q(end=None) | Q(end__gt=clock.now() - SHOWN_AFTER_END)
    drafts = set(WorkshopDraft.objects.values_list("workshop_id", flat=True))
    every = Workshop.objects.all() if among is None else among
    rows = every.filter(shown).order_by("month", F("start").asc(nulls_last=True), "id")
    found = list(rows)
    seats = seatings(found)
    queues = Registration.objects.filter(workshop__in=found, state=RegistrationState.WAITLISTED)
    waiting = Counter(queues.order_by().values_list("workshop_id", flat=True))
    return [
        Planned(
            row,
            phase_of(State(row.state), row.span if row.start else None, clock.now()),
            seats[row.pk].all_taken,
            waiting[row.pk],
            drafted=row.pk in drafts,
        )
        for row in found
    ]


def interest(workshop: Workshop) -> list[tuple[Part, int]] | None:
    """Return how many would come in an open month, by part of the day; None for a dated one."""
    if workshop.state != State.TO_BE_DECIDED:
        return None
    return list(interest_in(workshop).items())
