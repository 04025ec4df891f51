"""The join link's door: early, open, being prepared, over, cancelled, or a dead link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from orchestrator.rules.admission import Admission
from orchestrator.services.consultations.links import ConsultationDoor
from orchestrator.services.consultations.links import behind as visitor_behind
from orchestrator.services.zoom.join_links import behind
from orchestrator.web import times

if TYPE_CHECKING:
    from django.http import HttpRequest

    from orchestrator.models import Consultation, Workshop
    from orchestrator.services.zoom.join_links import Door

LOOK_AGAIN_SECONDS = {Admission.EARLY: 60, Admission.PREPARING: 10}


@never_cache
@require_safe
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Lead to Zoom when the door is open, else say why not and when; never show Zoom's address."""
    door = behind(token) or visitor_behind(token)
    if door is None:
        return render(request, "join.html", {"state": "dead"}, status=404)
    if door.state is Admission.OPEN:
        response: HttpResponse = HttpResponseRedirect(door.address)
        response["Referrer-Policy"] = "no-referrer"
    else:
        response = render(request, "join.html", _context(request, door, token))
        if door.state in LOOK_AGAIN_SECONDS:
            response["Refresh"] = str(LOOK_AGAIN_SECONDS[door.state])
    response["X-Robots-Tag"] = "noindex"
    return response


def _context(request: HttpRequest, door: Door | ConsultationDoor, token: str) -> dict[str, object]:
    chosen = times.chosen_zone(request)
    occasion: Workshop | Consultation
    if isinstance(door, ConsultationDoor):
        own, occasion, home = True, door.consultation, door.consultation.timezone
    else:
        own, occasion, home = False, door.workshop, settings.COMPANY.company.timezone
    zone = chosen or home
    context: dict[str, object] = {
        "state": str(door.state),
        "title": occasion.title,
        "what": "consultation" if own else "workshop",
        "token": "" if own else token,
        "zone_known": chosen is not None,
    }
    if door.opens_at:
        start, end = occasion.span
        context["when"] = times.local_times((start, end), zone)
        context["opens"] = times.local_times((door.opens_at, end), zone)
    return context
