"""The door to the workshop floor: an owner comes in, and Django's admin is loaded only then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.response import TemplateResponse
from django.urls import resolve, set_urlconf
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from orchestrator.web.access import owner_only

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ADDRESSES = "orchestrator.web.floor"


@never_cache
@owner_only
@require_safe
def enter(request: HttpRequest, rest: str) -> HttpResponse:  # noqa: ARG001 -- what is resolved anew
    """Show a page of the floor, whose addresses hold inside it alone."""
    set_urlconf(ADDRESSES)
    try:
        found = resolve(request.path)
        answer: HttpResponse = found.func(request, *found.args, **found.kwargs)
        return answer.render() if isinstance(answer, TemplateResponse) else answer
    finally:
        set_urlconf(None)
