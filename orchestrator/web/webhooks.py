"""The doors for webhooks: Zoom's and Google's are worked on later, a ticket shop's at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.access import signatures
from orchestrator.services.language import said
from orchestrator.services.seats.tickets import hear
from orchestrator.services.sources.channels import heard
from orchestrator.services.zoom import zoom_events
from orchestrator.web.refusals import status_of
from orchestrator.web.ticket_news import read_news

if TYPE_CHECKING:
    from django.http import HttpRequest

UNAUTHORIZED = {"bad_signature", "stale"}
LONGEST_HEADER = 64


@csrf_exempt
@require_POST
def zoom(request: HttpRequest) -> HttpResponse:
    """Take one event: 204 when stored (or known), 200 for an address validation, else 4xx."""
    secret = settings.ZOOM_WEBHOOK_SECRET
    if not secret:
        return _refusal(404, "not_set_up", "Webhooks are not set up: ZOOM_WEBHOOK_SECRET is empty.")
    try:
        body = request.body
    except RequestDataTooBig:
        return _refusal(413, "too_large", "An event of Zoom is never that large.")
    try:
        timestamp = request.headers.get("x-zm-request-timestamp", "")
        signature = request.headers.get("x-zm-signature", "")
        zoom_events.check_signature(secret, timestamp, signature, body)
        answer = zoom_events.receive(secret, body)
    except RuleBroken as refusal:
        status = 401 if refusal.code in UNAUTHORIZED else 400
        return _refusal(status, refusal.code, said(refusal.message))
    return JsonResponse(answer) if answer else HttpResponse(status=204)


@csrf_exempt
@require_POST
def tickets(request: HttpRequest) -> HttpResponse:
    """Take one piece of news about a ticket, signed by the shop.

    `X-Signature: v1=…` is the HMAC-SHA256 of `{X-Timestamp}.{body}` in hexadecimal. Answers as
    `POST /api/v1/registrations` does.
    """
    secret = settings.TICKETS_WEBHOOK_SECRET
    if not secret:
        text = "Ticket webhooks are not set up: TICKETS_WEBHOOK_SECRET is empty."
        return _refusal(404, "not_set_up", text)
    timestamp = request.headers.get("x-timestamp", "")
    try:
        message = timestamp.encode("utf-8", "surrogatepass") + b"." + request.body
        signature = request.headers.get("x-signature", "")
        signatures.check_signature(secret, message, signature, prefix="v1=")
        sent_at = signatures.check_fresh(timestamp)
        told = hear(read_news(request.body, sent_at), "shop webhook")
    except RequestDataTooBig:
        return _refusal(413, "too_large", "News about one ticket is never that large.")
    except RuleBroken as refusal:
        status = 401 if refusal.code in UNAUTHORIZED else status_of(refusal)
        return _refusal(status, refusal.code, said(refusal.message), said(refusal.allowed))
    return JsonResponse({"state": told.state, "new": told.new}, status=201 if told.new else 200)


@csrf_exempt
@require_POST
def google_calendar(request: HttpRequest) -> HttpResponse:
    """Hear that a Google calendar changed: 204, and it is read by the clock; 404 if not ours."""
    channel = request.headers.get("x-goog-channel-id", "")
    if not heard(channel[:LONGEST_HEADER], request.headers.get("x-goog-channel-token", "")):
        return _refusal(404, "unknown_channel", "This is no channel of ours.")
    return HttpResponse(status=204)


def _refusal(status: int, code: str, message: str, allowed: str = "") -> JsonResponse:
    return JsonResponse({"code": code, "message": message, "allowed": allowed}, status=status)
