"""A visitor's own page of a consultation: see it, move it, cancel it. Looking changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calendars import clock, invitation
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.consultations import answers, booking, diary
from orchestrator.services.consultations.links import by_link, join_token
from orchestrator.services.feeds.consultation_entries import visitor_entry
from orchestrator.web import times
from orchestrator.web.personal import personal
from orchestrator.web.refusals import status_of
from orchestrator.web.week import start_of, week_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from orchestrator.models import Consultation


@personal
@require_safe
def show(request: HttpRequest, token: str) -> HttpResponse:
    """Show how the consultation stands, and what its visitor can do."""
    return _page(request, _whose(token), token)


@personal
@require_POST
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Cancel it; one that is cancelled or over stays as it is."""
    row = _whose(token)
    try:
        answers.cancel(row.pk, answers.VISITOR, _actor(row))
    except RuleBroken as refusal:
        return _page(request, _whose(token), token, refusal=refusal, status=status_of(refusal))
    return redirect("consultation", token=token)


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, token: str) -> HttpResponse:
    """Show the free times, or move the consultation to the chosen one."""
    row = _whose(token)
    if request.method != "POST":
        return _week_page(request, row, token)
    start = start_of(request.POST.get("start", ""))
    if start is None:
        return redirect("consultation-move", token=token)
    try:
        booking.move(row.pk, start, _actor(row))
    except RuleBroken as refusal:
        return _week_page(request, _whose(token), token, refusal=refusal, status=status_of(refusal))
    return redirect("consultation", token=token)


@personal
@require_safe
def calendar_file(_request: HttpRequest, token: str) -> HttpResponse:
    """Give the consultation as a file to be opened by hand; the mail's entry is the same."""
    row = _whose(token)
    content = invitation.download(visitor_entry(row))
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="consultation.ics"'
    return response


def _whose(token: str) -> Consultation:
    row = by_link(token)
    if row is None:
        raise Http404
    return row


def _actor(row: Consultation) -> str:
    return f"visitor {row.pk}"


def _page(
    request: HttpRequest, row: Consultation, token: str, *, status: int = 200, **more: object
) -> HttpResponse:
    zone = times.chosen_zone(request) or row.timezone
    until = row.expires_at
    context = {
        "row": row,
        "token": token,
        "when": times.local_times(row.span, zone),
        "until": times.local_times((until, until), zone) if until else None,
        "over": row.end <= clock.now(),
        "begun": row.start <= clock.now(),
        "join": f"/join/{join_token(row.public_id)}",
        "zone_known": True,
        **more,
    }
    return render(request, "consultation.html", context, status=status)


def _week_page(
    request: HttpRequest, row: Consultation, token: str, *, status: int = 200, **more: object
) -> HttpResponse:
    if not row.is_kept or row.start <= clock.now():
        return _page(request, row, token, status=status, **more)
    zone = times.chosen_zone(request) or row.timezone
    context = {
        "week": week_of(diary.availability(moving=row), zone, request.GET.get("week", "")),
        "minutes": settings.COMPANY.consultations.minutes,
        "title": _("Choose another time"),
        "now": times.local_times(row.span, zone),
        "row": row,
        "token": token,
        "zone_known": True,
        "zone_names": clock.place_zones(),
        "here": request.path,
        **more,
    }
    response = render(request, "consultations.html", context, status=status)
    times.remember(request, response)
    return response
