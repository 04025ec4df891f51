"""Organizations and the seats kept for them, with the links by which they fill these."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Sum

from calendars.feed import one_line
from orchestrator.models import Organization, Registration, SeatBlock
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.registration import SEATED_STATES
from orchestrator.services import feed_marks
from orchestrator.services.access import audit
from orchestrator.services.access.tokens import derived, hashed
from orchestrator.services.seats import waitlist
from orchestrator.services.seats.seating import locked

LONGEST_NAME = 200


def organization_named(name: str) -> Organization | None:
    """Return the organization of that name, made when it is new; None for an empty name.

    Raises RuleBroken (`organization_name`).
    """
    name = one_line(name)
    if len(name) > LONGEST_NAME:
        raise RuleBroken(
            "organization_name",
            "The organization's name is too long.",
            allowed="at most {longest} characters",
            longest=LONGEST_NAME,
        )
    if not name:
        return None
    known = Organization.objects.filter(name__iexact=name).first()
    return known or Organization.objects.get_or_create(name=name)[0]


@transaction.atomic
def keep_seats(workshop_id: int, name: str, seats: int, actor: str) -> SeatBlock | None:
    """Keep so many seats for an organization, in place of what was kept before; 0 keeps none.

    Raises RuleBroken: `organization_name`, `blocks_over_capacity`, `block_below_seats` (the
    organization's people have more seats already).
    """
    workshop = locked(workshop_id)
    organization = organization_named(name)
    if organization is None:
        raise RuleBroken(
            "organization_name", "Please name the organization.", allowed="the organization's name"
        )
    feed_marks.mark_organization(organization.pk)
    block = SeatBlock.objects.filter(workshop=workshop, organization=organization).first()
    if seats <= 0:
        if block is not None:
            audit.record(actor, "seats given back", block, before=block.seats, after=0)
            block.delete()
        waitlist.offer_free_seats(workshop)
        return None
    _check_room(workshop.pk, workshop.capacity, organization.pk, seats)
    before = block.seats if block else 0
    block, _ = SeatBlock.objects.update_or_create(
        workshop=workshop, organization=organization, defaults={"seats": seats}
    )
    audit.record(actor, "seats kept", block, before=before, after=seats)
    waitlist.offer_free_seats(workshop)
    return block


def _check_room(workshop_id: int, capacity: int, organization_id: int, seats: int) -> None:
    """Refuse a block that does not fit beside the other blocks and the seats already taken."""
    others = SeatBlock.objects.filter(workshop=workshop_id).exclude(organization=organization_id)
    kept = others.aggregate(sum=Sum("seats"))["sum"] or 0
    if kept + seats > capacity:
        raise RuleBroken(
            "blocks_over_capacity",
            "The workshop has {capacity} seats, and {kept} are kept for others.",
            allowed="at most {free} seats",
            capacity=capacity,
            kept=kept,
            free=capacity - kept,
        )
    blocked = {organization_id, *others.values_list("organization_id", flat=True)}
    seated = Registration.objects.filter(workshop=workshop_id, state__in=SEATED_STATES)
    elsewhere = sum(pk not in blocked for pk in seated.values_list("organization_id", flat=True))
    if kept + seats + elsewhere > capacity:
        raise RuleBroken(
            "seats_taken",
            "{elsewhere} seats are taken by people of no such organization.",
            allowed="at most {free} seats",
            elsewhere=elsewhere,
            free=max(0, capacity - kept - elsewhere),
        )


@transaction.atomic
def new_roster_link(block_id: int, actor: str) -> str:
    """Return the token of a fresh roster link; the one before is dead from now on."""
    block = SeatBlock.objects.select_for_update().get(pk=block_id)
    block.link_generation += 1
    token = roster_token(block)
    block.link_hash = hashed(token)
    block.save(update_fields=["link_generation", "link_hash"])
    audit.record(actor, "roster link made", block)
    return token


def roster_token(block: SeatBlock) -> str:
    """Return the token of the roster link in force, for a mail; only its hash is kept."""
    return derived("roster", str(block.pk), block.link_generation)


@transaction.atomic
def revoke_roster_link(block_id: int, actor: str) -> None:
    """Make an organization's roster link dead at once."""
    block = SeatBlock.objects.select_for_update().get(pk=block_id)
    block.link_hash = ""
    block.save(update_fields=["link_hash"])
    audit.record(actor, "roster link revoked", block)


def by_roster_link(token: str) -> SeatBlock | None:
    """Return the block that a roster link fills, or None when the link is dead or unknown."""
    rows = SeatBlock.objects.select_related("workshop", "organization")
    return rows.filter(link_hash=hashed(token)).first()


def roster(block: SeatBlock) -> list[Registration]:
    """Return the organization's live registrations of the workshop, those of nobody else."""
    rows = Registration.objects.filter(
        workshop=block.workshop, organization=block.organization, forgotten_at=None
    )
    return list(rows.exclude(state__in=("cancelled", "lapsed")).order_by("id"))
