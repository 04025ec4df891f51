"""What the service will do by itself in the next days, in order of time. Read only.

Each line names a deed of the clock and the instant at which it is due; `rehearsal.py` shows what
the deed would do then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from calendars import clock
from orchestrator.models import (
    Consultation,
    OutboxMessage,
    Registration,
    Workshop,
    WorkshopRequest,
)
from orchestrator.rules.consultation import ConsultationState
from orchestrator.rules.outbox import MessageState
from orchestrator.rules.registration import RegistrationState
from orchestrator.rules.request_state import OPEN_STATES
from orchestrator.rules.workshop import State, Venue
from orchestrator.services.live import drawing
from orchestrator.services.money import overview
from orchestrator.services.requests import quoting
from orchestrator.services.seats import attending, reminding
from orchestrator.services.zoom import occasions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

DAYS = 14
WINDOW = timedelta(days=DAYS)
NAMED = 3  # recipients of a minute's mails; the outbox names them all


class Deed(StrEnum):
    """What comes; what has a `key` in its line can be rehearsed, the others say all in words."""

    MAIL = "mail"
    REMINDERS = "reminders"
    VISIT_REMINDERS = "visit-reminders"
    THANKS = "thanks"
    OFFERS = "offers"
    CONSULTATIONS = "consultations"
    REQUESTS = "requests"
    MEETING = "meeting"
    PLAN = "plan"
    INVOICE = "invoice"
    OCCASION = "occasion"


@dataclass(frozen=True, slots=True)
class Coming:
    """One thing that will happen at `at` (UTC): what, about what, and the page of that.

    `key` names what it is about to the rehearsal; `page` is an address name with its number;
    `workshop` is the workshop's number, where it is about one.
    """

    at: datetime
    deed: Deed
    what: str
    about: str
    key: str = ""
    page: tuple[str, int] | None = None
    workshop: int | None = None


def next_days() -> list[Coming]:
    """Return what comes within fourteen days, in order of time."""
    sources = (
        _workshops,
        _consultations,
        _meetings,
        _reminders,
        _visit_reminders,
        _plans,
        _thanks,
        _offers,
        _requests,
        _invoices,
        _mails,
    )
    found = [line for source in sources for line in source()]
    return sorted(found, key=lambda line: (line.at, line.deed, line.about))


def _until() -> datetime:
    return clock.now() + WINDOW


def _published() -> QuerySet[Workshop]:
    """Return the published workshops that end inside the window or later, with their people."""
    rows = Workshop.objects.filter(state=State.PUBLISHED, end__gt=clock.now() - WINDOW)
    return rows.filter(start__lte=_until() + WINDOW).order_by("start", "id")


def _in_window(moment: datetime | None) -> bool:
    return moment is not None and clock.now() <= moment <= _until()


def _of(workshop: Workshop) -> tuple[str, int]:
    return "office-workshop", workshop.pk


def _confirmed() -> dict[int, int]:
    """Return how many people have a seat, by workshop."""
    rows = Registration.objects.filter(state=RegistrationState.CONFIRMED, workshop__in=_published())
    counted = rows.order_by().values_list("workshop").annotate(Count("pk"))
    return dict(counted)


def _workshops() -> Iterator[Coming]:
    people = _confirmed()
    for row in _published():
        if _in_window(row.span[0]):
            seats = people.get(row.pk, 0)
            what = ngettext(
                "The workshop begins, with {count} attendee",
                "The workshop begins, with {count} attendees",
                seats,
            )
            text = what.format(count=seats)
            yield Coming(row.span[0], Deed.OCCASION, text, row.title, "", _of(row), row.pk)


def _consultations() -> Iterator[Coming]:
    rows = Consultation.objects.filter(start__gte=clock.now(), start__lte=_until())
    for row in rows.filter(state=ConsultationState.BOOKED):
        page = ("office-consultation", row.pk)
        yield Coming(row.start, Deed.OCCASION, _("A consultation begins"), row.name, page=page)
    for row in rows.model.objects.filter(
        state=ConsultationState.REQUESTED, expires_at__gte=clock.now(), expires_at__lte=_until()
    ):
        if row.expires_at:
            page = ("office-consultation", row.pk)
            what = _("Ends unanswered, unless somebody says yes or no")
            yield Coming(row.expires_at, Deed.CONSULTATIONS, what, row.name, str(row.pk), page)


def _meetings() -> Iterator[Coming]:
    """Yield the meetings that come inside the horizon, and those that are to be made now."""
    now = clock.now()
    rows = Workshop.objects.filter(state=State.PUBLISHED, venue=Venue.ONLINE, start__gt=now)
    for row in rows.select_related("meeting"):
        opens, meeting = occasions.horizon_opens(row), occasions.meeting_row(row)
        if meeting is not None and meeting.zoom_id is not None:
            continue
        at = opens or now
        if _in_window(at):
            what = _("Its Zoom meeting is made")
            yield Coming(at, Deed.MEETING, what, row.title, str(row.pk), _of(row), row.pk)


def _reminders() -> Iterator[Coming]:
    people = _confirmed()
    for row in _published():
        for lead in reminding.leads():
            at, count = row.span[0] - lead, people.get(row.pk, 0)
            if count and _in_window(at):
                what = ngettext("{count} reminder is sent", "{count} reminders are sent", count)
                text = what.format(count=count)
                yield Coming(at, Deed.REMINDERS, text, row.title, str(row.pk), _of(row), row.pk)


def _visit_reminders() -> Iterator[Coming]:
    hours = settings.COMPANY.consultations.reminder_hours
    rows = Consultation.objects.filter(state=ConsultationState.BOOKED, start__gt=clock.now())
    for row in rows.exclude(email=""):
        for lead in hours:
            at = row.start - timedelta(hours=lead)
            if _in_window(at):
                page = ("office-consultation", row.pk)
                what = _("A reminder is sent")
                yield Coming(at, Deed.VISIT_REMINDERS, what, row.name, str(row.pk), page)


def _plans() -> Iterator[Coming]:
    people = _confirmed()
    for row in _published():
        at = drawing.opens_at(row)
        if people.get(row.pk) and _in_window(at):
            what = _("Pairs for the role-play are drawn")
            yield Coming(
                at, Deed.PLAN, what, row.title, page=("office-console", row.pk), workshop=row.pk
            )


def _thanks() -> Iterator[Coming]:
    people = _confirmed()
    for row in _published():
        at = attending.settles_at(row)
        if people.get(row.pk) and _in_window(at):
            what = _("Thanks and certificates go to who was there")
            yield Coming(at, Deed.THANKS, what, row.title, str(row.pk), _of(row), row.pk)


def _offers() -> Iterator[Coming]:
    rows = Registration.objects.filter(
        state=RegistrationState.OFFERED, offer_expires_at__lte=_until()
    )
    for row in rows.select_related("workshop"):
        if row.offer_expires_at:
            what = _("The offer of a seat to {name} ends").format(name=row.name)
            page = ("office-people", row.workshop_id)
            at = row.offer_expires_at
            about, number = row.workshop.title, row.workshop_id
            yield Coming(at, Deed.OFFERS, what, about, str(row.pk), page, number)


def _requests() -> Iterator[Coming]:
    rows = WorkshopRequest.objects.filter(state__in=OPEN_STATES, expires_at__lte=_until())
    for row in rows:
        if row.expires_at:
            what = _("Ends, and its date is free again, unless it is accepted")
            yield Coming(row.expires_at, Deed.REQUESTS, what, _names(row), str(row.pk))


def _invoices() -> Iterator[Coming]:
    zone = clock.zone(settings.COMPANY.company.timezone)
    for one in overview.all_accounts():
        ends = datetime.combine(one.invoice.due_on + timedelta(days=1), time(), zone)
        at = ends.astimezone(UTC)
        if one.left > 0 and _in_window(at):
            what = _("Invoice {number} is overdue unless it is paid").format(
                number=one.invoice.number
            )
            page = ("office-invoice", one.invoice.pk)
            yield Coming(at, Deed.INVOICE, what, one.invoice.payer_name, page=page)


def _mails() -> Iterator[Coming]:
    """Yield what the outbox sends, minute by minute; what is due already goes out now."""
    rows = OutboxMessage.objects.filter(state=MessageState.OWED, due__lte=_until())
    minutes: dict[datetime, list[str]] = {}
    for due, recipient in rows.order_by("due", "id").values_list("due", "recipient"):
        minute = max(due, clock.now()).replace(second=0, microsecond=0)
        minutes.setdefault(minute, []).append(recipient)
    for minute, people in minutes.items():
        what = ngettext("{count} mail goes out", "{count} mails go out", len(people))
        about = ", ".join(people[:NAMED]) + (" …" if len(people) > NAMED else "")
        key = str(int(minute.timestamp()))
        yield Coming(minute, Deed.MAIL, what.format(count=len(people)), about, key)


def _names(row: WorkshopRequest) -> str:
    return ", ".join(one.name for one in quoting.present(row))
