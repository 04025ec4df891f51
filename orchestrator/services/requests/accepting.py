"""Answering a quote: yes by each organization, withdrawal, no by the facilitator, time over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Min

from calendars import clock
from orchestrator.models import Acceptance, RequestOrganization, WorkshopRequest
from orchestrator.rules.names import named
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.request_state import OPEN_STATES, RequestState
from orchestrator.services import ledger
from orchestrator.services.access import audit
from orchestrator.services.requests import quoting, scheduling, tellings
from orchestrator.services.requests.tellings import Kind

if TYPE_CHECKING:
    from datetime import datetime

    from orchestrator.models import QuoteVersion


@transaction.atomic
def accept(organization_id: int, version: int) -> WorkshopRequest:
    """Say yes to a version; the last yes makes the workshop.

    Raises RuleBroken: `request_over`, `organization_left`, `quote_missing`, `quote_superseded`,
    `quote_expired`, `already_accepted`, and `facilitator_busy` when the date was taken meanwhile.
    """
    ledger.wait_for_turn()
    organization, row = _one(organization_id)
    quote = _in_force(row, organization, version)
    Acceptance.objects.create(quote=quote, organization=organization, accepted_at=clock.now())
    audit.record(f"organization {organization.pk}", "quote accepted", row, version=version)
    row.changes += 1
    everybody = quoting.present(row)
    if {one.pk for one in everybody} <= quoting.accepted_by(quote):
        scheduling.schedule(row, everybody)
    else:
        row.changed_at = clock.now()
        row.save()
        tellings.tell(row, Kind.ACCEPTED, [organization], version=version)
    return row


@transaction.atomic
def withdraw(organization_id: int) -> WorkshopRequest:
    """Leave a request; the others are asked to accept a new split. Raises RuleBroken."""
    ledger.wait_for_turn()
    organization, row = _one(organization_id)
    if row.state not in (*OPEN_STATES, RequestState.SCHEDULED) or row.start <= clock.now():
        raise _over(row)
    if organization.left_at:
        raise _left()
    audit.record(f"organization {organization.pk}", "organization withdrew", row)
    _leave(row, [organization])
    return row


@transaction.atomic
def decline(request_id: int, actor: str) -> WorkshopRequest:
    """Say no to an open request. Raises RuleBroken (`request_over`)."""
    ledger.wait_for_turn()
    row = quoting.open_request(request_id)
    _end(row, RequestState.DECLINED, actor)
    return row


def end_what_is_over() -> int:
    """End, or split anew, every open request whose time is over; return how many."""
    rows = WorkshopRequest.objects.filter(state__in=OPEN_STATES, expires_at__lte=clock.now())
    return sum(_settle(pk) for pk in rows.order_by("id").values_list("pk", flat=True))


def next_due() -> datetime | None:
    """Return when the first open request ends (UTC), None when none is open."""
    rows = WorkshopRequest.objects.filter(state__in=OPEN_STATES)
    first: datetime | None = rows.aggregate(first=Min("expires_at"))["first"]
    return first


@transaction.atomic
def _settle(request_id: int) -> bool:
    ledger.wait_for_turn()
    row = quoting.locked(request_id)
    if row.state not in OPEN_STATES or not row.expires_at or row.expires_at > clock.now():
        return False
    quote = quoting.latest(row)
    yes = quoting.accepted_by(quote) if quote and row.state == RequestState.QUOTED else set()
    silent = [one for one in quoting.present(row) if one.pk not in yes]
    if yes and len(yes) >= row.threshold and silent and _date_is_free(row):
        audit.record(audit.CLOCK, "silent organizations left", row, count=len(silent))
        _leave(row, silent)
    else:
        _end(row, RequestState.EXPIRED, audit.CLOCK)
    return True


def _date_is_free(row: WorkshopRequest) -> bool:
    """Say whether the date, whose claim is over, can be kept once more."""
    own = (ledger.REQUEST, str(row.pk))
    others = ledger.claims_in(row.block).exclude(kind=own[0], key=own[1])
    free = not others.exists() and not ledger.time_off_in(row.block).exists()
    return row.workshop_id is not None or free


def _leave(row: WorkshopRequest, leaving: list[RequestOrganization]) -> None:
    """Let organizations leave a locked request, and split anew among the others."""
    gone = {one.pk for one in leaving}
    RequestOrganization.objects.filter(pk__in=gone).update(left_at=clock.now())
    row.changes += 1
    tellings.tell(row, Kind.LEFT, leaving)
    if row.workshop_id:
        scheduling.give_back_seats(row, leaving)
    staying = quoting.present(row)
    if not staying:
        _end(row, RequestState.WITHDRAWN, audit.CLOCK)
        return
    row.threshold = min(row.threshold, len(staying))
    quote = quoting.latest(row)
    if quote is None:
        row.save()
    else:
        quoting.put_split(row, quote)
    tellings.tell_host(row)


def _end(row: WorkshopRequest, state: RequestState, actor: str) -> None:
    """End a locked request: its time is free at once; a workshop that stands is the owner's."""
    before, row.state, row.expires_at = row.state, state, None
    row.changes += 1
    row.changed_at = clock.now()
    row.save()
    ledger.release(ledger.REQUEST, str(row.pk))
    tellings.tell(row, Kind.ENDED, quoting.present(row))
    tellings.tell_host(row)
    audit.record(actor, "request ended", row, before=before, after=state)


def _one(organization_id: int) -> tuple[RequestOrganization, WorkshopRequest]:
    organization = RequestOrganization.objects.get(pk=organization_id)
    row = quoting.locked(organization.request_id)
    organization.refresh_from_db()
    return organization, row


def _in_force(
    row: WorkshopRequest, organization: RequestOrganization, version: int
) -> QuoteVersion:
    """Return the version that can be accepted now. Raises RuleBroken with why it cannot."""
    if organization.left_at:
        raise _left()
    quote = quoting.latest(row)
    if quote is None:
        raise RuleBroken(
            "quote_missing", "There is no quote yet.", allowed="waiting for our mail with it"
        )
    if organization.pk in quoting.accepted_by(quote):
        raise RuleBroken(
            "already_accepted", "You have accepted this already.", allowed="nothing more to do"
        )
    if row.state != RequestState.QUOTED:
        raise _over(row)
    if quote.number != version:
        raise RuleBroken(
            "quote_superseded",
            "There is a newer version of this quote, with another split.",
            allowed="reading and accepting version {number}",
            number=quote.number,
        )
    if row.expires_at is None or row.expires_at <= clock.now():
        raise RuleBroken(
            "quote_expired",
            "The time to accept this quote is over.",
            allowed="a new request; the date may still be free",
        )
    return quote


def _over(row: WorkshopRequest) -> RuleBroken:
    return RuleBroken(
        "request_over",
        "This request is {state} already; nothing was changed.",
        allowed="a new request",
        state=named(row.state),
    )


def _left() -> RuleBroken:
    return RuleBroken(
        "organization_left", "Your organization has withdrawn from this.", allowed="a new request"
    )
