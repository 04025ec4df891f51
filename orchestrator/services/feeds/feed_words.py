"""The words of calendar entries: what a workshop is, and when it is where people live."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from calendars import clock
from orchestrator.rules.workshop import Venue

if TYPE_CHECKING:
    from datetime import datetime

    from orchestrator.models import Workshop

# Where the people are whom we know: from west to east.
CITIES = (
    "America/Los_Angeles",
    "America/New_York",
    "Europe/London",
    "Europe/Berlin",
    "Africa/Nairobi",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Sydney",
)


def public_page() -> str:
    """Return the address of the page with all dates."""
    return f"{settings.COMPANY.company.public_url}/"


def described(workshop: Workshop, *more: str) -> str:
    """Return what an entry says of a workshop, and what it adds for its reader, a line each."""
    if workshop.start is None:
        lines = [f"A workshop in {workshop.month:%B %Y}; its date is still to be decided."]
    else:
        hours = (workshop.span[1] - workshop.span[0]) / timedelta(hours=1)
        where = "online" if workshop.venue == Venue.ONLINE else "on site"
        lines = [f"{hours:g} hours, {where}.", *more]
        if workshop.venue == Venue.ONLINE:
            lines += ["", *local_hours(workshop.span, workshop.timezone)]
    return "\n".join([*lines, "", f"All dates: {public_page()}"])


def local_hours(span: tuple[datetime, datetime], zone: str) -> list[str]:
    """Return the hours in the workshop's own zone and then elsewhere, a line each.

    A place where it is another day says which; places on the same clock stand together.
    """
    own = span[0].astimezone(clock.zone(zone))
    cities: dict[str, list[str]] = {}
    for name in dict.fromkeys((zone, *CITIES)):
        start, end = (moment.astimezone(clock.zone(name)) for moment in span)
        day = "" if start.date() == own.date() else f" {start:%a}"
        last = "" if end.date() == start.date() else f" {end:%a}"
        hours = f"{start:%H:%M}{day} – {end:%H:%M}{last}"
        cities.setdefault(hours, []).append(_city(name))
    return [f"{own:%A} {own.day} {own:%B %Y}"] + [
        f"{hours}  {', '.join(names)}" for hours, names in cities.items()
    ]


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")
