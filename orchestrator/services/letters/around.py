"""Letters around the day itself: the reminder before, the thanks and the certificate after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calendars import clock
from orchestrator.rules.registration import RegistrationState
from orchestrator.rules.workshop import State, Venue
from orchestrator.services import addresses
from orchestrator.services.letters import wording
from orchestrator.services.letters.letter import Action, Letter, Skip
from orchestrator.services.letters.wording import ASK, NOT_SO_NOW, PRIVATE_LINK
from orchestrator.services.mail.mailings import CERTIFICATE

if TYPE_CHECKING:
    from orchestrator.models import OutboxMessage, Registration, Workshop


@wording.about
def reminder(message: OutboxMessage, row: Registration) -> Letter | Skip:
    """Remind somebody; a workshop that moved or was called off since has its own letters."""
    workshop = row.workshop
    if workshop.state != State.PUBLISHED or row.state != RegistrationState.CONFIRMED:
        return NOT_SO_NOW
    if message.facts["start"] != workshop.span[0].isoformat():
        return Skip("The workshop was moved; reminders for its new time come in their time.")
    online = workshop.venue == Venue.ONLINE
    return Letter(
        subject=f"{_ahead(message.facts['hours'], workshop)}: {workshop.title}",
        greeting=wording.greeting(row.name),
        paragraphs=(
            f"we look forward to seeing you in “{workshop.title}”.",
            "You practise in pairs. A quiet room, a camera and a headset help; nobody records."
            if online
            else "You practise in pairs. Please come ten minutes early.",
        ),
        facts=wording.occasion(workshop),
        action=Action("Join here", addresses.join(row))
        if online
        else Action("See your registration", addresses.registration(row)),
        closing=(f"You cannot come? Please say so here: {addresses.registration(row)}", ASK),
        footnotes=(PRIVATE_LINK,),
        addressee=row.name,
    )


@wording.about
def thanks(message: OutboxMessage, row: Registration) -> Letter | Skip:
    """Thank somebody who was there, with the certificate if they earned one."""
    certificate = getattr(row, "certificate", None)
    day = wording.short_day(row.workshop)
    return Letter(
        subject=f"Your certificate: {row.workshop.title}"
        if message.cause.endswith(f":{CERTIFICATE}")
        else f"Thank you for {row.workshop.title}",
        greeting=wording.greeting(row.name),
        paragraphs=(
            f"thank you for taking part in “{row.workshop.title}” on {day}.",
            "What was said in the role-plays stays there.",
            "If something stays with you, please write to us: a person answers.",
        ),
        action=Action("Your certificate of attendance", addresses.certificate(certificate))
        if certificate
        else None,
        closing=(ASK,),
        addressee=row.name,
    )


def _ahead(hours: int, workshop: Workshop) -> str:
    """Return how far ahead the workshop is when this goes out, in words for a subject line."""
    if hours == 1:
        return "In an hour"
    tz = clock.zone(workshop.timezone)
    days = (workshop.span[0].astimezone(tz).date() - clock.now().astimezone(tz).date()).days
    return {0: "Today", 1: "Tomorrow", 7: "In a week"}.get(days, f"In {days} days")
