"""The JSON API's door: every subject's addresses, and how a refusal is answered.

It describes itself at `/api/v1/openapi.json`. Every refusal is `{code, message, allowed}`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ninja import NinjaAPI
from ninja.errors import ValidationError

from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.language import said
from orchestrator.web.api import consultations, requests, tickets, workshops
from orchestrator.web.refusals import status_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

api = NinjaAPI(
    title="Workshop Orchestrator",
    version="1",
    description="Workshops to come, consultations to book, and registrations by ticket shops.",
    docs_url=None,  # its page needs inline scripts, which our policy forbids
    urls_namespace="api",
)
for subject in (workshops, tickets, consultations, requests):
    api.add_router("", subject.router)


@api.exception_handler(RuleBroken)
def refused(request: HttpRequest, refusal: RuleBroken) -> HttpResponse:
    """Answer a refusal as every program gets it."""
    body = {
        "code": refusal.code,
        "message": said(refusal.message),
        "allowed": said(refusal.allowed),
    }
    return api.create_response(request, body, status=status_of(refusal))


@api.exception_handler(ValidationError)
def misread(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer a request whose fields are none of ours in the same words; nothing sent is echoed."""
    first = error.errors[0] if error.errors else {}
    named = [str(part) for part in first.get("loc", ())]
    body = {
        "code": "field_invalid",
        "message": f"{named[-1] if named else 'The request'}: {first.get('msg', 'unreadable')}"[
            :300
        ],
        "allowed": "what /api/v1/openapi.json describes",
    }
    return api.create_response(request, body, status=422)
