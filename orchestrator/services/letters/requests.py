"""Letters about workshops on request: the quote, answers to it, the workshop, the end."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from django.conf import settings

from calendars import clock
from calendars.words import Form
from orchestrator.models import RequestOrganization, WorkshopRequest
from orchestrator.rules.days import Day
from orchestrator.rules.money import dollars
from orchestrator.rules.names import named
from orchestrator.rules.request_state import RequestState
from orchestrator.rules.sentence import Sentence
from orchestrator.services import addresses
from orchestrator.services.letters import wording
from orchestrator.services.letters.letter import Action, Letter, Skip
from orchestrator.services.letters.wording import ASK, NOT_SO_NOW, PRIVATE_LINK
from orchestrator.services.requests import quoting
from orchestrator.services.requests.links import page_address
from orchestrator.services.requests.scheduling import roster_address

if TYPE_CHECKING:
    from collections.abc import Callable

    from orchestrator.models import OutboxMessage
    from orchestrator.services.letters.letter import Writer

GONE = Skip("The request is not there any more.")
YOUR_REQUEST = Sentence("Your request")


def about_request(
    write: Callable[[OutboxMessage, RequestOrganization], Letter | Skip],
) -> Writer:
    """Make a letter's writer of one that wants the organization."""

    @wraps(write)
    def written(message: OutboxMessage) -> Letter | Skip:
        rows = RequestOrganization.objects.select_related("request", "request__workshop")
        one = rows.filter(pk=message.facts.get("organization")).first()
        return GONE if one is None else write(message, one)

    return written


@about_request
def review(_message: OutboxMessage, one: RequestOrganization) -> Letter | Skip:
    """Tell an organization that the facilitator looks at the request."""
    row = one.request
    if row.state != RequestState.REVIEW or row.expires_at is None:
        return NOT_SO_NOW
    until = wording.short_text(row.expires_at, row.timezone)
    return _letter(
        one,
        Sentence("We look at your request: {day}", day=_day(row)),
        Sentence(
            "thank you. Our facilitator looks at this by hand, and answers by {until}.", until=until
        ),
        Sentence("Until then we keep the date for you."),
    )


@about_request
def quoted(message: OutboxMessage, one: RequestOrganization) -> Letter | Skip:
    """Send an organization the quote, or the new split, to accept."""
    row, quote = one.request, quoting.latest(one.request)
    if row.state != RequestState.QUOTED or one.left_at or quote is None or row.expires_at is None:
        return NOT_SO_NOW
    if quote.number != message.facts["version"]:
        return Skip("There is a newer version, with a letter of its own.")
    first = quote.number == 1
    until = wording.short_text(row.expires_at, row.timezone)
    share = dollars(quote.cents_of(one))
    return _letter(
        one,
        Sentence("Your quote: {day}", day=_day(row))
        if first
        else Sentence("A new split to accept: {day}", day=_day(row)),
        Sentence("here is our quote for your workshop.")
        if first
        else Sentence("what each organization pays has changed, so everybody is asked once more."),
        Sentence("You pay what it really costs, and {share} at the most.", share=share),
        Sentence(
            "We keep the date until {until}. It takes place once every organization has accepted.",
            until=until,
        ),
        label=Sentence("Read and accept the quote"),
    )


@about_request
def accepted(_message: OutboxMessage, one: RequestOrganization) -> Letter | Skip:
    """Confirm an organization's yes while others are still asked."""
    if one.request.state != RequestState.QUOTED or one.left_at:
        return NOT_SO_NOW
    return _letter(
        one,
        Sentence("Accepted: {day}", day=_day(one.request)),
        Sentence("thank you: your organization has accepted."),
        Sentence("We write again as soon as the others have."),
    )


