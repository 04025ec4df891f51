"""Who was there: Zoom's visits and the facilitator's word become minutes, thanks, certificates."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Min

from calendars import clock
from orchestrator.models import Certificate, JoinLink, Registration, Visit, Workshop
from orchestrator.rules.attendance import Attendance, Stay, attendance, owner_of
from orchestrator.rules.email_address import read_address
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.registration import RegistrationState
from orchestrator.rules.workshop import State
from orchestrator.services.access import audit
from orchestrator.services.mail import mailings
from orchestrator.services.seats.seating import locked

if TYPE_CHECKING:
    from django.db.models import QuerySet

SETTLED_FOR = timedelta(days=3)  # as long as a late webhook may still come
NUMBER_BYTES = 18  # 144 bits: nobody finds a certificate by trying


@dataclass(frozen=True, slots=True)
class Line:
    """One attendee: minutes in Zoom, and whether they count as present."""

    registration: Registration
    minutes: int
    present: bool
    certified: bool


def register_of(workshop: Workshop) -> tuple[list[Line], list[Visit]]:
    """Return every confirmed attendee with the minutes present, and the visits of nobody known."""
    found, visits = _attendance(workshop)
    rows = _confirmed(workshop).order_by("name", "id").select_related("certificate")
    lines = [_line(one, found.minutes.get(one.pk, 0)) for one in rows]
    return lines, [visits[pk] for pk in found.unknown]


@transaction.atomic
def settle(workshop_id: int) -> int:
    """Owe thanks and give certificates to everybody who was there; return how many were new.

    Safe to run any time: nobody is thanked twice, and a certificate stays as it was given.
    """
    workshop = locked(workshop_id)
    if not _is_time(workshop):
        return 0
    lines, _ = register_of(workshop)
    new = 0
    for line in lines:
        if line.present:
            line.registration.workshop = workshop
            certified = _certify(line)
            mailings.thanks(line.registration, certified=certified)
            new += certified
    return new


def to_settle() -> list[int]:
    """Return the workshops, by number, that ended long enough ago to thank, and lately."""
    ended = clock.now() - _wait()
    rows = Workshop.objects.filter(
        state=State.PUBLISHED, end__lte=ended, end__gt=ended - SETTLED_FOR
    )
    return list(rows.values_list("pk", flat=True))


def next_due() -> datetime | None:
    """Return when thanks are to be looked at next (UTC): now, while a workshop ended lately."""
    now = clock.now()
    lately = Workshop.objects.filter(state=State.PUBLISHED, end__gt=now - _wait() - SETTLED_FOR)
    first: datetime | None = lately.aggregate(first=Min("end"))["first"]
    return first and max(now, first + _wait())


@transaction.atomic
def mark(registration_id: int, *, present: bool | None, actor: str) -> None:
    """Note the facilitator's own word on who was there; None leaves it to Zoom again."""
    registration = Registration.objects.get(pk=registration_id)
    locked(registration.workshop_id)  # before the row, as everybody does
    before, registration.attended_by_hand = registration.attended_by_hand, present
    registration.save(update_fields=["attended_by_hand"])
    audit.record(actor, "attendance marked", registration, before=before, after=present)
    settle(registration.workshop_id)


@transaction.atomic
def match(visit_id: int, registration_id: int | None, actor: str) -> None:
    """Say whose visit it was; None says that it was no attendee's.

    Raises RuleBroken (`other_workshop`).
    """
    visit = Visit.objects.select_for_update().get(pk=visit_id)
    registration = None
    if registration_id is not None:
        registration = Registration.objects.filter(pk=registration_id).first()
    if registration is not None and registration.workshop_id != visit.workshop_id:
        raise RuleBroken("other_workshop", "That person is registered for another workshop.")
    visit.matched_by_hand, visit.not_an_attendee = registration, registration is None
    visit.save(update_fields=["matched_by_hand", "not_an_attendee"])
    audit.record(actor, "visit matched", visit, registration=registration_id)
    settle(visit.workshop_id)


