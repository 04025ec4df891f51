"""The feeds' door: bytes, validators and headers that calendar apps live with.

It stands before sessions, cookies and forms, which no calendar app has: `/feeds/….ics` is answered
here, with one look at one row, and never rendered.
"""

from __future__ import annotations

import math
import re
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING

from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseNotModified
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from calendars import clock
from orchestrator.models.published_feed import PUBLIC_KEY
from orchestrator.rules.patience import Patience
from orchestrator.services.access.knocking import Doorkeeper
from orchestrator.services.access.tokens import hashed
from orchestrator.services.feeds import rendering
from orchestrator.web import doorkeeping

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from orchestrator.services.feeds.rendering import Published

ADDRESS = re.compile(r"/feeds/([A-Za-z0-9_-]{1,100})\.ics")
CALENDAR, PLAIN = "text/calendar; charset=utf-8", "text/plain; charset=utf-8"
NO_SUCH = "There is no calendar at this address.\n"
GONE = "This calendar address was replaced. Please remove it from your calendar app.\n"
TOO_OFTEN = "This calendar is asked for too often. Please try again a little later.\n"


class FeedDoor:
    """Answer for feeds; hand every other request on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.patience, self.lock = Patience(), Lock()
        self.keeper = Doorkeeper()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve the feed that the path names."""
        if not request.path_info.startswith("/feeds/"):
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        response = self._answer(request)
        if response.status_code != HTTPStatus.NOT_MODIFIED:
            response["Referrer-Policy"] = "no-referrer"
            response["X-Robots-Tag"] = "noindex"
        return response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info == rendering.PUBLIC_PATH:
            found = rendering.published(PUBLIC_KEY)
            return _served(request, found, "public") if found else _said(NO_SUCH, 404)
        waits = doorkeeping.guesser_waits(self.keeper, request)
        if waits:
            return doorkeeping.refused(request, doorkeeping.GUESSES, waits)
        named = ADDRESS.fullmatch(request.path_info)
        found = rendering.published(hashed(named[1])) if named else None
        if found is None:
            return doorkeeping.guessed(self.keeper, request) or _said(NO_SUCH, 404)
        return self._own(request, found)

    def _own(self, request: HttpRequest, found: Published) -> HttpResponseBase:
        """Serve somebody's own feed, unless it is asked for too often or gone."""
        with self.lock:
            wait = self.patience.wait(found.key, clock.now().timestamp())
        if wait:
            refused = _said(TOO_OFTEN, 429)
            refused["Retry-After"] = str(math.ceil(wait))
            return refused
        if found.gone_at and found.gone_at <= clock.now():
            return _said(GONE, 410)
        return _served(request, found, "private")


def _served(request: HttpRequest, found: Published, sharing: str) -> HttpResponseBase:
    """Return the bytes, or 304 when the reader has these very ones."""
    etag, modified = f'"{found.etag}"', found.changed_at.timestamp()
    response: HttpResponseBase
    if request.META.get("HTTP_IF_NONE_MATCH") == etag:  # what nearly every request says
        response = HttpResponseNotModified()
    else:
        whole = HttpResponse(found.body, content_type=CALENDAR)
        whole["Content-Length"] = str(len(found.body))
        whole["Content-Disposition"] = 'inline; filename="workshops.ics"'
        response = get_conditional_response(request, etag, int(modified), whole) or whole
    response["ETag"] = etag
    response["Last-Modified"] = http_date(int(modified))
    response["Cache-Control"] = f"{sharing}, max-age=900"
    return response


def _said(text: str, status: int) -> HttpResponse:
    response = HttpResponse(text, content_type=PLAIN, status=status)
    response["Cache-Control"] = "no-store"
    return response
