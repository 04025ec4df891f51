"""The demo's schedule: the real rotation of hours of 2020, at coming dates."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from calendars import clock
from orchestrator.models import Workshop
from orchestrator.rules.schedule import read_schedule, shifted_to
from orchestrator.services.schedule import import_schedule

SCHEDULE_2020 = Path(__file__).resolve().parent.parent / "data" / "schedule-2020.csv"
OWNER = "owner@example.org"


def load_demo() -> bool:
    """Publish the demo's schedule from next month on; return False when there is data already."""
    if Workshop.objects.exists():
        return False
    rows = read_schedule(SCHEDULE_2020.read_bytes(), hours=settings.COMPANY.workshops.hours)
    this_month = clock.month_of(clock.today(settings.COMPANY.company.timezone))
    import_schedule(shifted_to(rows, clock.add_months(this_month, 1)))
    return True
