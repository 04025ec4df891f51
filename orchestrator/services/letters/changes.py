"""Letters about a workshop that changed: moved, changed, called off, or taking place after all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from calendars import clock
from orchestrator.models import OutboxMessage
from orchestrator.rules.registration import LIVE_STATES, RegistrationState
from orchestrator.rules.sentence import Sentence
from orchestrator.rules.workshop import State
from orchestrator.services import addresses
from orchestrator.services.letters import wording
from orchestrator.services.letters.letter import Action, Letter, Skip
from orchestrator.services.letters.wording import ASK, NOT_SO_NOW
from orchestrator.services.mail.mailings import Kind

if TYPE_CHECKING:
    from orchestrator.models import Registration

LATER_NEWS = Skip("The workshop changed again before this mail went out; a later one tells it all.")


@wording.about
def moved(message: OutboxMessage, row: Registration) -> Letter | Skip:
    """Tell somebody the new time beside the old one."""
    title, day = row.workshop.title, wording.short_day(row.workshop)
    return _changed(
        message,
        row,
        Sentence("New time: {title}, {day}", title=title, day=day),
        Sentence("“{title}” has a new time.", title=title),
    )


@wording.about
def changed(message: OutboxMessage, row: Registration) -> Letter | Skip:
    """Tell somebody what else is new."""
    title, day = row.workshop.title, wording.short_day(row.workshop)
    return _changed(
        message,
        row,
        Sentence("Changed: {title}, {day}", title=title, day=day),
        Sentence("“{title}” has changed.", title=title),
    )


@wording.about
def revived(message: OutboxMessage, row: Registration) -> Letter | Skip:
    """Tell somebody that it takes place after all."""
    title, day = row.workshop.title, wording.short_day(row.workshop)
    return _changed(
        message,
        row,
        Sentence("It takes place after all: {title}, {day}", title=title, day=day),
        Sentence("“{title}” takes place after all.", title=title),
    )


@wording.about
def called_off(_message: OutboxMessage, row: Registration) -> Letter | Skip:
    """Tell somebody that the workshop does not take place."""
    if row.workshop.state != State.CANCELLED or row.state not in LIVE_STATES:
        return NOT_SO_NOW
    confirmed = row.state == RegistrationState.CONFIRMED
    return Letter(
        subject=Sentence(
            "Cancelled: {title}, {day}",
            title=row.workshop.title,
            day=wording.short_day(row.workshop),
        ),
        greeting=wording.greeting(row.name),
        paragraphs=(
            Sentence("we are sorry: “{title}” does not take place.", title=row.workshop.title),
            Sentence("About your ticket or invoice we write to you separately.")
            if confirmed
            else Sentence("You were on its waitlist; there is nothing you need to do."),
        ),
        facts=((Sentence("It would have been"), wording.when(row.workshop)[1]),),
        action=Action(Sentence("See other dates"), addresses.home()),
        closing=(ASK,),
        addressee=row.name,
        invitation=wording.uninvited(row) if confirmed else None,
    )


def _changed(message: OutboxMessage, row: Registration, subject: str, news: str) -> Letter | Skip:
    if row.workshop.state != State.PUBLISHED or row.state not in LIVE_STATES:
        return NOT_SO_NOW
    if _is_outdated(message, row):
        return LATER_NEWS
    waits = row.state != RegistrationState.CONFIRMED
    return Letter(
        subject=subject,
        greeting=wording.greeting(row.name),
        paragraphs=(
            news,
            Sentence("You keep your place on the waitlist.")
            if waits
            else Sentence("Your seat stays yours."),
        ),
        facts=wording.occasion(row.workshop) + _before(message, row),
        action=Action(Sentence("See or change your registration"), addresses.registration(row)),
        closing=(
            Sentence("You cannot come? Please cancel there, or hand your seat to a colleague."),
            ASK,
        ),
        addressee=row.name,
        invitation=None if waits else wording.invited(row),
    )


def _is_outdated(message: OutboxMessage, row: Registration) -> bool:
    """Say whether the person is owed a later letter that tells the same, or more.

    A later letter of another kind does not: it says nothing of how the time or place was.
    """
    later = OutboxMessage.objects.filter(workshop=row.workshop, pk__gt=message.pk)
    causes = Q()
    for kind in {message.kind, Kind.CALLED_OFF, Kind.REVIVED}:
        causes |= Q(cause__startswith=f"registration:{row.pk}:{kind}:")
    return later.filter(causes).exists()


def _before(message: OutboxMessage, row: Registration) -> tuple[tuple[str, str], ...]:
    """Return what was so until now, for what is different."""
    before = message.facts.get("before") or {}
    found = []
    if before.get("start") and before.get("end"):
        start, end = (clock.parse_instant(before[name]) for name in ("start", "end"))
        if (start, end) != row.workshop.span:
            found.append((Sentence("Before"), wording.span_text((start, end), before["timezone"])))
    if before.get("place") and before["place"] != row.workshop.place:
        found.append((Sentence("Place before"), before["place"]))
    return tuple(found)
