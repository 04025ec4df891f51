"""The week as a picture: workshops, journeys, consultations, time off, and what others say."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from calendars import clock
from orchestrator.services.ahead.week import taken_in
from orchestrator.web import times
from orchestrator.web.access import for_facilitators
from orchestrator.web.pictures import WEEK, week_picture

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

KINDS = (
    ("workshop", _("workshop")),
    ("travel", _("journey")),
    ("request", _("asked for")),
    ("consultation", _("consultation")),
    ("hold", _("being booked")),
    ("away", _("time off")),
    ("elsewhere", _("another calendar")),
)
FIRST_YEAR, LAST_YEAR = 2000, 2200
MARGIN = 50  # for the hours at the left and the days above


@never_cache
@for_facilitators
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show one week, this one unless another day is asked for."""
    zone = settings.COMPANY.company.timezone
    day = times.typed_day(request.GET.get("day", "")) or clock.today(zone)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        day = clock.today(zone)
    monday = day - timedelta(days=day.weekday())
    taken = taken_in(_span(monday, zone))
    week = week_picture(monday, taken, zone)
    context = {
        "week": week,
        "week_width": week.width + MARGIN,
        "week_height": week.height + MARGIN // 2,
        "week_kinds": KINDS,
        "week_words": [_words(one.words, (one.start, one.end), zone) for one in taken],
        "zone": times.zone_label(zone),
        "before": monday - WEEK,
        "after": monday + WEEK,
    }
    return render(request, "office_week.html", context)


def _span(monday: date, zone: str) -> tuple[datetime, datetime]:
    midnight = datetime.combine(monday, time(), clock.zone(zone))
    return midnight, midnight + WEEK


def _words(what: str, span: tuple[datetime, datetime], zone: str) -> str:
    when = times.local_times(span, zone)
    return f"{when.day}, {when.hours}: {what}"
