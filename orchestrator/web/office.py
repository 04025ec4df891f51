"""The owner's overview: what comes, its Zoom meetings, what needs a person, how the jobs went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from orchestrator.services.consultations import host, wishes
from orchestrator.services.health import readiness
from orchestrator.services.mail import outbox_overview
from orchestrator.services.overview import (
    coming_workshops,
    jobs,
    meeting_opens,
    troubled_meetings,
)
from orchestrator.services.sources.overview import source_lines, troubled_entries
from orchestrator.services.webhooks import overview as webhooks_overview
from orchestrator.web import times
from orchestrator.web.access import for_the_office

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@never_cache
@for_the_office
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show the owner the state of everything on one page."""
    zone = settings.COMPANY.company.timezone
    lines = [
        (workshop, meeting, times.local_times(workshop.span, zone), meeting_opens(workshop))
        for workshop, meeting in coming_workshops()
    ]
    return render(
        request,
        "office.html",
        {
            "lines": lines,
            "troubled": troubled_meetings(),
            "mail_trouble": outbox_overview.trouble(),
            "stuck_mail": outbox_overview.stuck(),
            "waiting": len(host.waiting()),
            "wishes": len(wishes.open_wishes()),
            "calendars": (calendars := source_lines()),
            "stale_calendars": [line for line in calendars if line.is_stale],
            "troubled_entries": troubled_entries(),
            "troubled_webhooks": webhooks_overview.in_trouble(),
            "checks": readiness(),
            "jobs": jobs(),
            "sandbox": settings.COMPANY.zoom.sandbox,
            "sandbox_page": settings.COMPANY.zoom.base_url.removesuffix("/v2") + "/",
        },
    )
