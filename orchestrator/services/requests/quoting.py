"""Quoting: a new version with its split, its deadline, and the date kept until then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from calendars import clock
from orchestrator.models import Acceptance, QuoteVersion, RequestOrganization, WorkshopRequest
from orchestrator.rules.names import named
from orchestrator.rules.quote import Quote, QuoteLine, line_as_json
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.request_state import OPEN_STATES, RequestState, answer_by
from orchestrator.rules.sentence import Sentence
from orchestrator.rules.split import shares
from orchestrator.services import ledger
from orchestrator.services.access import audit
from orchestrator.services.requests import tellings
from orchestrator.services.requests.tellings import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

BY_HAND = "by_hand"


def present(row: WorkshopRequest) -> list[RequestOrganization]:
    """Return the organizations that have not withdrawn, in their order."""
    return list(row.organizations.filter(left_at=None).select_related("request"))


def latest(row: WorkshopRequest) -> QuoteVersion | None:
    """Return the version in force, None before there is one."""
    return row.quotes.order_by("-number").first()


def accepted_by(quote: QuoteVersion) -> set[int]:
    """Return the organizations, by number, that said yes to a version."""
    return set(Acceptance.objects.filter(quote=quote).values_list("organization_id", flat=True))


def locked(request_id: int) -> WorkshopRequest:
    """Return the request behind its lock; call it in a transaction, after the ledger's turn."""
    row = WorkshopRequest.objects.select_for_update().filter(pk=request_id).first()
    if row is None:
        raise RuleBroken("request_unknown", "There is no such request.")
    return row


def put_quote(row: WorkshopRequest, quote: Quote) -> QuoteVersion:
    """Give a locked request a new version; its organizations are asked by mail to accept it."""
    lines = [line_as_json(line) for line in quote.lines]
    sums = (quote.low_cents, quote.likely_cents, quote.high_cents)
    return _put(row, lines, sums, provisional=quote.provisional)


def put_split(row: WorkshopRequest, before: QuoteVersion) -> QuoteVersion:
    """Give a locked request the same quote, split anew among those who are left."""
    sums = (before.low_cents, before.likely_cents, before.high_cents)
    return _put(row, before.lines, sums, provisional=before.provisional)


@transaction.atomic
def price_by_hand(request_id: int, cents: Sequence[int], actor: str) -> QuoteVersion:
    """Quote what no table can price: low, likely and high in cents. Raises RuleBroken."""
    low, likely, high = cents
    if not 0 <= low <= likely <= high:
        raise RuleBroken(
            "quote_order", "Low, likely and high must grow.", allowed="low <= likely <= high"
        )
    ledger.wait_for_turn()
    row = open_request(request_id)
    audit.record(actor, "request priced by hand", row, high_cents=high)
    year = f"{clock.now():%Y}"
    words = Sentence("The journey, priced by hand")
    return put_quote(
        row, Quote((QuoteLine(BY_HAND, words, low, likely, high, Sentence("ourselves"), year),))
    )


def open_request(request_id: int) -> WorkshopRequest:
    """Return an open request behind its lock. Raises RuleBroken (`request_over`)."""
    row = locked(request_id)
    if row.state not in OPEN_STATES:
        raise RuleBroken(
            "request_over",
            "This request is {state} already; nothing was changed.",
            allowed="a new request",
            state=named(row.state),
        )
    return row


def keep_date(row: WorkshopRequest, days: int) -> None:
    """Set the deadline of a request, and keep its time until then. Raises RuleBroken."""
    row.expires_at = answer_by(clock.now(), row.start, days)
    if row.workshop_id is None:
        terms = ledger.Terms(tentative=True, expires_at=row.expires_at)
        ledger.claim(ledger.REQUEST, str(row.pk), row.block, terms)


def history() -> QuerySet[QuoteVersion]:
    """Return every version that was ever made."""
    return QuoteVersion.objects.order_by("request_id", "number")


def _put(
    row: WorkshopRequest,
    lines: list[dict[str, Any]],
    sums: tuple[int, int, int],
    *,
    provisional: bool,
) -> QuoteVersion:
    sharing = present(row)
    cut = shares(sums[2], _weights(sharing))
    number = (row.quotes.aggregate(last=Max("number"))["last"] or 0) + 1
    version = QuoteVersion.objects.create(
        request=row,
        number=number,
        lines=lines,
        low_cents=sums[0],
        likely_cents=sums[1],
        high_cents=sums[2],
        provisional=provisional,
        shares=[
            {"organization": one.pk, "cents": cents}
            for one, cents in zip(sharing, cut, strict=True)
        ],
    )
    row.state = RequestState.QUOTED
    row.changes += 1
    row.changed_at = clock.now()
    keep_date(row, settings.COMPANY.requests.accept_days)
    row.save()
    tellings.tell(row, Kind.QUOTED, sharing, version=number)
    return version


def _weights(sharing: Sequence[RequestOrganization]) -> list[int]:
    """Return the weights of those who are left; alike when none of them had any."""
    weights = [one.weight for one in sharing]
    return weights if any(weights) else [1] * len(weights)
