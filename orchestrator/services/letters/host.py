"""Letters to the host about consultations: who booked, asks, moved, cancelled, or found no time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from calendars import clock, invitation
from calendars.feed import Party
from orchestrator.models import Consultation, ConsultationWish
from orchestrator.rules.consultation import ConsultationState, WaitsFor
from orchestrator.rules.sentence import Sentence
from orchestrator.services import addresses
from orchestrator.services.consultations.answers import CLOCK, HOST
from orchestrator.services.consultations.links import office_address
from orchestrator.services.feeds.consultation_entries import host_entry
from orchestrator.services.letters import wording
from orchestrator.services.letters.letter import Action, Invitation, Letter, Method, Skip
from orchestrator.services.letters.wording import NOT_SO_NOW
from orchestrator.services.mail.host import host_address

if TYPE_CHECKING:
    from orchestrator.models import OutboxMessage

SOMEBODY = Sentence("somebody who asked to be forgotten")
WISH_ANSWERED = Skip("Somebody has answered this wish already.")


@wording.about_consultation
def booked(_message: OutboxMessage, row: Consultation) -> Letter | Skip:
    """Tell the host that a consultation stands."""
    if row.state != ConsultationState.BOOKED:
        return NOT_SO_NOW
    return _letter(row, Sentence("Booked"), Sentence("a consultation is booked."), Method.REQUEST)


@wording.about_consultation
def requested(_message: OutboxMessage, row: Consultation) -> Letter | Skip:
    """Tell the host that somebody waits for a yes, or that a calendar could not be read."""
    if row.state != ConsultationState.REQUESTED or row.expires_at is None:
        return NOT_SO_NOW
    until = wording.short_text(row.expires_at, settings.COMPANY.company.timezone)
    if row.waits_for == WaitsFor.CALENDAR:
        text = Sentence(
            "somebody booked while one of your calendars could not be read. The time is kept; it "
            "is confirmed by itself when the calendar is read and the time is free there."
        )
    else:
        text = Sentence(
            "somebody asks for a consultation. Please say yes or no by {until}.", until=until
        )
    # Who moves a booked one: the host's calendar holds the old time, and this makes it tentative.
    return _letter(row, Sentence("Asked for"), text, Method.REQUEST if row.changes > 1 else None)


@wording.about_consultation
def moved(message: OutboxMessage, row: Consultation) -> Letter | Skip:
    """Tell the host the new time."""
    if row.state != ConsultationState.BOOKED:
        return NOT_SO_NOW
    before = clock.parse_instant(message.facts["before"])
    was = wording.short_text(before, settings.COMPANY.company.timezone)
    return _letter(
        row,
        Sentence("Moved"),
        Sentence("a consultation was moved. Until now it was {was}.", was=was),
        Method.REQUEST,
    )


def cancelled(message: OutboxMessage) -> Letter | Skip:
    """Tell the host that the time is free again, also when the visitor was forgotten since."""
    row = Consultation.objects.filter(pk=message.facts.get("consultation")).first()
    if row is None or row.is_kept:
        return NOT_SO_NOW
    method = Method.CANCEL if message.facts.get("booked") else None
    if row.ended_by == CLOCK:
        text = Sentence(
            "a consultation that waited for one of your calendars was declined: the calendar has "
            "something else at that time. The visitor was asked to choose another."
        )
    else:
        declined, by_host = row.state == ConsultationState.DECLINED, row.ended_by == HOST
        text = _ENDED[declined, by_host]
    return _letter(row, Sentence("Cancelled"), text, method)


@wording.about_consultation
def lapsed(message: OutboxMessage, row: Consultation) -> Letter | Skip:
    """Tell the host that a request ended unanswered."""
    if row.state != ConsultationState.LAPSED:
        return NOT_SO_NOW
    text = (
        Sentence(
            "one of your calendars could not be read in time, so this request ended. The visitor "
            "was told, and asked to choose another time."
        )
        if message.facts.get("waited_for") == WaitsFor.CALENDAR
        else Sentence("nobody said yes or no in time, so this request ended. The visitor was told.")
    )
    method = Method.CANCEL if message.facts.get("shown") else None
    return _letter(row, Sentence("Ended unanswered"), text, method)


def wish(message: OutboxMessage) -> Letter | Skip:
    """Tell the host that no offered time suits somebody."""
    row = ConsultationWish.objects.filter(pk=message.facts.get("wish"), answered_at=None).first()
    if row is None:
        return WISH_ANSWERED
    return Letter(
        subject=Sentence("No time suits: {name}", name=row.name),
        greeting=wording.greeting(""),
        paragraphs=(
            Sentence("somebody would like a consultation, and found no time that suits:"),
            row.wish,
        ),
        facts=(
            *_who(row.name, row.organization, row.email),
            (Sentence("Lives in"), row.timezone),
        ),
        action=Action(Sentence("See all wishes"), addresses.office_consultations()),
    )


def _letter(row: Consultation, what: str, text: str, method: Method | None) -> Letter:
    zone = settings.COMPANY.company.timezone
    when, start = wording.span_text(row.span, zone), wording.short_text(row.start, zone)
    theirs = [(Sentence("For them"), wording.span_text(row.span, row.timezone))]
    return Letter(
        subject=Sentence(
            "{what}: consultation with {who}, {start}",
            what=what,
            who=row.name or SOMEBODY,
            start=start,
        ),
        greeting=wording.greeting(""),
        paragraphs=(text,),
        facts=(
            (Sentence("When"), when),
            *(theirs if row.timezone != zone else []),
            *_who(row.name, row.organization, row.email),
            *([(Sentence("About"), row.needs)] if row.needs else []),
        ),
        action=Action(Sentence("See it in the office"), office_address(row)),
        invitation=_invitation(row, method) if method else None,
    )


def _who(name: str, organization: str, email: str) -> list[tuple[str, str]]:
    of = [(Sentence("Organization"), organization)] if organization else []
    return [(Sentence("Who"), name), *of, (Sentence("Address"), email)] if name else []


def _invitation(row: Consultation, method: Method) -> Invitation:
    write = invitation.cancel if method is Method.CANCEL else invitation.request
    host = Party("", host_address())
    return Invitation(write(host_entry(row), wording.our_party(), host), method)


_ENDED = {
    (True, True): Sentence("you declined a consultation. The time is free again."),
    (True, False): Sentence("the visitor declined a consultation. The time is free again."),
    (False, True): Sentence("you cancelled a consultation. The time is free again."),
    (False, False): Sentence("the visitor cancelled a consultation. The time is free again."),
}
