"""Wishes: what somebody leaves whom no offered time suits, and that a person answered it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from calendars import clock
from orchestrator.models import ConsultationWish
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.access import audit
from orchestrator.services.consultations import tellings

if TYPE_CHECKING:
    from orchestrator.rules.consultation import Visitor

MOST_OPEN = 3  # by one address


@transaction.atomic
def leave(visitor: Visitor, timezone: str) -> ConsultationWish:
    """Keep a wish and tell the host. Raises RuleBroken (`wish_missing`, `too_many_wishes`)."""
    if not visitor.needs:
        raise RuleBroken(
            "wish_missing",
            "Please say which times would suit you.",
            allowed="a few words, like: weekday evenings, or the second week of January",
        )
    open_ones = ConsultationWish.objects.filter(email_key=visitor.email.key, answered_at=None)
    if open_ones.count() >= MOST_OPEN:
        raise RuleBroken(
            "too_many_wishes",
            "We have your earlier wishes, and will answer them.",
            allowed="waiting for our answer",
        )
    wish = ConsultationWish.objects.create(
        name=visitor.name,
        email=visitor.email.given,
        email_key=visitor.email.key,
        organization=visitor.organization,
        wish=visitor.needs,
        timezone=timezone,
    )
    tellings.wished(wish)
    audit.record("page", "wish left", wish)
    return wish


@transaction.atomic
def answered(wish_id: int, actor: str) -> None:
    """Note that a person answered; nothing happens to what is answered already."""
    for wish in ConsultationWish.objects.filter(pk=wish_id, answered_at=None):
        wish.answered_at = clock.now()
        wish.save(update_fields=["answered_at"])
        audit.record(actor, "wish answered", wish)


def open_wishes() -> list[ConsultationWish]:
    """Return the wishes that nobody answered yet, the oldest first."""
    return list(ConsultationWish.objects.filter(answered_at=None))
