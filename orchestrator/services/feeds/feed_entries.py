"""What stands in whose feed: workshops become entries in the eyes of each kind of reader.

Nothing of others stands in anybody's entry: no name, no address, no link but the reader's own.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q

from calendars import clock
from calendars.feed import Entry, EntryStatus, tombstone
from orchestrator.models import Consultation, Registration, TimeClaim, Workshop
from orchestrator.rules.admission import OPENS_BEFORE
from orchestrator.rules.consultation import KEPT_STATES, ConsultationState
from orchestrator.rules.feed import CANCELLED_KEPT, KEPT_AFTER_END
from orchestrator.rules.registration import LIVE_STATES, RegistrationState
from orchestrator.rules.sentence import Counted, Sentence
from orchestrator.rules.workshop import Audience, State, Venue
from orchestrator.services import ledger
from orchestrator.services.feeds.consultation_entries import host_entry
from orchestrator.services.feeds.feed_words import described, in_ours, public_page
from orchestrator.services.zoom import join_links

if TYPE_CHECKING:
    from collections.abc import Iterable

    from orchestrator.models import JoinLink

ENDED = tuple(set(ConsultationState) - set(KEPT_STATES))
WAITING = {
    RegistrationState.WAITLISTED: Sentence("Waitlist: {title}"),
    RegistrationState.OFFERED: Sentence("Seat offered: {title}"),
}


def public_entries() -> tuple[Entry, ...]:
    """Return an entry for every public workshop, in order of time.

    Past workshops stay for a year and cancelled ones for 60 days, so that no calendar loses an
    entry silently.
    """
    public = Workshop.objects.filter(_shown(), audience=Audience.PUBLIC)
    return tuple(public_entry(workshop) for workshop in public.order_by("month", "start", "id"))


def public_entry(workshop: Workshop) -> Entry:
    """Return the workshop as anybody may see it."""
    decided = workshop.start is not None
    online = workshop.venue == Venue.ONLINE
    placed = not online and workshop.latitude is not None and workshop.longitude is not None
    undecided = Sentence("{title}: date to be decided", title=workshop.title)
    entry = Entry(
        uid=workshop.uid,
        sequence=workshop.sequence,
        changed_at=workshop.changed_at,
        summary=workshop.title if decided else in_ours(undecided),
        status=EntryStatus.CONFIRMED if decided else EntryStatus.TENTATIVE,
        start=workshop.start,
        end=workshop.end,
        day=None if decided else clock.first_weekday(workshop.month),
        zone=workshop.timezone,
        description=described(workshop),
        location=in_ours(Sentence("Online")) if online else workshop.place,
        geo=(workshop.latitude or 0.0, workshop.longitude or 0.0) if placed else None,
        url=workshop.ticket_url or public_page(),
    )
    if workshop.state == State.SCHEDULED:
        entry = replace(entry, status=EntryStatus.TENTATIVE, blocks=True)
    return tombstone(entry) if workshop.state == State.CANCELLED else entry


def person_entries(email_key: str) -> tuple[Entry, ...]:
    """Return an entry for every workshop in which the person has or had a place."""
    rows = (
        Registration.objects.filter(_shown("workshop__"), email_key=email_key)
        .exclude(email_key="")
        .select_related("workshop", "join_link")
        .order_by("workshop__month", "workshop__start", "id")
    )
    places = _one_per_workshop(rows)
    oldest = clock.now() - CANCELLED_KEPT
    return tuple(
        person_entry(place)
        for place in places
        if place.state in LIVE_STATES or place.changed_at > oldest
    )


def person_entry(registration: Registration) -> Entry:
    """Return the workshop as that attendee sees it: with their own way in, and their place."""
    workshop = registration.workshop
    entry = replace(public_entry(workshop), url=public_page())
    entry = replace(
        entry,
        sequence=workshop.sequence + registration.changes,
        changed_at=max(workshop.changed_at, registration.changed_at),
    )
    state = RegistrationState(registration.state)
    if state not in LIVE_STATES:
        return tombstone(entry)
    if entry.status is not EntryStatus.CONFIRMED:
        return entry
    if state in WAITING:
        waits = in_ours(Sentence(WAITING[state].template, title=entry.summary))
        return replace(entry, summary=waits, status=EntryStatus.TENTATIVE)
    door = _door(registration)
    if not door:
        return entry
    minutes = OPENS_BEFORE // timedelta(minutes=1)
    way_in = Sentence(
        "Your own way in, from {minutes} minutes before: {address}", minutes=minutes, address=door
    )
    return replace(entry, location=door, conference=door, description=described(workshop, way_in))


def _door(registration: Registration) -> str:
    """Return the attendee's own way into the meeting, or '' when there is none, or no more."""
    link: JoinLink | None = getattr(registration, "join_link", None)
    if link is None or link.revoked_at or registration.workshop.venue != Venue.ONLINE:
        return ""
    return f"{settings.COMPANY.company.public_url}/join/{join_links.door_token(registration)}"


