"""Pages that ask what is new: marked by what they show, and silent (304) while it is the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponseNotModified
from django.shortcuts import render

from calendars import clock
from orchestrator.services.language import spoken_now

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    Context = dict[str, object]

BY_SCRIPT = "X-Live"  # our own script asks, and puts the answer into the open page


def live_page(
    request: HttpRequest,
    template: str,
    mark: str,
    context: Callable[[], Context],
    status: int = 200,
) -> HttpResponse:
    """Return the page, or 304 without making it when the reader has this very one."""
    etag = f'"{mark}-{spoken_now()}"'
    response: HttpResponse
    if request.method == "GET" and request.headers.get("If-None-Match") == etag:
        response = HttpResponseNotModified()
    else:
        known = {
            "mark": etag,
            "now": clock.now(),
            "poll_seconds": settings.COMPANY.session.poll_seconds,
        }
        response = render(request, template, known | context(), status=status)
    response["ETag"] = etag
    return response
