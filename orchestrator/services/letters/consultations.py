"""Letters to the visitor of a consultation: booked, asked for, moved, cancelled, soon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from calendars import clock, invitation
from calendars.feed import Party
from calendars.words import Form
from orchestrator.rules.consultation import ConsultationState, WaitsFor
from orchestrator.rules.days import Day
from orchestrator.rules.sentence import Sentence
from orchestrator.services import addresses
from orchestrator.services.consultations.answers import HOST, was_shown
from orchestrator.services.consultations.links import join_address, page_address
from orchestrator.services.feeds.consultation_entries import visitor_entry
from orchestrator.services.letters import wording
from orchestrator.services.letters.letter import Action, Invitation, Letter, Method, Skip
from orchestrator.services.letters.wording import ASK, NOT_SO_NOW, PRIVATE_LINK

if TYPE_CHECKING:
    from orchestrator.models import Consultation, OutboxMessage

ENDED = (ConsultationState.DECLINED, ConsultationState.LAPSED)


@wording.about_consultation
def booked(_message: OutboxMessage, row: Consultation) -> Letter | Skip:
    """Tell somebody that their consultation stands."""
    if row.state != ConsultationState.BOOKED:
        return NOT_SO_NOW
    return Letter(
        subject=Sentence("Booked: {title}, {day}", title=_title(), day=_day(row)),
        greeting=wording.greeting(row.name),
        paragraphs=(
            Sentence(
                "your {title} is booked. We look forward to talking with you.",
                title=_title().lower(),
            ),
            Sentence("You come in by your own link, which opens 15 minutes before."),
        ),
        facts=(_when(row), (Sentence("Your link"), join_address(row))),
        action=Action(Sentence("Move or cancel it"), page_address(row)),
        closing=(ASK,),
        footnotes=(PRIVATE_LINK,),
        addressee=row.name,
        invitation=_invited(row),
    )


@wording.about_consultation
def requested(_message: OutboxMessage, row: Consultation) -> Letter | Skip:
    """Tell somebody that we keep the time and will answer."""
    if row.state != ConsultationState.REQUESTED or row.expires_at is None:
        return NOT_SO_NOW
    until = wording.short_text(row.expires_at, row.timezone)
    why = (
        Sentence("We could not look into our calendar just now. As soon as we can, we confirm it.")
        if row.waits_for == WaitsFor.CALENDAR
        else Sentence("We confirm each one by hand, mostly within a few hours.")
    )
    return Letter(
        subject=Sentence("We keep the time for you: {title}, {day}", title=_title(), day=_day(row)),
        greeting=wording.greeting(row.name),
        paragraphs=(
            Sentence("thank you. We keep this time for you."),
            why,
            Sentence("You hear from us by {until}.", until=until),
        ),
        facts=(_when(row),),
        action=Action(Sentence("Move or cancel it"), page_address(row)),
        closing=(ASK,),
        footnotes=(PRIVATE_LINK,),
        addressee=row.name,
        # Who moves a booked one finds the old time in their calendar: this makes it tentative.
        invitation=_invited(row) if row.changes > 1 else None,
    )


@wording.about_consultation
def moved(message: OutboxMessage, row: Consultation) -> Letter | Skip:
    """Tell somebody the new time of their consultation."""
    if row.state != ConsultationState.BOOKED:
        return NOT_SO_NOW
    before = clock.parse_instant(message.facts["before"])
    return Letter(
        subject=Sentence("Moved: {title}, now {day}", title=_title(), day=_day(row)),
        greeting=wording.greeting(row.name),
        paragraphs=(
            Sentence("your consultation has a new time. Your link to join stays the same."),
        ),
        facts=(
            (Sentence("New time"), wording.span_text(row.span, row.timezone)),
            (Sentence("Until now"), wording.short_text(before, row.timezone)),
            (Sentence("Your link"), join_address(row)),
        ),
        action=Action(Sentence("Move or cancel it"), page_address(row)),
        closing=(ASK,),
        footnotes=(PRIVATE_LINK,),
        addressee=row.name,
        invitation=_invited(row),
    )


@wording.about_consultation
def cancelled(message: OutboxMessage, row: Consultation) -> Letter | Skip:
    """Tell somebody that their consultation does not take place."""
    if row.state != ConsultationState.CANCELLED:
        return NOT_SO_NOW
    ours = row.ended_by == HOST
    return Letter(
        subject=Sentence("Cancelled: {title}, {day}", title=_title(), day=_day(row)),
        greeting=wording.greeting(row.name),
        paragraphs=(
            Sentence("we are sorry: we cannot make it at that time. Please choose another one.")
            if ours
            else Sentence("your consultation is cancelled, as you asked."),
        ),
        facts=(_when(row),),
        action=Action(Sentence("Choose another time"), addresses.consultations()),
        closing=(ASK,),
        addressee=row.name,
        invitation=_uninvited(row) if message.facts.get("booked") else None,
    )


@wording.about_consultation
def declined(_message: OutboxMessage, row: Consultation) -> Letter | Skip:
    """Tell somebody that the time they asked for cannot be."""
    if row.state not in ENDED:
        return NOT_SO_NOW
    return Letter(
        subject=Sentence(
            "Not possible at that time: {title}, {day}", title=_title(), day=_day(row)
        ),
        greeting=wording.greeting(row.name),
        paragraphs=(
            Sentence("we are sorry: the time that you asked for is not possible after all."),
            Sentence("Please choose another one. We would like to talk with you."),
        ),
        facts=(_when(row),),
        action=Action(Sentence("Choose another time"), addresses.consultations()),
        closing=(ASK,),
        addressee=row.name,
        invitation=_uninvited(row) if was_shown(row) else None,
    )


@wording.about_consultation
def reminder(message: OutboxMessage, row: Consultation) -> Letter | Skip:
    """Remind somebody; one that moved or was cancelled since has its own letters."""
    if row.state != ConsultationState.BOOKED:
        return NOT_SO_NOW
    if message.facts["start"] != row.start.isoformat():
        return Skip("It was moved; reminders for its new time come in their time.")
    return Letter(
        subject=Sentence("Soon: {title}, {day}", title=_title(), day=_day(row)),
        greeting=wording.greeting(row.name),
        paragraphs=(Sentence("we look forward to talking with you."),),
        facts=(_when(row),),
        action=Action(Sentence("Join here"), join_address(row)),
        closing=(
            Sentence(
                "You cannot come? Move or cancel it here: {address}", address=page_address(row)
            ),
            ASK,
        ),
        footnotes=(PRIVATE_LINK,),
        addressee=row.name,
    )


def _title() -> str:
    return settings.COMPANY.consultations.title


def _when(row: Consultation) -> tuple[str, str]:
    return Sentence("When"), wording.span_text(row.span, row.timezone)


def _day(row: Consultation) -> Day:
    return Day(row.start.astimezone(clock.zone(row.timezone)).date(), Form.LONG)


def _invited(row: Consultation) -> Invitation:
    attendee = Party(row.name, row.email)
    return Invitation(invitation.request(visitor_entry(row), wording.our_party(), attendee))


def _uninvited(row: Consultation) -> Invitation:
    attendee = Party(row.name, row.email)
    content = invitation.cancel(visitor_entry(row), wording.our_party(), attendee)
    return Invitation(content, Method.CANCEL)
