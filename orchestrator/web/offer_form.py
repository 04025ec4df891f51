"""The form of a workshop: what the owner types becomes an offer, or a clear refusal."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, TypeVar

from django.conf import settings

from calendars import clock
from orchestrator.rules.publication import Offer
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.workshop import Audience, Venue

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

Kind = TypeVar("Kind", Audience, Venue)
FIELDS = (
    "title", "audience", "venue", "date", "start", "end", "month", "timezone", "capacity",
    "place", "ticket_url",
)  # fmt: skip


def empty_form() -> dict[str, str]:
    """Return the form of a new workshop, with what the company has decided filled in."""
    company, workshops = settings.COMPANY.company, settings.COMPANY.workshops
    return dict.fromkeys(FIELDS, "") | {
        "title": workshops.title,
        "audience": Audience.PUBLIC.value,
        "venue": Venue.ONLINE.value,
        "start": "09:00",
        "end": f"{9 + workshops.hours:02}:00",
        "timezone": company.timezone,
        "capacity": str(workshops.capacity),
    }


def filled_form(offer: Offer) -> dict[str, str]:
    """Return an offer as the form shows it."""
    tz = clock.zone(offer.timezone)
    start, end = (moment.astimezone(tz) if moment else None for moment in (offer.start, offer.end))
    return {
        "title": offer.title,
        "audience": offer.audience.value,
        "venue": offer.venue.value,
        "date": f"{start:%Y-%m-%d}" if start else "",
        "start": f"{start:%H:%M}" if start else "",
        "end": f"{end:%H:%M}" if end else "",
        "month": "" if start else f"{offer.month:%Y-%m}",
        "timezone": offer.timezone,
        "capacity": str(offer.capacity),
        "place": offer.place,
        "ticket_url": offer.ticket_url,
    }


def typed_form(values: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed, on one line each."""
    return {name: " ".join(values.get(name, "").split()) for name in FIELDS}


def read_form(form: Mapping[str, str]) -> Offer:
    """Return the offer of a filled form; without a date it is for the whole month.

    Raises RuleBroken: `date_not_possible`, `capacity_not_possible`, `choice_not_possible`.
    """
    try:
        clock.zone(form["timezone"])
        month, span = _when(form)
    except (clock.TimeError, ValueError, OverflowError) as error:
        raise RuleBroken(
            "date_not_possible",
            "That date or time is not possible: {error}.",
            allowed="a date like 2026-12-09 with hours like 09:00, or a month like 2026-12",
            error=error,
        ) from error
    return Offer(
        title=form["title"],
        audience=_choice(Audience, form["audience"]),
        venue=_choice(Venue, form["venue"]),
        month=month,
        start=span[0] if span else None,
        end=span[1] if span else None,
        timezone=form["timezone"],
        capacity=_number(form["capacity"]),
        place=form["place"],
        ticket_url=form["ticket_url"],
    )


def _when(form: Mapping[str, str]) -> tuple[date, tuple[datetime, datetime] | None]:
    if not form["date"]:
        return date.fromisoformat(f"{form['month'] or 'no month'}-01"), None
    day = date.fromisoformat(form["date"])
    start, end = time.fromisoformat(form["start"]), time.fromisoformat(form["end"])
    if start.tzinfo or end.tzinfo:
        raise ValueError("the hours are those of the workshop's own time zone")
    span = clock.span_instants(clock.LocalSpan(day, start, end, form["timezone"]))
    return clock.month_of(day), span


def _choice(kind: type[Kind], text: str) -> Kind:
    try:
        return kind(text)
    except ValueError:
        raise RuleBroken(
            "choice_not_possible",
            "{text} is not one of the choices.",
            allowed="{choices}",
            text=repr(text),
            choices=", ".join(kind),
        ) from None


def _number(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= len("100"):
        return int(text)
    raise RuleBroken(
        "capacity_not_possible", "The number of seats is not a number.", allowed="2 to 100"
    )
