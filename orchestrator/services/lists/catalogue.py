"""Which lists there are, who may see each, and what stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from orchestrator.models import (
    AuditEntry,
    Consultation,
    Invoice,
    Meeting,
    OutboxMessage,
    Registration,
    Subscriber,
    User,
    Workshop,
    WorkshopRequest,
)
from orchestrator.rules.names import named
from orchestrator.rules.registration import RegistrationState
from orchestrator.rules.role import Role
from orchestrator.services.lists.listing import Cents, Listing

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from orchestrator.services.lists.listing import Target


def _own(user: User) -> QuerySet[Workshop]:
    rows = Workshop.objects.all()
    return rows.filter(facilitator=user) if user.role == Role.FACILITATOR else rows


def _people(user: User) -> QuerySet[Registration]:
    rows = Registration.objects.filter(workshop__in=_own(user), forgotten_at=None)
    return rows.select_related("workshop", "organization").order_by("-workshop__start", "id")


def _waiting(user: User) -> QuerySet[Registration]:
    rows = _people(user).filter(state=RegistrationState.WAITLISTED)
    return rows.order_by("workshop__start", "-priority", "id")


def _drifted(user: User) -> QuerySet[Meeting]:
    rows = Meeting.objects.filter(workshop__in=_own(user)).exclude(problem="")
    return rows.select_related("workshop").order_by("workshop__start", "id")


def _to_workshop(row: Workshop) -> Target:
    return "office-workshop", (row.pk,)


def _to_people(row: Registration) -> Target:
    return "office-people", (row.workshop_id,)


def _nowhere(_row: Any) -> Target:  # noqa: ANN401 -- any row
    return None


WORKSHOPS = Listing(
    "workshops",
    _("Workshops"),
    (_("Start"), _("Title"), _("State"), _("For whom"), _("Where"), _("Seats"), _("Month")),
    lambda user: _own(user).order_by(F("start").desc(nulls_last=True), "-month", "-id"),
    lambda row: (
        row.start, row.title, named(row.state), named(row.audience), row.place or named(row.venue),
        row.capacity,
        row.month,
    ),
    ("title", "place", "state"),
    _to_workshop,
)  # fmt: skip
PEOPLE = Listing(
    "people",
    _("People"),
    (_("Name"), _("E-mail"), _("Organization"), _("State"), _("Workshop"), _("Start"), _("Since")),
    _people,
    lambda row: (
        row.name, row.email, row.organization.name if row.organization else "", named(row.state),
        row.workshop.title, row.workshop.start, row.created_at,
    ),
    ("name", "email", "organization__name", "workshop__title"),
    _to_people,
)  # fmt: skip
WAITLISTS = Listing(
    "waitlists",
    _("Waitlists"),
    (_("Workshop"), _("Start"), _("Name"), _("E-mail"), _("Preferred"), _("Since")),
    _waiting,
    lambda row: (
        row.workshop.title, row.workshop.start, row.name, row.email, row.priority or None,
        row.created_at,
    ),
    ("name", "email", "workshop__title"),
    _to_people,
)  # fmt: skip
REQUESTS = Listing(
    "requests",
    _("Requests"),
    (_("Start"), _("Place"), _("State"), _("Attendees"), _("Organizations"), _("Since")),
    lambda _user: WorkshopRequest.objects.prefetch_related("organizations").order_by("-start"),
    lambda row: (
        row.start, row.place, named(row.state), row.attendees,
        ", ".join(one.name for one in row.organizations.all()), row.created_at,
    ),
    ("place", "state"),
    lambda _row: ("office-requests", ()),
)  # fmt: skip
CONSULTATIONS = Listing(
    "consultations",
    _("Consultations"),
    (_("Start"), _("Name"), _("E-mail"), _("Organization"), _("State"), _("Since")),
    lambda _user: Consultation.objects.filter(forgotten_at=None).order_by("-start", "-id"),
    lambda row: (
        row.start,
        row.name,
        row.email,
        row.organization,
        named(row.state),
        row.created_at,
    ),
    ("name", "email", "organization"),
    lambda row: ("office-consultation", (row.pk,)),
)  # fmt: skip
INVOICES = Listing(
    "invoices",
    _("Invoices"),
    (_("Number"), _("Issued"), _("Due"), _("Payer"), _("Kind"), _("Total"), _("Purchase order")),
    lambda _user: Invoice.objects.order_by("-issued_on", "-id"),
    lambda row: (
        row.number, row.issued_on, row.due_on, row.payer_name, named(row.kind),
        Cents(row.total_cents), row.purchase_order,
    ),
    ("number", "payer_name", "payer_email", "purchase_order"),
    lambda row: ("office-invoice", (row.pk,)),
)  # fmt: skip
SUBSCRIBERS = Listing(
    "new-dates",
    _("List of new dates"),
    (_("E-mail"), _("Preferred"), _("Asked"), _("Confirmed")),
    lambda _user: Subscriber.objects.order_by("email"),
    lambda row: (row.email, " ".join(row.parts), row.asked_at, row.confirmed_at),
    ("email",),
    _nowhere,
)
DRIFT = Listing(
    "drift",
    _("Zoom meetings with a problem"),
    (_("Workshop"), _("Start"), _("Zoom meeting"), _("State"), _("Problem"), _("Looked at")),
    _drifted,
    lambda row: (
        row.workshop.title, row.workshop.start, row.zoom_id, named(row.state), row.problem,
        row.checked_at,
    ),
    ("workshop__title", "problem"),
    lambda row: ("office-workshop", (row.workshop_id,)),
)  # fmt: skip
OUTBOX = Listing(
    "outbox",
    _("Outbox"),
    (_("Recipient"), _("Kind"), _("State"), _("Due"), _("Sent"), _("Why")),
    lambda _user: OutboxMessage.objects.order_by("-created_at", "-id"),
    lambda row: (
        row.recipient, row.kind, named(row.state), row.due, row.sent_at,
        row.reason or row.last_error,
    ),
    ("recipient", "kind", "state"),
    lambda _row: ("office-outbox", ()),
)  # fmt: skip
AUDIT = Listing(
    "audit",
    _("Audit trail"),
    (_("When"), _("Who"), _("What"), _("To what"), _("Details")),
    lambda _user: AuditEntry.objects.order_by("-at", "-id"),
    lambda row: (
        row.at, row.actor, row.action, row.subject,
        ", ".join(f"{name} {value}" for name, value in row.details.items()),
    ),
    ("actor", "action", "subject"),
    _nowhere,
)  # fmt: skip

_RUNNING = (Role.OWNER, Role.FACILITATOR)
_FOR = (
    (WORKSHOPS, _RUNNING),
    (PEOPLE, _RUNNING),
    (WAITLISTS, _RUNNING),
    (CONSULTATIONS, _RUNNING),
    (REQUESTS, (Role.OWNER,)),
    (INVOICES, (Role.OWNER, Role.ACCOUNTANT)),
    (SUBSCRIBERS, (Role.OWNER,)),
    (DRIFT, _RUNNING),
    (OUTBOX, (Role.OWNER,)),
    (AUDIT, (Role.OWNER,)),
)


def lists_for(user: User) -> list[Listing]:
    """Return the lists that an account may see, in their order."""
    return [listing for listing, roles in _FOR if user.role in roles]


def list_named(name: str, user: User) -> Listing | None:
    """Return the list of that name; None when there is none, or not for that account."""
    return next((one for one in lists_for(user) if one.name == name), None)
