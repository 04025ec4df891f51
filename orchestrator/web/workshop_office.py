"""The owner's page of one workshop: its meeting, drift and what to do, join links, the start."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from orchestrator.models import Workshop
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services import drift
from orchestrator.services.access import accounts
from orchestrator.services.overview import drift_rows, meeting_opens
from orchestrator.services.zoom import join_links
from orchestrator.web import times
from orchestrator.web.access import for_facilitators, is_owner, owner_only
from orchestrator.web.owner import actor

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

DIGITS = 18  # of a row's number
REMEDIES: dict[str, Callable[[int, str], None]] = {
    "adopt": drift.adopt_zooms_version,
    "restore": drift.restore_ours,
    "replace": drift.make_replacement,
}


@never_cache
@for_facilitators
@require_safe
def show(request: HttpRequest, workshop_id: int) -> HttpResponse:
    """Show one workshop."""
    return _page(request, get_object_or_404(Workshop, pk=workshop_id))


@for_facilitators
@require_POST
def remedy(request: HttpRequest, workshop_id: int, name: str) -> HttpResponse:
    """Do what the owner chose about a meeting that is not as we wrote it."""
    workshop = get_object_or_404(Workshop.objects.select_related("meeting"), pk=workshop_id)
    meeting = getattr(workshop, "meeting", None)
    if meeting is None or name not in REMEDIES:
        raise Http404
    try:
        REMEDIES[name](meeting.pk, actor(request))
    except RuleBroken as refusal:
        return _page(request, workshop, refusal=refusal, status=409)
    return redirect("office-workshop", workshop_id=workshop.pk)


@never_cache
@for_facilitators
@require_POST
def add_link(request: HttpRequest, workshop_id: int) -> HttpResponse:
    """Make a join link for one person and show it, this once."""
    workshop = get_object_or_404(Workshop, pk=workshop_id)
    name, email = request.POST.get("name", ""), request.POST.get("email", "")
    try:
        token = join_links.issue_join_link(workshop, name, email, actor(request))
    except RuleBroken as refusal:
        typed = {"name": name, "email": email}
        return _page(request, workshop, refusal=refusal, typed=typed, status=422)
    address = f"{settings.COMPANY.company.public_url}/join/{token}"
    return _page(request, workshop, fresh={"name": name, "address": address})


@for_facilitators
@require_POST
def revoke_link(request: HttpRequest, workshop_id: int, link_id: int) -> HttpResponse:
    """Make a join link of this workshop dead."""
    join_links.revoke_join_link(link_id, actor(request), workshop_id=workshop_id)
    return redirect("office-workshop", workshop_id=workshop_id)


@owner_only
@require_POST
def hand_over(request: HttpRequest, workshop_id: int) -> HttpResponse:
    """Say whose workshop it is, besides the owner's."""
    typed = request.POST.get("facilitator", "")
    chosen = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < DIGITS else None
    try:
        accounts.hand_workshop_to(workshop_id, chosen, actor(request))
    except RuleBroken as refusal:
        workshop = get_object_or_404(Workshop, pk=workshop_id)
        return _page(request, workshop, refusal=refusal, status=422)
    return redirect("office-workshop", workshop_id=workshop_id)


def _page(
    request: HttpRequest, workshop: Workshop, *, status: int = 200, **more: object
) -> HttpResponse:
    workshop = Workshop.objects.select_related("meeting").get(pk=workshop.pk)
    zone = settings.COMPANY.company.timezone
    meeting = getattr(workshop, "meeting", None)
    context = {
        "workshop": workshop,
        "meeting": meeting,
        "when": times.local_times(workshop.span, zone) if workshop.start else None,
        "opens": meeting_opens(workshop),
        "drift": [
            (name, _in_words(ours, zone), _in_words(theirs, zone))
            for name, ours, theirs in (drift_rows(meeting) if meeting else [])
        ],
        "facilitators": accounts.facilitators() if is_owner(request) else (),
        "links": join_links.links_of(workshop),
        **more,
    }
    return render(request, "workshop_office.html", context, status=status)


def _in_words(value: object, zone: str) -> str:
    if isinstance(value, datetime) and value.year == 1:
        return _("no fixed time")
    if isinstance(value, datetime):
        local = times.local_times((value, value), zone)
        return f"{local.day}, {local.start_text}"
    return str(value)
