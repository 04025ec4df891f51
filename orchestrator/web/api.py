"""The JSON API, `/api/v1/`: the coming workshops, and the door for ticket shops.

It describes itself at `/api/v1/openapi.json`. Every refusal is `{code, message, allowed}`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from ninja import NinjaAPI, Schema, Status
from ninja.security import HttpBearer

from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.access import api_tokens
from orchestrator.services.seats import offering
from orchestrator.services.seats.tickets import hear
from orchestrator.web.ticket_news import TicketNews, check_source, status_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from orchestrator.models import ApiToken


class ApiKey(HttpBearer):
    """`Authorization: Bearer KEY`, a key from `orchestrator api-token NAME`."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:  # noqa: ANN401, ARG002 -- ninja's
        """Return whose key it is, None for no key of ours."""
        return api_tokens.whose(token)


api = NinjaAPI(
    title="Workshop Orchestrator",
    version="1",
    description="Workshops to come, and registrations by ticket shops.",
    docs_url=None,  # its page needs inline scripts, which our policy forbids
    urls_namespace="api",
)


class WorkshopOut(Schema):
    """One public workshop; instants are UTC, `month` is the first of its month."""

    uid: str
    title: str
    state: str
    month: date
    start: datetime | None
    end: datetime | None
    timezone: str
    venue: str
    seats_free: int
    waitlist_open: bool
    ticket_url: str


class TicketOut(Schema):
    """How the ticket stands: confirmed, waitlisted, offered, lapsed or cancelled."""

    state: str
    new: bool


class Refusal(Schema):
    """Why not, in a stable code and a sentence, and what would be right."""

    code: str
    message: str
    allowed: str = ""


@api.get("workshops", response=list[WorkshopOut], auth=None, url_name="workshops")
def workshops(request: HttpRequest) -> Any:  # noqa: ANN401, ARG001 -- ninja's
    """List the public workshops to come, and the months whose date is still to be decided."""
    return [
        {
            **{name: getattr(one.workshop, name) for name in _PLAIN},
            "seats_free": one.seats_free,
            "waitlist_open": one.waitlist_open,
        }
        for one in offering.offered()
    ]


_PLAIN = ("uid", "title", "state", "month", "start", "end", "timezone", "venue", "ticket_url")


@api.post(
    "registrations",
    response={200: TicketOut, 201: TicketOut, 401: Refusal, 409: Refusal, 422: Refusal},
    auth=ApiKey(),
    url_name="registrations",
)
def registrations(request: HttpRequest, news: TicketNews) -> Any:  # noqa: ANN401 -- ninja's
    """Tell what happened to a ticket; the same news twice is one registration.

    201 when the news changed something, 200 when it was known already or older than what is known.
    """
    key: ApiToken = request.auth  # type: ignore[attr-defined]  # ninja sets it
    heard = news.as_news()
    check_source(heard, key.name)
    told = hear(heard, f"shop {key.pk}")
    return Status(201 if told.new else 200, told)


@api.exception_handler(RuleBroken)
def refused(request: HttpRequest, refusal: RuleBroken) -> HttpResponse:
    """Answer a refusal as every program gets it."""
    body = {"code": refusal.code, "message": refusal.message, "allowed": refusal.allowed}
    return api.create_response(request, body, status=status_of(refusal))
