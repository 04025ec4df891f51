"""Letters to the visitor of a consultation: booked, asked for, moved, cancelled, soon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from calendars import clock, invitation
from calendars.feed import Party
from orchestrator.rules.consultation import ConsultationState, WaitsFor
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
        subject=f"Booked: {_title()}, {_day(row)}",
        greeting=wording.greeting(row.name),
        paragraphs=(
            f"your {_title().lower()} is booked. We look forward to talking with you.",
            "You come in by your own link, which opens 15 minutes before.",
        ),
        facts=(_when(row), ("Your link", join_address(row))),
        action=Action("Move or cancel it", page_address(row)),
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
        "We could not look into our calendar just now. As soon as we can, we confirm it."
        if row.waits_for == WaitsFor.CALENDAR
        else "We confirm each one by hand, mostly within a few hours."
    )
    return Letter(
        subject=f"We keep the time for you: {_title()}, {_day(row)}",
        greeting=wording.greeting(row.name),
        paragraphs=("thank you. We keep this time for you.", why, f"You hear from us by {until}."),
        facts=(_when(row),),
        action=Action("Move or cancel it", page_address(row)),
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
        subject=f"Moved: {_title()}, now {_day(row)}",
        greeting=wording.greeting(row.name),
        paragraphs=("your consultation has a new time. Your link to join stays the same.",),
        facts=(
            ("New time", wording.span_text(row.span, row.timezone)),
            ("Until now", wording.short_text(before, row.timezone)),
            ("Your link", join_address(row)),
        ),
        action=Action("Move or cancel it", page_address(row)),
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
        subject=f"Cancelled: {_title()}, {_day(row)}",
        greeting=wording.greeting(row.name),
        paragraphs=(
            "we are sorry: we cannot make it at that time. Please choose another one."
            if ours
            else "your consultation is cancelled, as you asked.",
        ),
        facts=(_when(row),),
        action=Action("Choose another time", addresses.consultations()),
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
        subject=f"Not possible at that time: {_title()}, {_day(row)}",
        greeting=wording.greeting(row.name),
        paragraphs=(
            "we are sorry: the time that you asked for is not possible after all.",
            "Please choose another one. We would like to talk with you.",
        ),
        facts=(_when(row),),
        action=Action("Choose another time", addresses.consultations()),
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
        subject=f"Soon: {_title()}, {_day(row)}",
        greeting=wording.greeting(row.name),
        paragraphs=("we look forward to talking with you.",),
        facts=(_when(row),),
        action=Action("Join here", join_address(row)),
        closing=(f"You cannot come? Move or cancel it here: {page_address(row)}", ASK),
        footnotes=(PRIVATE_LINK,),
        addressee=row.name,
    )


def _title() -> str:
    return settings.COMPANY.consultations.title


def _when(row: Consultation) -> tuple[str, str]:
    return "When", wording.span_text(row.span, row.timezone)


def _day(row: Consultation) -> str:
    return f"{row.start.astimezone(clock.zone(row.timezone)):%-d %B %Y}"


def _invited(row: Consultation) -> Invitation:
    attendee = Party(row.name, row.email)
    return Invitation(invitation.request(visitor_entry(row), wording.our_party(), attendee))


def _uninvited(row: Consultation) -> Invitation:
    attendee = Party(row.name, row.email)
    content = invitation.cancel(visitor_entry(row), wording.our_party(), attendee)
    return Invitation(content, Method.CANCEL)
