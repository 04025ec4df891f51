"""What a caller hears instead of the truth: the answers of the fault board."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from calendars import clock
from orchestrator.gateways.sandbox_zoom import instants, limits, paging, tokens
from orchestrator.gateways.sandbox_zoom.exchange import (
    Answer,
    Delivery,
    Request,
    ZoomError,
    json_answer,
)
from orchestrator.gateways.sandbox_zoom.fault import Fault, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from orchestrator.gateways.sandbox_zoom.links import Place

_HTML = "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center></body></html>"
_HALF_A_MEETING = b'{"uuid": "4444AAAiAAAAAiAiAiiAii==", "id": 12345678901, "topic": "cut off"}'


def instead(fault: Fault, request: Request, place: Place, given: Answer | None) -> Answer:
    """Return the answer of a fault; `given` is what a committed call would have answered."""
    if fault.kind is Kind.TRUNCATED:
        whole = given if given and given.body else Answer(200, _HALF_A_MEETING)
        return replace(whole, delivery=Delivery.TRUNCATED)
    if fault.kind.startswith("redirect_"):
        return _redirect(fault, request, place)
    return _SAYINGS[fault.kind](fault)


def lost() -> Answer:
    """Return an answer that never arrives."""
    return Answer(0, delivery=Delivery.RESET)


def _html(status: int, title: str) -> Answer:
    return Answer(status, _HTML.format(title).encode(), "text/html")


def _redirect(fault: Fault, request: Request, place: Place) -> Answer:
    other = f"http://localhost:{urlsplit(place.url).port}"  # the same server by another name
    query = f"?{urlencode(request.query)}" if request.query else ""
    base = other if fault.kind.endswith("other_host") else place.url
    location = f"{base}{request.path}{query}"
    status = 307 if "307" in fault.kind else 302
    return Answer(status, b"", "text/html", {"Location": location})


def _limit_daily(_: Fault) -> Answer:
    midnight = clock.now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    headers = {
        "X-RateLimit-Category": "Heavy",
        "X-RateLimit-Type": "Daily-limit",
        "X-RateLimit-Limit": "30000",
        "X-RateLimit-Remaining": "0",
        "Retry-After": instants.zoom_text(midnight),
    }
    message = (
        "You have reached the maximum daily rate limit for this API. Refer to the response"
        " header for details on when you can make another request."
    )
    return json_answer(429, {"code": 429, "message": message}, headers)


def _per_second(retry_after: str) -> Answer:
    return limits.per_second_error("light", limits.PRO_PER_SECOND["light"], retry_after).answer()


def _http_date(seconds: float) -> str:
    return format_datetime(clock.now() + timedelta(seconds=seconds), usegmt=True)


_SAYINGS: dict[Kind, Callable[[Fault], Answer]] = {
    Kind.REFUSED: lambda _: Answer(0, delivery=Delivery.CLOSED),
    Kind.RESET: lambda _: lost(),
    Kind.HTML_502: lambda _: _html(502, "502 Bad Gateway"),
    Kind.HTML_503: lambda _: _html(503, "503 Service Temporarily Unavailable"),
    Kind.ERROR_500: lambda _: json_answer(500, {"code": 500, "message": "Internal server error."}),
    Kind.OK_WITH_ERROR: lambda fault: json_answer(
        200, {"code": fault.code, "message": "The request could not be completed."}
    ),
    Kind.TOKEN_401: lambda _: ZoomError(
        401, tokens.INVALID_TOKEN, "Access token is expired."
    ).answer(),
    Kind.SCOPES_4711: lambda _: ZoomError(
        400,
        4711,
        "Invalid access token, does not contain scopes:[meeting:write:meeting:admin].",
    ).answer(),
    Kind.OAUTH_INVALID_CLIENT: lambda _: tokens.oauth_error(
        "invalid_client", "Invalid client_id or client_secret"
    ),
    Kind.OAUTH_500: lambda _: json_answer(
        500, {"reason": "Internal Error", "error": "server_error"}
    ),
    Kind.LIMIT_SECONDS: lambda fault: _per_second(str(math.ceil(fault.seconds))),
    Kind.LIMIT_DATE: lambda fault: _per_second(_http_date(fault.seconds)),
    Kind.LIMIT_DAILY: _limit_daily,
    Kind.LIMIT_DAILY_BARE: lambda _: limits.meetings_spent_error(100).answer(),
    Kind.EXPIRED_PAGE_TOKEN: lambda _: paging.expired_token_error().answer(),
}