def certificate_numbered(number: str) -> Certificate | None:
    """Return the certificate of that number, or None when none was ever given."""
    rows = Certificate.objects.select_related("registration__workshop")
    return rows.filter(number=number).first()


def _is_time(workshop: Workshop) -> bool:
    published = workshop.state == State.PUBLISHED
    return published and workshop.end is not None and clock.now() >= workshop.end + _wait()


def _wait() -> timedelta:
    return timedelta(hours=settings.COMPANY.workshops.thank_you_hours)


def _confirmed(workshop: Workshop) -> QuerySet[Registration]:
    rows = Registration.objects.filter(workshop=workshop, state=RegistrationState.CONFIRMED)
    return rows.filter(forgotten_at=None)


def _line(registration: Registration, minutes: int) -> Line:
    by_hand = registration.attended_by_hand
    certificate = getattr(registration, "certificate", None)
    present = minutes > 0 if by_hand is None else by_hand
    return Line(registration, minutes, present, certificate is not None)


def _certify(line: Line) -> bool:
    """Give the certificate when it is earned: by Zoom's minutes, or by the facilitator's word."""
    registration, needed = line.registration, settings.COMPANY.workshops.certificate_minutes
    start, end = registration.workshop.span
    minutes = line.minutes
    if registration.attended_by_hand:
        minutes = max(minutes, int((end - start).total_seconds() // 60))
    if line.certified or minutes < needed:
        return False
    certificate = Certificate.objects.create(
        registration=registration,
        number=secrets.token_urlsafe(NUMBER_BYTES),
        minutes=minutes,
        issued_at=clock.now(),
    )
    audit.record(audit.CLOCK, "certified", certificate, minutes=minutes)
    return True


def _attendance(workshop: Workshop) -> tuple[Attendance, dict[int, Visit]]:
    visits = {visit.pk: visit for visit in Visit.objects.filter(workshop=workshop).order_by("id")}
    by_registrant, by_email = _ways_to_know(workshop)
    found = attendance(
        [_stay(visit) for visit in visits.values()],
        workshop.span,
        by_registrant=by_registrant,
        by_email=by_email,
    )
    return found, visits


def visits_by_person(workshop: Workshop) -> tuple[dict[int, list[Visit]], list[Visit]]:
    """Return everybody's visits so far by registration, and those of nobody known."""
    by_registrant, by_email = _ways_to_know(workshop)
    known: dict[int, list[Visit]] = {}
    unknown = []
    for visit in Visit.objects.filter(workshop=workshop, not_an_attendee=False).order_by("id"):
        whose = owner_of(_stay(visit), by_registrant, by_email)
        if whose is None:
            unknown.append(visit)
        else:
            known.setdefault(whose, []).append(visit)
    return known, unknown


def _ways_to_know(workshop: Workshop) -> tuple[dict[str, int], dict[str, int]]:
    """Return who is behind Zoom's number of a registrant, and who behind an address."""
    links = JoinLink.objects.filter(workshop=workshop, registration__isnull=False)
    numbered = links.exclude(registrant_id="").values_list("registrant_id", "registration_id")
    return dict(numbered), {one.email_key: one.pk for one in _confirmed(workshop) if one.email_key}


def _stay(visit: Visit) -> Stay:
    return Stay(
        visit=visit.pk,
        registrant_id=visit.registrant_id,
        email_key=_key(visit.email),
        joined_at=visit.joined_at,
        left_at=visit.left_at,
        matched=visit.matched_by_hand_id,
        ignored=visit.not_an_attendee,
    )


def _key(email: str) -> str:
    """Return the normal form of an address that Zoom reported, '' for none or a strange one."""
    try:
        return read_address(email).key
    except RuleBroken:
        return ""


def settles_at(workshop: Workshop) -> datetime:
    """Return when thanks and certificates go out (UTC)."""
    return workshop.span[1] + _wait()