@about_request
def scheduled(_message: OutboxMessage, one: RequestOrganization) -> Letter | Skip:
    """Tell an organization that the workshop stands, and where it names its people."""
    row = one.request
    if row.state != RequestState.SCHEDULED or one.left_at:
        return NOT_SO_NOW
    roster = roster_address(one)
    return Letter(
        subject=Sentence("It takes place: {day}", day=_day(row)),
        greeting=wording.greeting(one.contact),
        paragraphs=(
            Sentence("everybody has accepted: your workshop takes place."),
            Sentence("Please name your people by the link below; each gets a mail of their own."),
        )
        if roster
        else (
            Sentence("everybody has accepted: it takes place. About your people we write soon."),
        ),
        facts=_facts(row),
        action=Action(Sentence("Name your people"), roster) if roster else None,
        closing=(Sentence("The quote stays here: {address}", address=page_address(one)), ASK),
        footnotes=(PRIVATE_LINK,),
        addressee=one.contact,
    )


@about_request
def ended(_message: OutboxMessage, one: RequestOrganization) -> Letter | Skip:
    """Tell an organization that nothing comes of the request."""
    row = one.request
    why = {
        RequestState.DECLINED: Sentence("we are sorry: we cannot give this workshop."),
        RequestState.EXPIRED: Sentence(
            "the time to answer is over, so we do not keep the date any longer."
        ),
        RequestState.WITHDRAWN: Sentence("your request is withdrawn."),
    }.get(RequestState(row.state))
    if why is None:
        return NOT_SO_NOW
    again = Sentence("You are welcome to ask for another date.")
    return _letter(
        one, Sentence("Not taking place: {day}", day=_day(row)), why, again, new_request=True
    )


@about_request
def left(_message: OutboxMessage, one: RequestOrganization) -> Letter | Skip:
    """Tell an organization that it is out."""
    if one.left_at is None:
        return NOT_SO_NOW
    return _letter(
        one,
        Sentence("Withdrawn: {day}", day=_day(one.request)),
        Sentence("your organization does not share in this workshop any more, and pays nothing."),
        new_request=True,
    )


def host(message: OutboxMessage) -> Letter | Skip:
    """Tell the facilitator how a request stands."""
    row = WorkshopRequest.objects.filter(pk=message.facts.get("request")).first()
    if row is None:
        return GONE
    if row.state != message.facts["state"]:
        return NOT_SO_NOW
    names = ", ".join(row.organizations.filter(left_at=None).values_list("name", flat=True))
    return Letter(
        subject=Sentence(
            "Request {pk}: {state}, {day}", pk=row.pk, state=named(row.state), day=_day(row)
        ),
        greeting=wording.greeting(""),
        paragraphs=(_HOST[RequestState(row.state)],),
        facts=(*_facts(row), (Sentence("Organizations"), names or Sentence("none any more"))),
        action=Action(Sentence("Open the requests"), addresses.office_requests()),
    )


def _letter(
    one: RequestOrganization,
    subject: str,
    *paragraphs: str,
    label: str = YOUR_REQUEST,
    new_request: bool = False,
) -> Letter:
    action = Action(label, page_address(one))
    return Letter(
        subject=subject,
        greeting=wording.greeting(one.contact),
        paragraphs=paragraphs,
        facts=_facts(one.request),
        action=Action(Sentence("Ask for another date"), addresses.private())
        if new_request
        else action,
        closing=(ASK,),
        footnotes=() if new_request else (PRIVATE_LINK,),
        addressee=one.contact,
    )


def _facts(row: WorkshopRequest) -> tuple[tuple[str, str], ...]:
    return (
        (Sentence("Workshop"), settings.COMPANY.workshops.title),
        (Sentence("When"), wording.span_text(row.span, row.timezone)),
        (Sentence("Where"), row.place or Sentence("Online, on Zoom")),
    )


def _day(row: WorkshopRequest) -> Day:
    return Day(row.start.astimezone(clock.zone(row.timezone)).date(), Form.LONG)


_HOST = {
    RequestState.REVIEW: Sentence("a request waits for your price, or your no."),
    RequestState.QUOTED: Sentence("a quote is out; the organizations are asked to accept it."),
    RequestState.SCHEDULED: Sentence("everybody has accepted: it is a workshop now."),
    RequestState.DECLINED: Sentence("the request was declined."),
    RequestState.WITHDRAWN: Sentence("nobody is left of this request."),
    RequestState.EXPIRED: Sentence("the time to accept is over. What stood is yours to decide."),
}
