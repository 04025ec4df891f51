"""Words that several letters share: when, where, and the calendar entry that goes with them."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from django.conf import settings

from calendars import clock, invitation
from calendars.feed import Party
from calendars.words import Form, local_times
from orchestrator.models import Consultation, Registration
from orchestrator.rules.days import Day
from orchestrator.rules.registration import LIVE_STATES
from orchestrator.rules.sentence import Joined, Sentence
from orchestrator.rules.workshop import Venue
from orchestrator.services.feeds.rendering import entry_of
from orchestrator.services.language import spoken_now
from orchestrator.services.letters.letter import Invitation, Method, Skip

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from orchestrator.models import OutboxMessage, Workshop
    from orchestrator.services.letters.letter import Letter, Writer

ELSEWHERE = (
    (Sentence("New York"), "America/New_York"),
    (Sentence("London"), "Europe/London"),
    (Sentence("Berlin"), "Europe/Berlin"),
    (Sentence("Nairobi"), "Africa/Nairobi"),
    (Sentence("Tokyo"), "Asia/Tokyo"),
    (Sentence("Sydney"), "Australia/Sydney"),
)
GONE = Skip("The registration is not there any more.")
CONSULTATION_GONE = Skip("The consultation is not there any more.")
NOT_SO_NOW = Skip("This is not so any more: it changed before the mail went out.")
ASK = Sentence("If anything is unclear, just answer this mail.")
PRIVATE_LINK = Sentence("The links in this mail are yours alone. Please do not forward it.")


def about(write: Callable[[OutboxMessage, Registration], Letter | Skip]) -> Writer:
    """Make a letter's writer of one that wants the registration; who was forgotten gets none."""

    @wraps(write)
    def written(message: OutboxMessage) -> Letter | Skip:
        row = _registration_of(message)
        return GONE if row is None else write(message, row)

    return written


def greeting(name: str) -> str:
    """Return how a letter begins; the name is used as it was given."""
    return Sentence("Hello {name},", name=name) if name else Sentence("Hello,")


def span_text(span: tuple[datetime, datetime], timezone: str) -> str:
    """Return a span in words, always with its zone."""
    local = local_times(span, timezone, spoken_now())
    return f"{local.day}, {local.hours} ({local.zone})"


def short_text(moment: datetime, timezone: str) -> str:
    """Return an instant in words, with its zone."""
    local = local_times((moment, moment), timezone, spoken_now())
    return f"{local.day}, {local.start_text} ({local.zone})"


def when(workshop: Workshop) -> tuple[str, str]:
    """Return the line that says when, in the workshop's own zone."""
    return Sentence("When"), span_text(workshop.span, workshop.timezone)


def about_consultation(write: Callable[[OutboxMessage, Consultation], Letter | Skip]) -> Writer:
    """Make a letter's writer of one that wants the consultation; who was forgotten gets none."""

    @wraps(write)
    def written(message: OutboxMessage) -> Letter | Skip:
        rows = Consultation.objects.filter(pk=message.facts.get("consultation"), forgotten_at=None)
        row = rows.first()
        return CONSULTATION_GONE if row is None else write(message, row)

    return written


def elsewhere(workshop: Workshop) -> tuple[str, str]:
    """Return the line that says what the clock shows in other places at the start."""
    start = workshop.span[0]
    home = start.astimezone(clock.zone(workshop.timezone)).date()
    shown: list[str] = []
    for place, name in ELSEWHERE:
        other_day = start.astimezone(clock.zone(name)).date() != home
        local = local_times((start, start), name, spoken_now())
        shown.append(
            Sentence(
                "{time} in {place}, {day}",
                time=local.start_text,
                place=place,
                day=Day(start.astimezone(clock.zone(name)).date(), Form.WEEKDAY),
            )
            if other_day
            else Sentence("{time} in {place}", time=local.start_text, place=place)
        )
    return Sentence("It starts at"), Joined(shown, " · ")


def where(workshop: Workshop) -> tuple[str, str]:
    """Return the line that says where."""
    online = workshop.venue == Venue.ONLINE
    return Sentence("Where"), Sentence("Online, on Zoom") if online else workshop.place


def occasion(workshop: Workshop) -> tuple[tuple[str, str], ...]:
    """Return everything about time and place, line by line."""
    online = workshop.venue == Venue.ONLINE
    return (when(workshop), *([elsewhere(workshop)] if online else []), where(workshop))


def short_day(workshop: Workshop) -> Day:
    """Return the day for a subject line."""
    return Day(workshop.span[0].astimezone(clock.zone(workshop.timezone)).date(), Form.LONG)


def invited(registration: Registration) -> Invitation:
    """Return the entry for the person's calendar; it updates the one that was sent before."""
    content = invitation.request(entry_of(registration), our_party(), _attendee(registration))
    return Invitation(content, Method.REQUEST)


def comes_again(registration: Registration) -> bool:
    """Say whether the person has a place in that workshop by another registration.

    It is the same entry in their calendar, so a late cancellation must not take it out.
    """
    rows = Registration.objects.filter(workshop=registration.workshop, state__in=LIVE_STATES)
    return rows.filter(email_key=registration.email_key).exclude(pk=registration.pk).exists()


def uninvited(registration: Registration) -> Invitation:
    """Return what takes the entry out of the person's calendar."""
    content = invitation.cancel(entry_of(registration), our_party(), _attendee(registration))
    return Invitation(content, Method.CANCEL)


def our_party() -> Party:
    """Return the company as the one who invites."""
    company = settings.COMPANY.company
    return Party(company.name, company.sender)


def _attendee(registration: Registration) -> Party:
    return Party(registration.name, registration.email)


def _registration_of(message: OutboxMessage) -> Registration | None:
    """Return the registration that a message is about, None when its person was forgotten."""
    rows = Registration.objects.select_related("workshop", "organization", "certificate")
    return rows.filter(pk=message.facts.get("registration"), forgotten_at=None).first()
