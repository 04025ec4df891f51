"""`POST registrations`: what happened to a ticket, told by its shop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ninja import Router, Schema, Status
from ninja.security import HttpBearer

from orchestrator.services.access import api_tokens
from orchestrator.services.seats.tickets import hear
from orchestrator.web.api.answers import Refusal
from orchestrator.web.ticket_news import TicketNews, check_source

if TYPE_CHECKING:
    from django.http import HttpRequest

    from orchestrator.models import ApiToken

router = Router()


class ApiKey(HttpBearer):
    """`Authorization: Bearer KEY`, a key from `orchestrator api-token NAME`."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:  # noqa: ANN401, ARG002 -- ninja's
        """Return whose key it is, None for no key of ours."""
        return api_tokens.whose(token)


class TicketOut(Schema):
    """How the ticket stands: confirmed, waitlisted, offered, lapsed or cancelled."""

    state: str
    new: bool


@router.post(
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
