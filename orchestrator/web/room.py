"""An attendee's own page while the workshop is on: which room, with whom, who begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import render
from django.views.decorators.http import require_safe

from orchestrator.services.live.own_room import own_page
from orchestrator.web import times
from orchestrator.web.live_page import live_page
from orchestrator.web.personal import personal

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@personal
@require_safe
def show(request: HttpRequest, token: str) -> HttpResponse:
    """Show one's own room, as soon as the facilitator has released the plan."""
    page = own_page(token)
    if page is None:
        return render(request, "join.html", {"state": "dead"}, status=404)
    chosen = times.chosen_zone(request)
    zone = chosen or settings.COMPANY.company.timezone

    def context() -> dict[str, object]:
        opens = page.door.opens_at
        return {
            "page": page,
            "state": str(page.door.state),
            "workshop": page.door.workshop,
            "token": token,
            "zone_known": chosen is not None,
            "opens": times.local_times((opens, opens), zone) if opens else None,
        }

    return live_page(request, "room.html", f"{page.mark}-{zone}", context)
