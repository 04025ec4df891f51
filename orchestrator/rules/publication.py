"""What is published of a workshop, and what a change of it means to those who know of it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from calendars import clock
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.workshop import Audience, Venue

LONGEST_TITLE, LONGEST_PLACE, LONGEST_URL = 200, 300, 500
LEAST_SEATS, MOST_SEATS = 2, 100
LONGEST_HOURS = 12


@dataclass(frozen=True, slots=True)
class Offer:
    """A workshop as the owner words it: `start` and `end` are UTC, or both None for a month.

    `month` is the first day of its month in `timezone`; `place` is the venue's address on site.
    """

    title: str
    audience: Audience
    venue: Venue
    month: date
    start: datetime | None
    end: datetime | None
    timezone: str
    capacity: int
    place: str = ""
    ticket_url: str = ""

    @property
    def span(self) -> tuple[datetime, datetime] | None:
        """Return start and end, or None for a month."""
        return (self.start, self.end) if self.start and self.end else None

    @property
    def when(self) -> tuple[Any, ...]:
        """Return everything that a change of time would change."""
        return (self.span, self.timezone) if self.span else (None, self.month)

    @property
    def seen(self) -> tuple[Any, ...]:
        """Return everything that an attendee or a subscriber sees of it."""
        return (*self.when, self.title, self.audience, self.venue, self.place, self.ticket_url)

    @property
    def mailed(self) -> tuple[Any, ...]:
        """Return everything besides the time whose change attendees are written to about."""
        return self.title, self.venue, self.place


FIELDS = tuple(field.name for field in fields(Offer))


def check_offer(offer: Offer) -> None:
    """Raise RuleBroken with what is wrong: one code and sentence for each thing.

    Codes: `title_missing`, `capacity_not_possible`, `hours_not_possible`, `place_missing`,
    `place_too_long`, `ticket_url_not_possible`.
    """
    if not 0 < len(offer.title) <= LONGEST_TITLE or not offer.title.isprintable():
        raise RuleBroken(
            "title_missing",
            "A workshop needs a title.",
            allowed="one line of 1 to {longest} characters",
            longest=LONGEST_TITLE,
        )
    if not LEAST_SEATS <= offer.capacity <= MOST_SEATS:
        raise RuleBroken(
            "capacity_not_possible",
            "A workshop has {least} to {most} seats: role-play needs at least two.",
            allowed="{least} to {most}",
            least=LEAST_SEATS,
            most=MOST_SEATS,
        )
    span = offer.span
    if span and not timedelta(0) < span[1] - span[0] <= timedelta(hours=LONGEST_HOURS):
        raise RuleBroken(
            "hours_not_possible",
            "The end must come after the start.",
            allowed="at most {longest} hours",
            longest=LONGEST_HOURS,
        )
    if offer.venue is Venue.ON_SITE and span and not offer.place:
        raise RuleBroken(
            "place_missing",
            "Attendees need to know where it is.",
            allowed="the address of the venue",
        )
    if len(offer.place) > LONGEST_PLACE or not offer.place.isprintable():
        raise RuleBroken(
            "place_too_long",
            "The place must fit on one line.",
            allowed="at most {longest} characters",
            longest=LONGEST_PLACE,
        )
    _check_ticket_url(offer.ticket_url)


def _check_ticket_url(url: str) -> None:
    good = url.startswith(("https://", "http://")) and url.isprintable() and " " not in url
    if url and (not good or len(url) > LONGEST_URL):
        raise RuleBroken(
            "ticket_url_not_possible",
            "That is not the address of a web page.",
            allowed="one like https://shop.example.org/ of at most {longest} characters",
            longest=LONGEST_URL,
        )


def to_json(offer: Offer) -> dict[str, Any]:
    """Return the offer as values of JSON; `from_json` reads them back."""
    values = {name: getattr(offer, name) for name in FIELDS}
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in values.items()}


def from_json(values: dict[str, Any]) -> Offer:
    """Return the offer that `to_json` wrote."""
    start, end = (clock.parse_instant(v) if v else None for v in (values["start"], values["end"]))
    return Offer(
        **values
        | {
            "audience": Audience(values["audience"]),
            "venue": Venue(values["venue"]),
            "month": date.fromisoformat(values["month"]),
            "start": start,
            "end": end,
        }
    )
