"""Publishing: the one place where what people know of a workshop changes, with all that follows.

A preview is a publication that is taken back: so it tells exactly who would be told what.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from calendars import clock
from orchestrator.models import MonthWithoutWorkshop, OutboxMessage, Workshop, WorkshopDraft
from orchestrator.rules.lifecycle import HIDDEN, check_not_past, check_step
from orchestrator.rules.publication import FIELDS, Offer, check_offer, from_json, to_json
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.workshop import Audience, State, Venue
from orchestrator.services import feed_marks, ledger
from orchestrator.services.access import audit
from orchestrator.services.seats.seating import locked, seating
from orchestrator.services.webhooks.events import workshop_told
from orchestrator.services.workshops import tellings
from orchestrator.services.zoom import meetings

if TYPE_CHECKING:
    from collections.abc import Iterable


SHOWN = ("audience", "venue", "month", "start", "end", "timezone", "capacity")  # in the audit trail


@dataclass(frozen=True, slots=True)
class Told:
    """One message that would go out: what kind of letter, to whom."""

    kind: str
    recipient: str

    @property
    def words(self) -> str:
        """Return the kind of letter in words."""
        return self.kind.replace("-", " ")


@dataclass(frozen=True, slots=True)
class Preview:
    """What publishing would do; `fingerprint` names exactly this, for the button that does it."""

    state: State
    before: Offer
    after: Offer
    told: tuple[Told, ...]
    seen: bool
    fingerprint: str


def offer_of(workshop: Workshop) -> Offer:
    """Return the workshop as it is published now, or stands as a draft nobody sees."""
    values = {name: getattr(workshop, name) for name in FIELDS}
    kinds = {"audience": Audience(workshop.audience), "venue": Venue(workshop.venue)}
    return Offer(**values | kinds)


def wanted(workshop: Workshop) -> tuple[State, Offer]:
    """Return what the owner means to publish next: the draft, else the workshop as it stands."""
    draft = WorkshopDraft.objects.filter(workshop=workshop).first()
    if draft is not None:
        return State(draft.target), from_json(draft.values)
    state = State(workshop.state)
    if state in HIDDEN:
        state = State.PUBLISHED if workshop.start else State.TO_BE_DECIDED
    return state, offer_of(workshop)


@transaction.atomic
def create(offer: Offer, actor: str) -> Workshop:
    """Return a new workshop that only the office sees: a draft with a date, or an idea.

    The facilitator's time is kept for a draft already. Raises RuleBroken.
    """
    check_offer(offer)
    check_not_past(clock.now(), None, offer.span)
    state = State.SCHEDULED if offer.span else State.IDEA
    workshop = Workshop.objects.create(**_values(offer), state=state, changed_at=clock.now())
    _claim_time(workshop)
    audit.record(actor, "workshop made", workshop, state=state)
    return workshop


@transaction.atomic
def save_draft(workshop_id: int, target: State, offer: Offer, actor: str) -> None:
    """Keep what is meant to be published; nobody is told and nothing is seen of it yet.

    A workshop that nobody knows of takes the values at once. Raises RuleBroken.
    """
    workshop = locked(workshop_id)
    state, before = State(workshop.state), offer_of(workshop)
    check_offer(offer)
    check_step(state, target, offer.span)
    check_not_past(clock.now(), before.span, offer.span)
    if state in HIDDEN:
        _put(workshop, offer)
        workshop.state = State.SCHEDULED if offer.span else State.IDEA
        workshop.save()
        _claim_time(workshop)
    WorkshopDraft.objects.update_or_create(
        workshop=workshop,
        defaults={"target": target, "values": to_json(offer), "changed_at": clock.now()},
    )
    changes = audit.differences(to_json(before), to_json(offer), SHOWN)
    audit.record(actor, "draft saved", workshop, target=target, **changes)


@transaction.atomic
def discard_draft(workshop_id: int, actor: str) -> None:
    """Forget what was meant to be published."""
    workshop = locked(workshop_id)
    if WorkshopDraft.objects.filter(workshop=workshop).delete()[0]:
        audit.record(actor, "draft discarded", workshop)


def preview(workshop_id: int) -> Preview:
    """Return what publishing would do and whom it would tell; changes nothing.

    Raises RuleBroken with the reason why it cannot be published.
    """
    with transaction.atomic():
        found = _publish_wanted(workshop_id, "preview")
        transaction.set_rollback(True)
    return found


@transaction.atomic
def publish(workshop_id: int, fingerprint: str, actor: str) -> Preview:
    """Do what the preview showed, in one transaction.

    Raises RuleBroken: `preview_outdated` when it would now do something else, and the others of
    `preview`.
    """
    done = _publish_wanted(workshop_id, actor)
    if done.fingerprint != fingerprint:
        raise RuleBroken(
            "preview_outdated",
            "Something changed since you looked: other people would be told, or other things.",
            allowed="looking at the new preview, and then publishing",
        )
    return done


@transaction.atomic
def put(workshop: Workshop, target: State, offer: Offer, actor: str) -> None:
    """Publish at once what an import says, under the same rules and with all that follows.

    An import may also write down what is over; then nobody is told. Raises RuleBroken.
    """
    if not Workshop.objects.filter(pk=workshop.pk).exists():
        check_offer(offer)
        _put(workshop, offer)
        workshop.state = State.SCHEDULED if offer.span else State.IDEA
        workshop.save()
    _apply(locked(workshop.pk), target, offer, actor)
    workshop.refresh_from_db()


def _publish_wanted(workshop_id: int, actor: str) -> Preview:
    workshop = locked(workshop_id)
    target, offer = wanted(workshop)
    before, sequence = offer_of(workshop), workshop.sequence
    check_not_past(clock.now(), before.span, offer.span)
    first_seen = not workshop.was_known
    known = set(OutboxMessage.objects.filter(workshop=workshop).values_list("pk", flat=True))
    _apply(workshop, target, offer, actor)
    messages = OutboxMessage.objects.filter(workshop=workshop).exclude(pk__in=known)
    told = tuple(Told(*row) for row in messages.order_by("id").values_list("kind", "recipient"))
    return Preview(
        target,
        before,
        offer,
        told,
        seen=first_seen or workshop.sequence != sequence,
        fingerprint=_fingerprint(target, offer, told),
    )


def _apply(workshop: Workshop, target: State, offer: Offer, actor: str) -> None:
    """Bring a locked workshop to the target, and mark and owe everything that follows."""
    state, before, known = State(workshop.state), offer_of(workshop), workshop.was_known
    check_offer(offer)
    check_step(state, target, offer.span)
    _check_capacity(workshop, offer)
    _put(workshop, offer)
    workshop.state = target
    if state not in HIDDEN and (before.seen != offer.seen or state != target):
        workshop.sequence += 1
    if before.seen != offer.seen or state != target:
        workshop.changed_at = clock.now()
    workshop.save()
    WorkshopDraft.objects.filter(workshop=workshop).delete()
    if target is not State.CANCELLED and offer.audience is Audience.PUBLIC:
        MonthWithoutWorkshop.objects.filter(month=workshop.month).delete()
    _claim_time(workshop)
    meetings.mark(workshop)
    feed_marks.mark_workshop(workshop.pk)
    audit.record(
        actor,
        "published",
        workshop,
        before=state,
        after=target,
        **audit.differences(to_json(before), to_json(offer), SHOWN),
    )
    if workshop.end is None or workshop.end > clock.now():
        workshop_told(workshop, state, changed=before.seen != offer.seen)
        tellings.tell(workshop, state, before, known=known)


def _claim_time(workshop: Workshop) -> None:
    """Keep the facilitator's time for the workshop, or give it back when it is not needed."""
    key = str(workshop.pk)
    if workshop.start is None or workshop.state == State.CANCELLED:
        ledger.release(ledger.WORKSHOP, key)
        for way in ledger.WAYS:
            ledger.release(ledger.TRAVEL, f"{key}:{way}")
    else:
        terms = ledger.FIRM if workshop.state == State.PUBLISHED else ledger.TENTATIVE
        ledger.claim(ledger.WORKSHOP, key, workshop.span, terms)


