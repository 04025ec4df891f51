"""Letters of the list of new dates: the question whether to join it, and a date itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from calendars import clock
from orchestrator.models import Subscriber
from orchestrator.rules.sentence import Sentence
from orchestrator.rules.workshop import Audience, State
from orchestrator.services import addresses
from orchestrator.services.letters import wording
from orchestrator.services.letters.letter import Action, Letter, Skip

if TYPE_CHECKING:
    from orchestrator.models import OutboxMessage

LEFT = Skip("The person is not on the list any more.")


def confirm(message: OutboxMessage) -> Letter | Skip:
    """Ask whether it was the owner of the address who asked."""
    subscriber = Subscriber.objects.filter(pk=message.facts.get("subscriber")).first()
    if subscriber is None:
        return LEFT
    company = settings.COMPANY.company.name
    return Letter(
        subject=Sentence(
            "New workshop dates from {company}: was it you who asked?", company=company
        ),
        greeting=wording.greeting(""),
        paragraphs=(
            Sentence(
                "somebody, we hope you, asked us to write to this address when there are new dates."
            ),
            Sentence("Please say yes on the next page; without that we do not write again."),
        ),
        action=Action(Sentence("Yes, tell me about new dates"), addresses.subscription(subscriber)),
        closing=(
            Sentence("It was not you? Then there is nothing to do: the address is forgotten soon."),
        ),
    )


def new_date(message: OutboxMessage) -> Letter | Skip:
    """Tell a subscriber a new date."""
    subscriber = Subscriber.objects.filter(
        pk=message.facts.get("subscriber"), confirmed_at__isnull=False
    ).first()
    workshop = message.workshop
    if subscriber is None:
        return LEFT
    shown = workshop and (workshop.state, workshop.audience) == (State.PUBLISHED, Audience.PUBLIC)
    if workshop is None or not shown or workshop.span[0] <= clock.now():
        return Skip("The workshop is not to come any more.")
    return Letter(
        subject=Sentence(
            "New date: {title}, {day}",
            title=workshop.title,
            day=wording.short_day(workshop),
        ),
        greeting=wording.greeting(""),
        paragraphs=(Sentence("there is a new date for “{title}”.", title=workshop.title),),
        facts=wording.occasion(workshop),
        action=Action(Sentence("See it"), workshop.ticket_url or addresses.home()),
        footnotes=(
            Sentence("You get this because you asked for new dates."),
            Sentence("Change that here: {address}", address=addresses.subscription(subscriber)),
        ),
        unsubscribe_url=addresses.unsubscribe(subscriber),
    )
