"""The host's start button: the one page that asks Zoom while somebody waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from orchestrator.models import Meeting
from orchestrator.services.zoom.starting import ZoomSilent, start_address
from orchestrator.web.access import for_facilitators

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@never_cache
@for_facilitators
@require_POST
def start(request: HttpRequest, workshop_id: int) -> HttpResponse:
    """Lead the host into the meeting; when Zoom is silent, say how to start it by hand."""
    meeting = get_object_or_404(Meeting, workshop_id=workshop_id, zoom_id__isnull=False)
    return _into(request, meeting)


@never_cache
@for_facilitators
@require_POST
def start_consultation(request: HttpRequest, consultation_id: int) -> HttpResponse:
    """Lead the host into a consultation's meeting, as `start` does."""
    meeting = get_object_or_404(Meeting, consultation_id=consultation_id, zoom_id__isnull=False)
    return _into(request, meeting)


def _into(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    try:
        address = start_address(settings.COMPANY.zoom, meeting)
    except ZoomSilent as silence:
        context = {"meeting": meeting, "why": str(silence)}
        return render(request, "start_by_hand.html", context, status=503)
    # No redirect: browsers apply `form-action 'self'` to where a form's redirect leads.
    response = render(request, "starting.html", {"address": address})
    response["Refresh"] = f"0;url={address}"
    response["Referrer-Policy"] = "no-referrer"
    return response
