"""Letters about one person's seat: confirmed, waiting, offered, given up, handed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.rules.registration import RegistrationState
from orchestrator.rules.sentence import Sentence
from orchestrator.rules.workshop import State, Venue
from orchestrator.services import addresses
from orchestrator.services.letters import wording
from orchestrator.services.letters.letter import Action, Letter, Skip
from orchestrator.services.letters.wording import ASK, NOT_SO_NOW, PRIVATE_LINK
from orchestrator.services.seats import waitlist

if TYPE_CHECKING:
    from orchestrator.models import OutboxMessage, Registration


@wording.about
def confirmed(_message: OutboxMessage, row: Registration) -> Letter | Skip:
    """Tell somebody that they have a seat."""
    if not _stands(row, RegistrationState.CONFIRMED):
        return NOT_SO_NOW
    online = row.workshop.venue == Venue.ONLINE
    how = (
        Sentence("You come in by your own link, which opens 15 minutes before the start.")
        if online
        else Sentence("Please come ten minutes early.")
    )
    return Letter(
        subject=Sentence(
            "Your seat: {title}, {day}",
            title=row.workshop.title,
            day=wording.short_day(row.workshop),
        ),
        greeting=wording.greeting(row.name),
        paragraphs=(
            Sentence("you have a seat in “{title}”. {how}", title=row.workshop.title, how=how),
        ),
        facts=wording.occasion(row.workshop)
        + (((Sentence("Your link"), addresses.join(row)),) if online else ()),
        action=Action(Sentence("See or change your registration"), addresses.registration(row)),
        closing=(
            Sentence(
                "You cannot come? Please cancel there, or hand your seat to a colleague: others "
                "wait."
            ),
            ASK,
        ),
        footnotes=(PRIVATE_LINK,),
        addressee=row.name,
        invitation=wording.invited(row),
    )


@wording.about
def waitlisted(_message: OutboxMessage, row: Registration) -> Letter | Skip:
    """Tell somebody that they are on the waitlist, and where."""
    if not _stands(row, RegistrationState.WAITLISTED):
        return NOT_SO_NOW
    closes = wording.short_text(waitlist.closes(row.workshop), row.workshop.timezone)
    return Letter(
        subject=Sentence("You are on the waitlist: {title}", title=row.workshop.title),
        greeting=wording.greeting(row.name),
        paragraphs=(
            Sentence("all seats of “{title}” are taken.", title=row.workshop.title),
            Sentence("You are number {place} on its waitlist.", place=waitlist.place_of(row)),
            Sentence(
                "When a seat is free for you, we write to you at once and hold it for a while."
            ),
            Sentence("This goes on until {closes}.", closes=closes),
        ),
        facts=wording.occasion(row.workshop),
        action=Action(
            Sentence("See your place, or leave the waitlist"), addresses.registration(row)
        ),
        closing=(ASK,),
        footnotes=(PRIVATE_LINK,),
        addressee=row.name,
    )


@wording.about
def offered(_message: OutboxMessage, row: Registration) -> Letter | Skip:
    """Offer somebody a freed seat, with the time until which it is held."""
    if not _stands(row, RegistrationState.OFFERED) or row.offer_expires_at is None:
        return NOT_SO_NOW
    until = wording.short_text(row.offer_expires_at, row.workshop.timezone)
    return Letter(
        subject=Sentence("A seat is free for you: {title}", title=row.workshop.title),
        greeting=wording.greeting(row.name),
        paragraphs=(
            Sentence("a seat in “{title}” is free, and you are next.", title=row.workshop.title),
            Sentence("We hold it for you until {until}.", until=until),
        ),
        facts=wording.occasion(row.workshop),
        action=Action(Sentence("Take the seat"), addresses.registration(row)),
        closing=(
            Sentence(
                "You do not want it any more? Say so on the same page, and the next person is "
                "asked."
            ),
            ASK,
        ),
        footnotes=(PRIVATE_LINK,),
        addressee=row.name,
    )


@wording.about
def lapsed(_message: OutboxMessage, row: Registration) -> Letter | Skip:
    """Tell somebody that their offer is over."""
    if row.state != RegistrationState.LAPSED:
        return NOT_SO_NOW
    again = waitlist.is_open_to_all(row.workshop)
    return Letter(
        subject=Sentence("The offer is over: {title}", title=row.workshop.title),
        greeting=wording.greeting(row.name),
        paragraphs=(
            Sentence(
                "we held a seat in “{title}” for you and heard nothing.", title=row.workshop.title
            ),
            Sentence("It went to the next person."),
            *(
                [Sentence("Do you still want to come? You can join the waitlist again.")]
                if again
                else []
            ),
        ),
        facts=(wording.when(row.workshop),),
        action=Action(Sentence("Join the waitlist again"), addresses.waitlist(row.workshop))
        if again
        else Action(Sentence("See other dates"), addresses.home()),
        closing=(ASK,),
        addressee=row.name,
    )


@wording.about
def cancelled(_message: OutboxMessage, row: Registration) -> Letter | Skip:
    """Tell somebody that their registration ended."""
    if row.state != RegistrationState.CANCELLED:
        return NOT_SO_NOW
    return Letter(
        subject=Sentence("Cancelled: your registration for {title}", title=row.workshop.title),
        greeting=wording.greeting(row.name),
        paragraphs=(
            Sentence("your registration for “{title}” is cancelled.", title=row.workshop.title),
            Sentence("Your link to join is dead."),
            Sentence("If this was not meant so, please answer this mail."),
        ),
        facts=(wording.when(row.workshop),),
        action=Action(Sentence("See other dates"), addresses.home()),
        addressee=row.name,
        invitation=None if wording.comes_again(row) else wording.uninvited(row),
    )


@wording.about
def handed_on(message: OutboxMessage, row: Registration) -> Letter | Skip:
    """Tell somebody that their seat is somebody else's now."""
    name = str(message.facts.get("name", ""))
    # A place on the waitlist was in no calendar by mail, and is its new holder's row by now.
    had_a_seat = row.state == RegistrationState.CANCELLED and not wording.comes_again(row)
    return Letter(
        subject=Sentence("Your seat was handed on: {title}", title=row.workshop.title),
        greeting=wording.greeting(name),
        paragraphs=(
            Sentence(
                "your place in “{title}” was handed to somebody else, as asked.",
                title=row.workshop.title,
            ),
            Sentence("Your own link to join is dead now."),
            Sentence("If you did not ask for this, please answer this mail."),
        ),
        facts=(wording.when(row.workshop),),
        action=Action(Sentence("See other dates"), addresses.home()),
        addressee=name,
        invitation=wording.uninvited(row) if had_a_seat else None,
    )


def _stands(row: Registration, state: RegistrationState) -> bool:
    return row.state == state and row.workshop.state == State.PUBLISHED