def organization_entries(organization_id: int) -> tuple[Entry, ...]:
    """Return an entry for every workshop in which the organization has seats or people."""
    concerned = Q(seat_blocks__organization=organization_id) | Q(
        registrations__organization=organization_id, registrations__state__in=LIVE_STATES
    )
    workshops = Workshop.objects.filter(_shown(), concerned).distinct()
    found = workshops.prefetch_related("seat_blocks").order_by("month", "start", "id")
    entries = []
    for workshop in found:
        blocks = {block.organization_id: block for block in workshop.seat_blocks.all()}
        entry = public_entry(workshop)
        kept = blocks.get(organization_id)
        if kept is not None and entry.status is EntryStatus.CONFIRMED:
            seats = Counted(
                "{count} seat is kept for you.", "{count} seats are kept for you.", kept.seats
            )
            entry = replace(entry, description=described(workshop, seats))
        entries.append(entry)
    return tuple(entries)


def facilitator_entries() -> tuple[Entry, ...]:
    """Return every workshop that has a date or a month, and every other claim on the time."""
    known = _shown() | Q(state=State.SCHEDULED, end__gt=clock.now() - KEPT_AFTER_END)
    workshops = Workshop.objects.filter(known).order_by("month", "start", "id")
    oldest = clock.now() - KEPT_AFTER_END
    claims = TimeClaim.objects.filter(facilitator=settings.COMPANY.zoom.host, end__gt=oldest)
    others = claims.exclude(kind__in=(ledger.WORKSHOP, ledger.HOLD, ledger.CONSULTATION))
    ours = [
        replace(public_entry(workshop), url=f"{public_page()}office/workshops/{workshop.pk}/")
        for workshop in workshops
    ]
    return (
        *ours,
        *(host_entry(row) for row in _consultations()),
        *(_claimed(claim) for claim in others),
    )


def _consultations() -> list[Consultation]:
    """Return what the host's feed shows: kept consultations, and ended ones for a while."""
    now = clock.now()
    kept = Q(state__in=KEPT_STATES, end__gt=now - KEPT_AFTER_END)
    ended = Q(state__in=ENDED, changed_at__gt=now - CANCELLED_KEPT)
    return list(Consultation.objects.filter(kept | ended, forgotten_at=None))


def _claimed(claim: TimeClaim) -> Entry:
    return Entry(
        uid=f"{claim.kind}-{claim.key}",
        sequence=0,
        changed_at=clock.now(),
        summary=claim.kind.replace("_", " ").capitalize(),
        status=EntryStatus.TENTATIVE if claim.tentative else EntryStatus.CONFIRMED,
        start=claim.start,
        end=claim.end,
        zone=settings.COMPANY.company.timezone,
        blocks=True,
    )


def _one_per_workshop(rows: Iterable[Registration]) -> list[Registration]:
    """Return of each workshop the person's live place, else the last one they had."""
    best: dict[int, Registration] = {}
    for row in rows:
        known = best.get(row.workshop_id)
        if known is None or known.state not in LIVE_STATES:
            best[row.workshop_id] = row
    return list(best.values())


def _shown(prefix: str = "") -> Q:
    """Return which workshops stand in feeds now, as a condition on `prefix`."""
    now = clock.now()
    this_month = clock.month_of(clock.today(settings.COMPANY.company.timezone))
    published = {"state": State.PUBLISHED, "end__gt": now - KEPT_AFTER_END}
    undecided = {"state": State.TO_BE_DECIDED, "month__gte": this_month}
    cancelled = {"state": State.CANCELLED, "changed_at__gt": now - CANCELLED_KEPT}
    cancelled["sequence__gt"] = 0  # a draft that was called off, nobody ever knew of
    named = [
        Q(**{prefix + name: value for name, value in condition.items()})
        for condition in (published, undecided, cancelled)
    ]
    return named[0] | named[1] | named[2]
