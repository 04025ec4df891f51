"""The words of calendar entries: what a workshop is, and when it is where people live."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from calendars import clock
from calendars.words import Form
from orchestrator.rules.days import Day
from orchestrator.rules.sentence import Sentence
from orchestrator.rules.workshop import Venue
from orchestrator.services.language import said, speaking

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


def in_ours(text: str) -> str:
    """Return a text in the company's language: an entry is made once for all its readers."""
    with speaking():
        return said(text)


def described(workshop: Workshop, *more: str) -> str:
    """Return what an entry says of a workshop, and what it adds for its reader, a line each."""
    if workshop.start is None:
        month = Day(workshop.month, Form.MONTH)
        undecided = Sentence("A workshop in {month}; its date is still to be decided.", month=month)
        lines = [in_ours(undecided)]
    else:
        hours = (workshop.span[1] - workshop.span[0]) / timedelta(hours=1)
        length = (
            Sentence("{hours} hours, online.", hours=f"{hours:g}")
            if workshop.venue == Venue.ONLINE
            else Sentence("{hours} hours, on site.", hours=f"{hours:g}")
        )
        lines = [in_ours(length), *map(in_ours, more)]
        if workshop.venue == Venue.ONLINE:
            lines += ["", *local_hours(workshop.span, workshop.timezone)]
    return "\n".join([*lines, "", in_ours(Sentence("All dates: {address}", address=public_page()))])


def local_hours(span: tuple[datetime, datetime], zone: str) -> list[str]:
    """Return the hours in the workshop's own zone and then elsewhere, a line each.

    A place where it is another day says which; places on the same clock stand together.
    """
    own = span[0].astimezone(clock.zone(zone))
    cities: dict[str, list[str]] = {}
    for name in dict.fromkeys((zone, *CITIES)):
        start, end = (moment.astimezone(clock.zone(name)) for moment in span)
        day = "" if start.date() == own.date() else f" {_weekday(start)}"
        last = "" if end.date() == start.date() else f" {_weekday(end)}"
        hours = f"{start:%H:%M}{day} – {end:%H:%M}{last}"
        cities.setdefault(hours, []).append(_city(name))
    return [in_ours(Day(own.date()))] + [
        f"{hours}  {', '.join(names)}" for hours, names in cities.items()
    ]


def _weekday(moment: datetime) -> str:
    return in_ours(Day(moment.date(), Form.WEEKDAY_SHORT))


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")
