"""What needs a person: each with the page where it is done, and what happens if nobody does it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from calendars import clock
from orchestrator.models import Workshop, WorkshopDraft, WorkshopRequest
from orchestrator.rules.invoice import Standing
from orchestrator.rules.request_state import RequestState
from orchestrator.services.ahead.coming import WINDOW
from orchestrator.services.consultations import host, wishes
from orchestrator.services.mail import outbox_overview
from orchestrator.services.money import overview as money
from orchestrator.services.overview import troubled_meetings
from orchestrator.services.seats import attending
from orchestrator.services.sources.overview import source_lines, troubled_entries
from orchestrator.services.webhooks import overview as webhooks

if TYPE_CHECKING:
    from collections.abc import Iterator


class Field(StrEnum):
    """Whose it is to see to."""

    RUNNING = "running"
    OFFICE = "office"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Need:
    """One thing for a person: what, what happens otherwise, and the page where it is done.

    `page` is an address name and, where it has one, a number; `workshop` the workshop's number.
    """

    what: str
    otherwise: str
    page: tuple[str, int | None]
    field: Field
    workshop: int | None = None


def needs() -> list[Need]:
    """Return everything that waits for a person, the most pressing kinds first."""
    sources = (
        _mail,
        _meetings,
        _calendars,
        _consultations,
        _requests,
        _visits,
        _drafts,
        _webhooks,
        _invoices,
    )
    return [need for source in sources for need in source()]


def _mail() -> Iterator[Need]:
    trouble = outbox_overview.trouble()
    if trouble:
        what = _("All mail waits: {reason}").format(reason=trouble.reason)
        otherwise = _("It is tried again by itself; nothing is lost.")
        yield Need(what, otherwise, ("office-outbox", None), Field.OFFICE)
    stuck = outbox_overview.stuck()
    if stuck:
        what = ngettext(
            "{count} message could not be sent", "{count} messages could not be sent", stuck
        )
        otherwise = _("Their people are not told.")
        yield Need(what.format(count=stuck), otherwise, ("office-outbox", None), Field.OFFICE)


def _meetings() -> Iterator[Need]:
    for meeting in troubled_meetings():
        page = (
            ("office-workshop", meeting.workshop_id)
            if meeting.workshop_id
            else ("office-consultation", meeting.consultation_id)
        )
        what = f"{meeting.occasion.title}: {meeting.problem}"
        otherwise = _("The meeting stays as it is in Zoom.")
        yield Need(what, otherwise, page, Field.RUNNING, meeting.workshop_id)


def _calendars() -> Iterator[Need]:
    for line in source_lines():
        if line.is_stale:
            what = _("Calendar “{name}” was not read in time: {trouble}").format(
                name=line.name, trouble=line.trouble or _("its next read is due")
            )
            otherwise = _("No consultation times are offered until it is read.")
            yield Need(what, otherwise, ("office-health", None), Field.OFFICE)
    for entry in troubled_entries():
        what = _("A consultation could not be entered in your calendar: {problem}").format(
            problem=entry.problem
        )
        otherwise = _("It is tried again by itself.")
        yield Need(what, otherwise, ("office-consultations", None), Field.RUNNING)


def _consultations() -> Iterator[Need]:
    for row in host.waiting():
        what = _("{name} asks for a consultation").format(name=row.name)
        otherwise = _("It ends unanswered, and they are told to choose another time.")
        yield Need(what, otherwise, ("office-consultation", row.pk), Field.RUNNING)
    count = len(wishes.open_wishes())
    if count:
        what = ngettext(
            "{count} visitor found no time that suits", "{count} visitors found no time", count
        )
        otherwise = _("Nobody answers them.")
        page = ("office-consultations", None)
        yield Need(what.format(count=count), otherwise, page, Field.RUNNING)


def _requests() -> Iterator[Need]:
    rows = WorkshopRequest.objects.filter(state=RequestState.REVIEW, expires_at__gt=clock.now())
    count = rows.count()
    if count:
        what = ngettext(
            "{count} request waits for your price", "{count} requests wait for your price", count
        )
        otherwise = _("They end by themselves, and their people are told.")
        yield Need(what.format(count=count), otherwise, ("office-requests", None), Field.OFFICE)


def _visits() -> Iterator[Need]:
    """Yield the workshops that had somebody in Zoom whom nobody could tell."""
    now = clock.now()
    for row in Workshop.objects.filter(end__gt=now - WINDOW, end__lt=now, visits__gt=0).distinct():
        if attending.visits_by_person(row)[1]:
            what = _("{title}: somebody was there whom we could not tell").format(title=row.title)
            otherwise = _("They get no certificate.")
            yield Need(what, otherwise, ("office-people", row.pk), Field.RUNNING, row.pk)


def _drafts() -> Iterator[Need]:
    for draft in WorkshopDraft.objects.select_related("workshop"):
        what = _("{title} has changes that are not published").format(title=draft.workshop.title)
        otherwise = _("Nobody sees them, and nobody is told.")
        page = ("office-preview", draft.workshop_id)
        yield Need(what, otherwise, page, Field.OFFICE, draft.workshop_id)


def _webhooks() -> Iterator[Need]:
    count = webhooks.in_trouble()
    if count:
        what = ngettext("{count} webhook takes nothing", "{count} webhooks take nothing", count)
        otherwise = _("Their programs are not told.")
        yield Need(what.format(count=count), otherwise, ("office-webhooks", None), Field.OFFICE)


def _invoices() -> Iterator[Need]:
    for one in money.all_accounts():
        if one.state == Standing.OVERDUE:
            what = _("Invoice {number} of {payer} is overdue").format(
                number=one.invoice.number, payer=one.invoice.payer_name
            )
            otherwise = _("It stays unpaid; we remind nobody of it by ourselves.")
            yield Need(what, otherwise, ("office-invoice", one.invoice.pk), Field.MONEY)
