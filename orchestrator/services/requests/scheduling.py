"""From an accepted request to a workshop: its time, the journey's, its seats and roster links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from calendars import clock
from orchestrator.models import Organization, SeatBlock
from orchestrator.rules.lead_time import day_in
from orchestrator.rules.publication import Offer
from orchestrator.rules.request_form import Mode
from orchestrator.rules.request_state import RequestState
from orchestrator.rules.workshop import Audience, State, Venue
from orchestrator.services import addresses, ledger
from orchestrator.services.access import audit
from orchestrator.services.requests import tellings
from orchestrator.services.requests.tellings import Kind
from orchestrator.services.seats import organizations
from orchestrator.services.workshops import publication

if TYPE_CHECKING:
    from collections.abc import Iterable

    from orchestrator.models import RequestOrganization, Workshop, WorkshopRequest

ACTOR = "request"


def schedule(row: WorkshopRequest, sharing: Iterable[RequestOrganization]) -> None:
    """Make the workshop of a locked request that all accepted; one that stands already stays.

    Raises RuleBroken (`facilitator_busy`) when its date was taken meanwhile.
    """
    if row.workshop is None:
        ledger.release(ledger.REQUEST, str(row.pk))
        row.workshop = publication.create(_offer(row), ACTOR)
        _claim_journey(row, row.workshop)
        _keep_seats(row.workshop, sharing)
        publication.put(row.workshop, State.PUBLISHED, _offer(row), ACTOR)
    row.state, row.expires_at = RequestState.SCHEDULED, None
    row.changed_at = clock.now()
    row.save()
    tellings.tell(row, Kind.SCHEDULED, sharing)
    tellings.tell_host(row)
    audit.record(ACTOR, "request scheduled", row, workshop=row.workshop.pk)


def give_back_seats(row: WorkshopRequest, leaving: Iterable[RequestOrganization]) -> None:
    """Give back the seats of organizations that leave a workshop that stands."""
    if row.workshop is not None:
        for one in leaving:
            organizations.keep_seats(row.workshop.pk, one.name, 0, ACTOR)


def roster_token(one: RequestOrganization) -> str:
    """Return the token of the organization's roster, '' when it has no seats of its own."""
    rows = SeatBlock.objects.filter(
        workshop=one.request.workshop_id, organization__name__iexact=one.name
    )
    block = rows.exclude(link_hash="").first()
    return organizations.roster_token(block) if block else ""


def roster_address(one: RequestOrganization) -> str:
    """Return where the organization names its people, '' when it has no seats of its own."""
    token = roster_token(one)
    return addresses.roster(token) if token else ""


def _offer(row: WorkshopRequest) -> Offer:
    return Offer(
        title=settings.COMPANY.workshops.title,
        audience=Audience.PRIVATE,
        venue=Venue.ONLINE if row.mode == Mode.ONLINE else Venue.ON_SITE,
        month=clock.month_of(day_in(row.start, row.timezone)),
        start=row.start,
        end=row.end,
        timezone=row.timezone,
        capacity=row.attendees,
        place=row.place,
    )


def _claim_journey(row: WorkshopRequest, workshop: Workshop) -> None:
    """Claim the way there and the way back, on both sides of the workshop's own claim."""
    spans = ((row.block_start, row.start), (row.end, row.block_end))
    for way, span in zip(ledger.WAYS, spans, strict=True):
        if span[0] < span[1]:
            ledger.claim(ledger.TRAVEL, f"{workshop.pk}:{way}", span)


def _keep_seats(workshop: Workshop, sharing: Iterable[RequestOrganization]) -> None:
    """Keep each organization's seats, and make the roster link of those that are new to us.

    Anybody may write down any name. Who is known has a calendar and other rosters, so for them the
    owner makes the link, once it is clear who asked.
    """
    for one in sharing:
        is_known = Organization.objects.filter(name__iexact=one.name).exists()
        block = organizations.keep_seats(workshop.pk, one.name, one.seats, ACTOR)
        if block is not None and not is_known:
            organizations.new_roster_link(block.pk, ACTOR)
