"""Letters around the day itself: the reminder before, the thanks and the certificate after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calendars import clock
from orchestrator.rules.registration import RegistrationState
from orchestrator.rules.sentence import Counted, Sentence
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
        subject=Sentence(
            "{ahead}: {title}",
            ahead=_ahead(message.facts["hours"], workshop),
            title=workshop.title,
        ),
        greeting=wording.greeting(row.name),
        paragraphs=(
            Sentence("we look forward to seeing you in “{title}”.", title=workshop.title),
            Sentence(
                "You practise in pairs. A quiet room, a camera and a headset help; nobody records."
            )
            if online
            else Sentence("You practise in pairs. Please come ten minutes early."),
        ),
        facts=wording.occasion(workshop),
        action=Action(Sentence("Join here"), addresses.join(row))
        if online
        else Action(Sentence("See your registration"), addresses.registration(row)),
        closing=(
            Sentence(
                "You cannot come? Please say so here: {address}",
                address=addresses.registration(row),
            ),
            ASK,
        ),
        footnotes=(PRIVATE_LINK,),
        addressee=row.name,
    )


@wording.about
def thanks(message: OutboxMessage, row: Registration) -> Letter | Skip:
    """Thank somebody who was there, with the certificate if they earned one."""
    certificate = getattr(row, "certificate", None)
    day = wording.short_day(row.workshop)
    return Letter(
        subject=Sentence("Your certificate: {title}", title=row.workshop.title)
        if message.cause.endswith(f":{CERTIFICATE}")
        else Sentence("Thank you for {title}", title=row.workshop.title),
        greeting=wording.greeting(row.name),
        paragraphs=(
            Sentence(
                "thank you for taking part in “{title}” on {day}.",
                title=row.workshop.title,
                day=day,
            ),
            Sentence("What was said in the role-plays stays there."),
            Sentence("If something stays with you, please write to us: a person answers."),
        ),
        action=Action(
            Sentence("Your certificate of attendance"), addresses.certificate(certificate)
        )
        if certificate
        else None,
        closing=(ASK,),
        addressee=row.name,
    )


def _ahead(hours: int, workshop: Workshop) -> str:
    """Return how far ahead the workshop is when this goes out, in words for a subject line."""
    if hours == 1:
        return Sentence("In an hour")
    tz = clock.zone(workshop.timezone)
    days = (workshop.span[0].astimezone(tz).date() - clock.now().astimezone(tz).date()).days
    named = {0: Sentence("Today"), 1: Sentence("Tomorrow"), 7: Sentence("In a week")}
    return named.get(days) or Counted("In {count} day", "In {count} days", days)
