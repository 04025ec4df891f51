"""The house as it is served, with two more addresses for comparison: only `bench_feeds.py` uses it.

`/static.ics` is the published feed as a file that whitenoise serves; `/rendered.ics` is the feed
rendered at every request, as most calendar services do it.
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.utils.cache import get_conditional_response

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

settings.WHITENOISE_ROOT = os.environ["FEED_BENCH_FILES"]
settings.WHITENOISE_USE_FINDERS = False
settings.WHITENOISE_AUTOREFRESH = False
settings.MIDDLEWARE.insert(2, "feed_house.RenderedAnew")


class RenderedAnew:
    """Answer `/rendered.ics` by reading and rendering everything; hand every other request on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve one request."""
        if request.path_info != "/rendered.ics":
            return self.get_response(request)
        from calendars.feed import Feed, render  # noqa: PLC0415 -- models need a Django that is up
        from orchestrator.services.feeds.feed_entries import public_entries  # noqa: PLC0415 -- the same

        body = render(Feed("Workshops", "All dates", "", public_entries()))
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
        response["Content-Length"], response["ETag"] = str(len(body)), etag
        return get_conditional_response(request, etag, None, response) or response


from orchestrator.wsgi import application  # noqa: E402 -- it reads the settings above

__all__ = ["RenderedAnew", "application"]
