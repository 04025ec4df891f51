"""Who is told what when a workshop is published, moved, changed or called off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orchestrator.models import Registration, Subscriber
from orchestrator.rules.part_of_day import suits
from orchestrator.rules.registration import LIVE_STATES, RegistrationState
from orchestrator.rules.workshop import Audience, State, Venue
from orchestrator.services.access import audit
from orchestrator.services.mail import mailings
from orchestrator.services.mail.mailings import Kind
from orchestrator.services.seats import waitlist
from orchestrator.services.seats.registration_states import set_state
from orchestrator.services.zoom import join_links

if TYPE_CHECKING:
    from orchestrator.models import Workshop
    from orchestrator.rules.publication import Offer


def tell(workshop: Workshop, state: State, before: Offer, *, known: bool) -> None:
    """Owe everybody what they must know, and bring doors and offers along.

    `state` and `before` are what stood until now, `known` says whether anybody was told of it. Call
    it behind the workshop's lock.
    """
    people = _live(workshop)
    if workshop.state == State.CANCELLED:
        _call_off(people, was_known=known)
    if workshop.state != State.PUBLISHED:
        return
    if before.venue != workshop.venue or not known:  # a draft's venue changes without a word
        _bring_doors_along(workshop, people)
    if known and state in (State.PUBLISHED, State.CANCELLED):
        _tell_change(workshop, people, _kind_of_change(workshop, state, before), before)
    else:
        _welcome(people)
    new = state is not State.PUBLISHED or before.audience is not Audience.PUBLIC
    if new and workshop.audience == Audience.PUBLIC:
        _announce(workshop)
    waitlist.offer_free_seats(workshop)


def _live(workshop: Workshop) -> list[Registration]:
    found = list(Registration.objects.filter(workshop=workshop, state__in=LIVE_STATES))
    for one in found:
        one.workshop = workshop
    return found


def _kind_of_change(workshop: Workshop, state: State, before: Offer) -> Kind | None:
    if state is State.CANCELLED:
        return Kind.REVIVED
    if before.when != (workshop.span, workshop.timezone):
        return Kind.MOVED
    mailed = (workshop.title, workshop.venue, workshop.place)
    return Kind.CHANGED if before.mailed != mailed else None


def _tell_change(
    workshop: Workshop, people: list[Registration], kind: Kind | None, before: Offer
) -> None:
    if kind is None:
        return
    if kind is Kind.MOVED:
        _shorten_offers(workshop, people)
    for one in people:
        mailings.changed(kind, one, before=_as_facts(before))


def _as_facts(before: Offer) -> dict[str, Any]:
    """Return what a letter says of how it was."""
    return {
        "start": before.start.isoformat() if before.start else "",
        "end": before.end.isoformat() if before.end else "",
        "timezone": before.timezone,
        "title": before.title,
        "venue": before.venue,
        "place": before.place,
    }


def _call_off(people: list[Registration], *, was_known: bool) -> None:
    """Tell everybody that it does not take place; who had an offer waits again."""
    for one in people:
        if one.state == RegistrationState.OFFERED:
            set_state(one, RegistrationState.WAITLISTED, audit.CLOCK)
        if was_known:
            mailings.changed(Kind.CALLED_OFF, one)


def _shorten_offers(workshop: Workshop, people: list[Registration]) -> None:
    """End open offers no later than the waitlist closes at the new date."""
    closes = waitlist.closes(workshop)
    for one in people:
        if one.offer_expires_at and one.offer_expires_at > closes:
            one.offer_expires_at = closes
            one.save(update_fields=["offer_expires_at"])


def _bring_doors_along(workshop: Workshop, people: list[Registration]) -> None:
    for one in people:
        if one.state != RegistrationState.CONFIRMED:
            continue
        if workshop.venue == Venue.ONLINE:
            join_links.open_door(one)
        else:
            join_links.close_door(one)


def _welcome(people: list[Registration]) -> None:
    """Tell those who were registered before the workshop was published."""
    for one in people:
        if one.state == RegistrationState.CONFIRMED:
            mailings.confirmed(one)
        elif one.state == RegistrationState.WAITLISTED:
            mailings.waitlisted(one)


def _announce(workshop: Workshop) -> None:
    """Owe the new date to everybody on the list whom its hours or its month suit."""
    parts = set(suits(*workshop.span))
    interested = set(workshop.interests.values_list("subscriber_id", flat=True))
    everybody = Subscriber.objects.exclude(confirmed_at=None).order_by("id")
    mailings.new_date(
        (
            one
            for one in everybody
            if not one.parts or parts & set(one.parts) or one.pk in interested
        ),
        workshop,
    )
