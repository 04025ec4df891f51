"""Importing a list of attendees: all of them or none, with every bad line named."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from calendars import clock
from orchestrator.models import Workshop
from orchestrator.rules.csv_file import Complaint, FileRefused
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.registration import RegistrationState
from orchestrator.rules.registration_file import AttendeeRow, read_registrations
from orchestrator.rules.workshop import State
from orchestrator.services.seats import registrations
from orchestrator.services.seats.organizations import organization_named
from orchestrator.services.seats.seating import lock_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SOURCE = "csv"
AT_ONCE = 500


@dataclass(slots=True)
class ImportedRows:
    """How many people got a seat, and how many wait."""

    confirmed: int = 0
    waitlisted: int = 0


def import_registrations(
    data: bytes,
    *,
    workshop: str = "",
    keep: bool = True,
    actor: str,
    on_rows: Callable[[int, int], None] = lambda _done, _of: None,
) -> ImportedRows:
    """Register everybody in a CSV file; `workshop` (uid or date) stands for a missing column.

    With `keep` false all is tried and nothing is kept. `on_rows` hears of the progress. Raises
    FileRefused with every bad line, and then nothing is kept either.
    """
    rows, complaints = read_registrations(data, one_workshop=bool(workshop))
    done, tried = ImportedRows(), 0
    origin = registrations.Origin(SOURCE, actor)
    with transaction.atomic():
        organizations = _organizations(rows, complaints)
        lock_all(_workshops({row.workshop or workshop for row in rows}))
        for name, together in _by_workshop(rows, workshop):
            complaints += _register(name, together, organizations, origin, done)
            tried += len(together)
            on_rows(tried, len(rows))
        if complaints or not keep:
            transaction.set_rollback(True)
    if complaints:
        raise FileRefused(complaints)
    return done


def _organizations(rows: list[AttendeeRow], complaints: list[Complaint]) -> dict[str, int | None]:
    """Return the organizations by the words of the file, each looked up once."""
    found: dict[str, int | None] = {}
    for row in rows:
        if row.organization in found:
            continue
        try:
            organization = organization_named(row.organization)
            found[row.organization] = organization.pk if organization else None
        except RuleBroken as refusal:
            found[row.organization] = None
            complaints.append(Complaint(row.line, refusal.in_words))
    return found


def _workshops(names: set[str]) -> Iterator[int]:
    """Yield the numbers of the workshops that are meant, without those that are not there."""
    for name in names:
        with suppress(RuleBroken):
            yield workshop_named(name).pk


def _by_workshop(rows: list[AttendeeRow], workshop: str) -> Iterator[tuple[str, list[AttendeeRow]]]:
    """Yield the rows of each workshop in their order, some at a time."""
    groups: dict[str, list[AttendeeRow]] = {}
    for row in rows:
        groups.setdefault(row.workshop or workshop, []).append(row)
    for name, group in groups.items():
        for first in range(0, len(group), AT_ONCE):
            yield name, group[first : first + AT_ONCE]


def _register(
    name: str,
    rows: list[AttendeeRow],
    organizations: dict[str, int | None],
    origin: registrations.Origin,
    done: ImportedRows,
) -> list[Complaint]:
    """Register these people in one workshop; return what is wrong with whom."""
    wishes = [
        registrations.Wish(row.person, organizations[row.organization], row.priority)
        for row in rows
    ]
    try:
        found = registrations.register_all(workshop_named(name).pk, wishes, origin)
    except RuleBroken as refusal:
        return [Complaint(row.line, refusal.in_words) for row in rows]
    complaints = []
    for row, one in zip(rows, found, strict=True):
        if isinstance(one, RuleBroken):
            complaints.append(Complaint(row.line, one.in_words))
        elif one.state == RegistrationState.CONFIRMED:
            done.confirmed += 1
        else:
            done.waitlisted += 1
    return complaints


def workshop_named(text: str) -> Workshop:
    """Return the workshop of a uid, or of a date on which there is only one.

    Raises RuleBroken (`workshop_unknown`, `workshop_unclear`).
    """
    by_uid = Workshop.objects.filter(uid=text).first()
    if by_uid:
        return by_uid
    zone = settings.COMPANY.company.timezone
    try:
        day = date.fromisoformat(text)
        midnight = clock.instant(day, time(0), zone)
        next_midnight = clock.instant(day + timedelta(days=1), time(0), zone)
    except (ValueError, OverflowError, clock.TimeError):
        raise _unknown(text) from None
    rows = Workshop.objects.filter(start__gte=midnight, start__lt=next_midnight)
    found = list(rows.exclude(state=State.CANCELLED)[:2])
    if not found:
        raise _unknown(text)
    if len(found) > 1:
        raise RuleBroken(
            "workshop_unclear",
            "There are several workshops on {text}.",
            allowed="the uid of one of them",
            text=text,
        )
    return found[0]


def _unknown(text: str) -> RuleBroken:
    return RuleBroken(
        "workshop_unknown",
        "There is no workshop {text}.",
        allowed="the uid of a workshop, or its date like 2026-12-09",
        text=repr(text),
    )
