"""The facilitator's console: one page for a phone or a second screen, and Zoom's room list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from orchestrator.models import Workshop
from orchestrator.services.live.room_list import room_list
from orchestrator.web.access import for_facilitators
from orchestrator.web.console_page import console_page

if TYPE_CHECKING:
    from django.http import HttpRequest


@never_cache
@for_facilitators
@require_safe
def show(request: HttpRequest, workshop_id: int) -> HttpResponse:
    """Show how the session stands; 304 to a page that shows just this."""
    rows = Workshop.objects.select_related("meeting").filter(start__isnull=False)
    return console_page(request, get_object_or_404(rows, pk=workshop_id))


@never_cache
@for_facilitators
@require_safe
def rooms_csv(request: HttpRequest, workshop_id: int) -> HttpResponse:
    """Hand out one round's rooms as Zoom's web portal imports them."""
    asked = request.GET.get("round", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < len("100") else 0
    text = room_list(workshop_id, number)
    if not text:
        raise Http404
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="zoom-rooms-round-{number}.csv"'
    return response
