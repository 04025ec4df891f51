"""Zoom's daily budget: at most so many creates and changes per host and UTC day.

Counted in our own row before the call is made. A part is kept for what is urgent. When Zoom itself
says that the day is spent, we believe it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from calendars import clock
from orchestrator.gateways.zoom.errors import ZoomError
from orchestrator.models import ZoomBudget

DAILY = timedelta(minutes=30)  # a wait longer than this is a limit of the day, not of the second


@transaction.atomic
def spend(host: str, *, urgent: bool) -> None:
    """Count one create or change of today. Raises ZoomError, to be retried tomorrow, when spent."""
    zoom = settings.COMPANY.zoom
    limit = zoom.daily_writes if urgent else zoom.daily_writes - zoom.daily_reserve
    row, _ = ZoomBudget.objects.get_or_create(host=host, day=clock.now().date())
    counted = ZoomBudget.objects.filter(pk=row.pk, used__lt=limit).update(used=F("used") + 1)
    if not counted:
        raise ZoomError(
            f"Today's {limit} creates and changes that Zoom allows this host are used up",
            retry_at=_tomorrow(),
        )


def heed(error: ZoomError) -> None:
    """Take Zoom's word when an error says that the day is spent."""
    if error.status and error.retry_at and error.retry_at > clock.now() + DAILY:
        day = clock.now().date()
        ZoomBudget.objects.update_or_create(
            host=settings.COMPANY.zoom.host,
            day=day,
            defaults={"used": settings.COMPANY.zoom.daily_writes},
        )


def used_today(host: str) -> int:
    """Return how many creates and changes were counted today."""
    row = ZoomBudget.objects.filter(host=host, day=clock.now().date()).first()
    return row.used if row else 0


def _tomorrow() -> datetime:
    day = clock.now().date() + timedelta(days=1)
    return datetime.combine(day, datetime.min.time(), tzinfo=UTC)
