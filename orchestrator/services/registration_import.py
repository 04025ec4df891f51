"""Importing a list of attendees: all of them or none, with every bad line named."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from calendars import clock
from orchestrator.models import Workshop
from orchestrator.rules.csv_file import Complaint, FileRefused
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.registration import RegistrationState
from orchestrator.rules.registration_file import AttendeeRow, in_words, read_registrations
from orchestrator.rules.workshop import State
from orchestrator.services import registrations
from orchestrator.services.organizations import organization_named

if TYPE_CHECKING:
    from collections.abc import Callable

SOURCE = "csv"


@dataclass(slots=True)
class ImportedRows:
    """How many people got a seat, and how many wait."""

    confirmed: int = 0
    waitlisted: int = 0


@dataclass(slots=True)
class _Places:
    """Workshops and organizations by the words of the file, each looked up once."""

    workshops: dict[str, int] = field(default_factory=dict)
    organizations: dict[str, int | None] = field(default_factory=dict)


def import_registrations(
    data: bytes,
    *,
    workshop: str = "",
    keep: bool = True,
    actor: str,
    on_row: Callable[[int, int], None] = lambda _done, _of: None,
) -> ImportedRows:
    """Register everybody in a CSV file; `workshop` (uid or date) stands for a missing column.

    With `keep` false all is tried and nothing is kept. `on_row` hears of the progress. Raises
    FileRefused with every bad line, and then nothing is kept either.
    """
    rows, complaints = read_registrations(data, one_workshop=bool(workshop))
    done, places = ImportedRows(), _Places()
    origin = registrations.Origin(SOURCE, actor)
    with transaction.atomic():
        for number, row in enumerate(rows, 1):
            try:
                _register(row, row.workshop or workshop, places, origin, done)
            except RuleBroken as refusal:
                complaints.append(Complaint(row.line, in_words(refusal)))
            on_row(number, len(rows))
        if complaints or not keep:
            transaction.set_rollback(True)
    if complaints:
        raise FileRefused(complaints)
    return done


def _register(
    row: AttendeeRow,
    workshop: str,
    places: _Places,
    origin: registrations.Origin,
    done: ImportedRows,
) -> None:
    if workshop not in places.workshops:
        places.workshops[workshop] = workshop_named(workshop).pk
    if row.organization not in places.organizations:
        organization = organization_named(row.organization)
        places.organizations[row.organization] = organization.pk if organization else None
    registration = registrations.register(
        places.workshops[workshop],
        row.person,
        origin,
        organization_id=places.organizations[row.organization],
        priority=row.priority,
    )
    if registration.state == RegistrationState.CONFIRMED:
        done.confirmed += 1
    else:
        done.waitlisted += 1


def workshop_named(text: str) -> Workshop:
    """Return the workshop of a uid, or of a date on which there is only one.

    Raises RuleBroken (`workshop_unknown`, `workshop_unclear`).
    """
    by_uid = Workshop.objects.filter(uid=text).first()
    if by_uid:
        return by_uid
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _unknown(text) from None
    zone = settings.COMPANY.company.timezone
    midnight = clock.instant(day, time(0), zone)
    next_midnight = clock.instant(day + timedelta(days=1), time(0), zone)
    rows = Workshop.objects.filter(start__gte=midnight, start__lt=next_midnight)
    found = list(rows.exclude(state=State.CANCELLED)[:2])
    if not found:
        raise _unknown(text)
    if len(found) > 1:
        raise RuleBroken(
            "workshop_unclear",
            f"There are several workshops on {text}.",
            allowed="the uid of one of them",
        )
    return found[0]


def _unknown(text: str) -> RuleBroken:
    return RuleBroken(
        "workshop_unknown",
        f"There is no workshop {text!r}.",
        allowed="the uid of a workshop, or its date like 2026-12-09",
    )
