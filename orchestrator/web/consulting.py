"""Booking a consultation: a week of free times, a time held for some minutes, a short form.

Looking changes nothing. Choosing a time holds it; the form books it. Inside another site's frame
choosing opens the form in the whole window, because browsers keep cookies from frames.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calendars import clock
from orchestrator.rules.consultation import read_visitor
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.consultations import booking, diary, holds, wishes
from orchestrator.services.consultations.links import link_token
from orchestrator.services.language import spoken_now
from orchestrator.web import times
from orchestrator.web.framing import let_frame
from orchestrator.web.peers import network_behind
from orchestrator.web.personal import is_a_program, personal
from orchestrator.web.refusals import status_of
from orchestrator.web.week import start_of, value_of, week_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

FIELDS = ("name", "email", "organization", "needs")
VISITOR_COOKIE = "visitor"
READ_OR_WRITE = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show a week of free times."""
    return _week_page(request)


@never_cache
@xframe_options_exempt
@require_safe
def embedded(request: HttpRequest) -> HttpResponse:
    """Show the same week inside a site of the company's own."""
    response = _week_page(request, framed=True)
    let_frame(response, settings.COMPANY.consultations.embed_origins)
    return response


@require_POST
def hold(request: HttpRequest) -> HttpResponse:
    """Hold the chosen time, and lead to its form; a time that is gone shows the week again."""
    start = start_of(request.POST.get("start", ""))
    if start is None:
        return redirect("consultations")
    visitor = request.COOKIES.get(VISITOR_COOKIE) or secrets.token_urlsafe(16)
    try:
        token = holds.take(start, visitor, network_behind(request.META))
    except RuleBroken as refusal:
        return _week_page(request, refusal=refusal, status=status_of(refusal))
    chosen = {"start": value_of(start), "hold": token, "timezone": _zone(request)}
    response = redirect(f"{reverse('consultation-form')}?{urlencode(chosen)}")
    response.set_cookie(
        VISITOR_COOKIE,
        visitor,
        max_age=86400,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


@personal
@READ_OR_WRITE
def form(request: HttpRequest) -> HttpResponse:
    """Show the form for a chosen time, or book it."""
    start = start_of(request.GET.get("start", ""))
    if start is None:
        return redirect("consultations")
    token = request.GET.get("hold", "")
    if request.method != "POST":
        return _form_page(request, start, token)
    try:
        visitor = read_visitor(**_typed(request))
        if is_a_program(request):
            return render(request, "consultation_thanks.html")
        asked = booking.Asked(start, visitor, _zone(request), source="page", language=spoken_now())
        row = booking.book(asked, hold=token)
    except RuleBroken as refusal:
        again = {"refusal": refusal, "typed": _typed(request)}
        return _form_page(request, start, token, status=status_of(refusal), **again)
    return redirect("consultation", token=link_token(row.public_id))


@never_cache
@READ_OR_WRITE
def wish(request: HttpRequest) -> HttpResponse:
    """Take the wish of somebody whom no offered time suits."""
    context: dict[str, object] = {"zone": _zone(request)}
    if request.method != "POST":
        return render(request, "consultation_wish.html", context)
    try:
        visitor = read_visitor(**_typed(request))
        if not is_a_program(request):
            wishes.leave(visitor, _zone(request))
    except RuleBroken as refusal:
        context |= {"refusal": refusal, "typed": _typed(request)}
        return render(request, "consultation_wish.html", context, status=422)
    return render(request, "consultation_wish.html", context | {"done": True})


def _week_page(
    request: HttpRequest, *, framed: bool = False, status: int = 200, **more: object
) -> HttpResponse:
    chosen = times.chosen_zone(request)
    week = week_of(diary.availability(), _zone(request), request.GET.get("week", ""))
    context = {
        "week": week,
        "minutes": settings.COMPANY.consultations.minutes,
        "title": settings.COMPANY.consultations.title,
        "zone_known": chosen is not None,
        "zone_names": clock.place_zones(),
        "framed": framed,
        "here": reverse("consultations-embedded" if framed else "consultations"),
        **more,
    }
    response = render(request, "consultations.html", context, status=status)
    response["Vary"] = "Cookie"
    times.remember(request, response)
    return response


def _form_page(
    request: HttpRequest, start: datetime, token: str, *, status: int = 200, **more: object
) -> HttpResponse:
    held = holds.held(token)
    seen = diary.availability(hold=held)
    zone = _zone(request)
    context = {
        "when": times.local_times((start, start + seen.rules.length), zone),
        "zone": zone,
        "gone": seen.why_not(start) is not None,
        "held_until": times.local_times((held.expires_at, held.expires_at), zone) if held else None,
        "held_minutes": settings.COMPANY.consultations.hold_minutes,
        "zone_known": True,
        **more,
    }
    return render(request, "consultation_form.html", context, status=status)


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in FIELDS}


def _zone(request: HttpRequest) -> str:
    """Return the visitor's zone: the form's, the address's, the remembered, else the company's."""
    typed = times.known_zone(request.POST.get(times.PARAMETER, ""))
    return typed or times.chosen_zone(request) or settings.COMPANY.company.timezone
