"""The demo: the real rotation of hours of 2020 at coming dates, with people who do not exist."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from calendars import clock
from orchestrator.models import Workshop
from orchestrator.rules.registration import read_person
from orchestrator.rules.schedule import read_schedule, shifted_to
from orchestrator.rules.workshop import State
from orchestrator.services.seats import registrations
from orchestrator.services.workshops.schedule import import_schedule

SCHEDULE_2020 = Path(__file__).resolve().parent.parent / "data" / "schedule-2020.csv"
OWNER = "owner@example.org"
ORIGIN = registrations.Origin("demo", "demo")
PEOPLE = (
    "Ada Brandt", "Bo Castellano", "Chidi Eze", "Dalia Farouk", "Eun Gwak", "Farid Haddad",
    "Grace Ito", "Hana Jansen", "Ines Kovač", "Jonas Lund", "Kofi Mensah", "Lena Novak",
    "Mateo Ortiz", "Nadia Petrova", "Omar Quaye", "Priya Rao",
)  # fmt: skip


def load_demo() -> bool:
    """Publish the demo's schedule from next month on; return False when there is data already."""
    if Workshop.objects.exists():
        return False
    rows = read_schedule(SCHEDULE_2020.read_bytes(), hours=settings.COMPANY.workshops.hours)
    this_month = clock.month_of(clock.today(settings.COMPANY.company.timezone))
    import_schedule(shifted_to(rows, clock.add_months(this_month, 1)))
    _register_people()
    return True


def _register_people() -> None:
    """Fill the first public workshop and its waitlist, and some seats of the second."""
    rows = Workshop.objects.filter(state=State.PUBLISHED, start__gt=clock.now()).order_by("start")
    for workshop, names in zip(rows, (PEOPLE, PEOPLE[5:11]), strict=False):
        for name in names:
            address = f"{name.split()[0].lower()}@example.org"
            registrations.register(workshop.pk, read_person(name, address), ORIGIN)
