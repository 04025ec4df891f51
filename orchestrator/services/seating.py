"""The seats of a workshop as they are now, and the lock behind which they change."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from calendars import clock
from orchestrator.models import Registration, SeatBlock, Workshop
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.registration import SEATED_STATES
from orchestrator.rules.seating import ANYBODY, Seating

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


def locked(workshop_id: int) -> Workshop:
    """Return the workshop, locked until the transaction ends.

    Whoever gives or frees a seat comes through here first: on PostgreSQL it is the row's lock, on
    SQLite the one writer that `BEGIN IMMEDIATE` lets in. Raises RuleBroken (`workshop_unknown`).
    """
    workshop = Workshop.objects.select_for_update().filter(pk=workshop_id).first()
    if workshop is None:
        raise RuleBroken("workshop_unknown", "There is no such workshop.")
    return workshop


def lock_all(workshop_ids: Iterable[int]) -> None:
    """Lock several workshops, before anything else of them: always in the same order."""
    rows = Workshop.objects.select_for_update().filter(pk__in=set(workshop_ids))
    list(rows.order_by("pk").values_list("pk", flat=True))


def seating(workshop: Workshop) -> Seating:
    """Return the workshop's seats now; for a decision call it behind the lock."""
    organizations = Registration.objects.filter(
        workshop=workshop, state__in=SEATED_STATES
    ).values_list("organization_id", flat=True)
    taken = Counter(organization or ANYBODY for organization in organizations)
    released = blocks_released_at(workshop)
    kept = {}
    if released is None or clock.now() < released:
        blocks = SeatBlock.objects.filter(workshop=workshop)
        kept = dict(blocks.values_list("organization_id", "seats"))
    return Seating(workshop.capacity, kept, taken)


def blocks_released_at(workshop: Workshop) -> datetime | None:
    """Return when unused seats of organizations go to everybody (UTC), None without a date."""
    before = timedelta(hours=settings.COMPANY.registrations.blocks_released_hours)
    return workshop.start - before if workshop.start else None
