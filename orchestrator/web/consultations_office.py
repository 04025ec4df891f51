"""The host's pages of consultations: who comes, who waits, time off, wishes, and why not."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from calendars import clock
from orchestrator.models import Consultation
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services import drift
from orchestrator.services.consultations import answers, booking, diary, host, time_off, wishes
from orchestrator.services.overview import drift_rows
from orchestrator.web import times
from orchestrator.web.access import for_facilitators
from orchestrator.web.owner import actor
from orchestrator.web.refusals import status_of
from orchestrator.web.week import start_of, value_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


@never_cache
@for_facilitators
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show what comes, what waits, and what was."""
    return _overview(request)


@never_cache
@for_facilitators
@require_safe
def show(request: HttpRequest, consultation_id: int) -> HttpResponse:
    """Show one consultation."""
    return _page(request, get_object_or_404(Consultation, pk=consultation_id))


@for_facilitators
@require_POST
def act(request: HttpRequest, consultation_id: int, deed: str) -> HttpResponse:
    """Do what the host chose with one consultation."""
    row = get_object_or_404(Consultation.objects.select_related("meeting"), pk=consultation_id)
    if deed not in _DEEDS:
        raise Http404
    try:
        _DEEDS[deed](request, row)
    except RuleBroken as refusal:
        row.refresh_from_db()
        return _page(request, row, refusal=refusal, status=status_of(refusal))
    return redirect("office-consultation", consultation_id=row.pk)


@never_cache
@for_facilitators
@require_safe
def times_page(request: HttpRequest) -> HttpResponse:
    """Show every time of one day, free or not, and why not."""
    first, last = diary.bookable_days()
    asked = times.typed_day(request.GET.get("day", "")) or host.first_open_day()
    day = min(max(asked, first), last)
    context = {
        "day": day,
        "zone": times.zone_label(settings.COMPANY.company.timezone),
        "before": day - timedelta(days=1) if day > first else None,
        "after": day + timedelta(days=1) if day < last else None,
        "lines": list(host.explained(day, day)),
        "closed": host.why_closed(day),
    }
    return render(request, "office_times.html", context)


@for_facilitators
@require_POST
def go_away(request: HttpRequest) -> HttpResponse:
    """Keep time free of anything new: hours of a day, or whole days."""
    typed = {name: request.POST.get(name, "") for name in ("first", "start", "last", "end", "note")}
    try:
        standing = time_off.take(_span(typed), typed["note"], actor(request))
    except RuleBroken as refusal:
        return _overview(request, refusal=refusal, typed=typed, status=status_of(refusal))
    if standing:
        return _overview(request, standing=host.named(standing))
    return redirect("office-consultations")


@for_facilitators
@require_POST
def come_back(request: HttpRequest, away_id: int) -> HttpResponse:
    """Give time off back."""
    time_off.end(away_id, actor(request))
    return redirect("office-consultations")


@for_facilitators
@require_POST
def answer_wish(request: HttpRequest, wish_id: int) -> HttpResponse:
    """Note that somebody's wish was answered."""
    wishes.answered(wish_id, actor(request))
    return redirect("office-consultations")


def _move(request: HttpRequest, row: Consultation) -> None:
    start = start_of(request.POST.get("start", ""))
    if start is not None:
        booking.move(row.pk, start, actor(request), by_host=True)


def _remedy(does: Callable[[int, str], None]) -> Callable[[HttpRequest, Consultation], None]:
    def done(request: HttpRequest, row: Consultation) -> None:
        meeting = getattr(row, "meeting", None)
        if meeting is None:
            raise Http404
        does(meeting.pk, actor(request))

    return done


_DEEDS: dict[str, Callable[[HttpRequest, Consultation], object]] = {
    "approve": lambda request, row: answers.approve(row.pk, actor(request)),
    "decline": lambda request, row: answers.decline(row.pk, actor(request)),
    "cancel": lambda request, row: answers.cancel(row.pk, answers.HOST, actor(request)),
    "no-show": lambda request, row: answers.mark_no_show(row.pk, actor(request), came=False),
    "came": lambda request, row: answers.mark_no_show(row.pk, actor(request), came=True),
    "move": _move,
    "restore": _remedy(drift.restore_ours),
    "adopt": _remedy(drift.adopt_zooms_version),
    "replace": _remedy(drift.make_replacement),
}


def _overview(request: HttpRequest, *, status: int = 200, **more: object) -> HttpResponse:
    zone = settings.COMPANY.company.timezone
    context = {
        "waiting": [(row, times.local_times(row.span, zone)) for row in host.waiting()],
        "coming": [(row, times.local_times(row.span, zone)) for row in host.coming()],
        "past": [(row, times.local_times(row.span, zone)) for row in host.past()],
        "wishes": wishes.open_wishes(),
        "away": [(row, times.local_times((row.start, row.end), zone)) for row in time_off.coming()],
        "today": clock.today(zone),
        "zone": times.zone_label(zone),
        **more,
    }
    return render(request, "office_consultations.html", context, status=status)


def _page(
    request: HttpRequest, row: Consultation, *, status: int = 200, **more: object
) -> HttpResponse:
    row = Consultation.objects.select_related("meeting").get(pk=row.pk)
    zone, meeting = settings.COMPANY.company.timezone, getattr(row, "meeting", None)
    free = (
        [(value_of(start), times.local_times((start, start), zone)) for start in host.free_for(row)]
        if row.is_kept
        else []
    )
    context = {
        "row": row,
        "meeting": meeting,
        "drift": drift_rows(meeting) if meeting else [],
        "when": times.local_times(row.span, zone),
        "theirs": times.local_times(row.span, row.timezone) if row.timezone != zone else None,
        "begun": row.start <= clock.now(),
        "over": row.end <= clock.now(),
        "free": free,
        **more,
    }
    return render(request, "office_consultation.html", context, status=status)


def _span(typed: dict[str, str]) -> tuple[datetime, datetime]:
    """Return the span that was typed: two days, each with an hour or whole. Raises RuleBroken."""
    first, last = times.typed_day(typed["first"]), times.typed_day(typed["last"] or typed["first"])
    start, end = _time(typed["start"]), _time(typed["end"])
    if first is None or last is None:
        raise RuleBroken("date_unreadable", "Please give the days as dates.", allowed="2026-12-24")
    zone = settings.COMPANY.company.timezone
    try:
        ends = (last, end) if end else (last + timedelta(days=1), time(0))
        return clock.instant(first, start or time(0), zone), clock.instant(*ends, zone)
    except (clock.TimeError, OverflowError) as error:
        raise RuleBroken(
            "time_impossible", "{error}.", allowed="another hour", error=error
        ) from error


def _time(text: str) -> time | None:
    """Return the hour that was typed, None when none was. Raises RuleBroken."""
    if not text:
        return None
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError as error:
        raise RuleBroken(
            "time_unreadable", "Please give the hours as times.", allowed="14:30, or nothing"
        ) from error
