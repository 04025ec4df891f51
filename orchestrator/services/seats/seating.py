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
    return seatings([workshop])[workshop.pk]


def seatings(workshops: Iterable[Workshop]) -> dict[int, Seating]:
    """Return the seats of many workshops now, by the workshop's number, in two queries."""
    rows = {workshop.pk: workshop for workshop in workshops}
    taken: dict[int, Counter[int]] = {pk: Counter() for pk in rows}
    kept: dict[int, dict[int, int]] = {pk: {} for pk in rows}
    seated = Registration.objects.filter(workshop__in=rows, state__in=SEATED_STATES)
    for pk, organization in seated.order_by().values_list("workshop_id", "organization_id"):
        taken[pk][organization or ANYBODY] += 1
    now = clock.now()
    released = {pk: blocks_released_at(workshop) for pk, workshop in rows.items()}
    standing = [pk for pk, moment in released.items() if moment is None or now < moment]
    blocks = SeatBlock.objects.filter(workshop__in=standing).order_by()
    for pk, organization, seats in blocks.values_list("workshop_id", "organization_id", "seats"):
        kept[pk][organization] = seats
    return {pk: Seating(row.capacity, kept[pk], taken[pk]) for pk, row in rows.items()}


def blocks_released_at(workshop: Workshop) -> datetime | None:
    """Return when unused seats of organizations go to everybody (UTC), None without a date."""
    before = timedelta(hours=settings.COMPANY.registrations.blocks_released_hours)
    return workshop.start - before if workshop.start else None
