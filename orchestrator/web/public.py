"""The public pages: which workshops come, in the visitor's own time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from calendars import clock
from orchestrator.rules.workshop import Venue
from orchestrator.services.feeds.rendering import PUBLIC_PATH
from orchestrator.services.seats.offering import described
from orchestrator.services.workshops.upcoming import ComingMonth, coming_months
from orchestrator.web import times
from orchestrator.web.pictures import month_picture

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from orchestrator.models import Workshop
    from orchestrator.services.seats.offering import Offered
    from orchestrator.web.pictures import MonthPicture
    from orchestrator.web.times import LocalTimes


@dataclass(frozen=True, slots=True)
class _Line:
    """One workshop as the page shows it: `theirs` is the visitor's time, `ours` the company's."""

    uid: str
    title: str
    start: datetime
    theirs: LocalTimes
    ours: LocalTimes | None
    place: str
    offered: Offered | None


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """List the coming workshops and months."""
    company = settings.COMPANY.company
    chosen = times.chosen_zone(request)
    zone = chosen or company.timezone
    coming = coming_months()
    offers = {
        offer.workshop.pk: offer
        for offer in described(w for month in coming for w in month.workshops)
        if offer.workshop.span[0] > clock.now()
    }
    months = [(m, [_line(w, zone, offers.get(w.pk)) for w in m.workshops]) for m in coming]
    response = render(
        request,
        "home.html",
        {
            "months": months,
            "year": [_picture(month, zone) for month in coming],
            "nothing": not any(_says_something(month) for month, _ in months),
            "zone": zone,
            "zone_label": times.zone_label(zone),
            "zone_known": chosen is not None,
            "zone_names": clock.place_zones(),
            "feed_address": f"{company.public_url}{PUBLIC_PATH}",
            "hours": settings.COMPANY.workshops.hours,
            "capacity": settings.COMPANY.workshops.capacity,
        },
    )
    response["Vary"] = "Cookie"
    times.remember(request, response)
    return response


def _line(workshop: Workshop, zone: str, offer: Offered | None) -> _Line:
    home_zone = settings.COMPANY.company.timezone
    return _Line(
        uid=workshop.uid,
        title=workshop.title,
        start=workshop.span[0],
        theirs=times.local_times(workshop.span, zone),
        ours=None if zone == home_zone else times.local_times(workshop.span, home_zone),
        place=_("online, on Zoom") if workshop.venue == Venue.ONLINE else workshop.place,
        offered=offer,
    )


def _picture(month: ComingMonth, zone: str) -> MonthPicture:
    """Return a month as a picture, its days as the visitor's zone has them."""
    tz = clock.zone(zone)
    days = [workshop.span[0].astimezone(tz).date() for workshop in month.workshops]
    mine = [day for day in days if clock.month_of(day) == month.month]
    return month_picture(month.month, mine, undecided=month.to_be_decided, without=month.without)


def _says_something(month: ComingMonth) -> bool:
    return bool(month.workshops) or month.to_be_decided