def _check_capacity(workshop: Workshop, offer: Offer) -> None:
    """Refuse fewer seats than are given away; blocks that time released may come back, though."""
    seats = seating(workshop)
    taken, promised = seats.all_taken, seats.all_taken + seats.kept_unused
    if offer.capacity < taken:
        raise RuleBroken(
            "capacity_below_seats",
            "{taken} seats are taken or offered already.",
            allowed="{taken} seats or more, or first cancel somebody",
            taken=taken,
        )
    fewer = offer.capacity < workshop.capacity or workshop.state in HIDDEN
    if fewer and offer.capacity < promised:
        raise RuleBroken(
            "capacity_below_blocks",
            "{kept} seats are kept for organizations besides the {taken} taken.",
            allowed="{promised} seats or more, or first keep fewer for organizations",
            kept=promised - taken,
            taken=taken,
            promised=promised,
        )


def _put(workshop: Workshop, offer: Offer) -> None:
    for name, value in _values(offer).items():
        setattr(workshop, name, value)


def _values(offer: Offer) -> dict[str, object]:
    return {name: getattr(offer, name) for name in FIELDS}


def _fingerprint(target: State, offer: Offer, told: Iterable[Told]) -> str:
    said = [target, to_json(offer), sorted((one.kind, one.recipient) for one in told)]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
