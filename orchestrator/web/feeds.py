"""The feeds' door: bytes, validators and headers that calendar apps live with."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from orchestrator.services.feeds import public_feed

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


@require_safe
def workshops(request: HttpRequest) -> HttpResponseBase:
    """Serve the feed of all public workshops; 304 when the reader has these very bytes."""
    body = public_feed()
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=900"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    response["Content-Disposition"] = 'inline; filename="workshops.ics"'
    return get_conditional_response(request, etag=etag, response=response) or response
