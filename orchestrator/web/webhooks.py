"""The door for Zoom's webhooks: look at the signature, store, answer; the work comes later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from orchestrator.rules.refusal import RuleBroken
from orchestrator.services import zoom_events

if TYPE_CHECKING:
    from django.http import HttpRequest

UNAUTHORIZED = {"bad_signature", "stale"}


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
        return _refusal(status, refusal.code, refusal.message)
    return JsonResponse(answer) if answer else HttpResponse(status=204)


def _refusal(status: int, code: str, message: str) -> JsonResponse:
    return JsonResponse({"code": code, "message": message}, status=status)
