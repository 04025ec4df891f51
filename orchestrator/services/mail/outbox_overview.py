"""What the office shows of the outbox: read only, and never what a message says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from django.db.models import Q

from orchestrator.models import MailTrouble, OutboxMessage
from orchestrator.rules.outbox import LOOKS_STUCK_AFTER, MessageState

if TYPE_CHECKING:
    from django.db.models import QuerySet

PAGE_SIZE = 25


class Shelf(StrEnum):
    """What the office sorts messages into; `stuck` is what needs a person."""

    STUCK = "stuck"
    OWED = "owed"
    SENT = "sent"
    SKIPPED = "skipped"


_STUCK = Q(state=MessageState.REFUSED) | Q(state=MessageState.OWED, attempts__gte=LOOKS_STUCK_AFTER)
_ON_SHELF = {
    Shelf.STUCK: _STUCK,
    Shelf.OWED: Q(state=MessageState.OWED) & ~_STUCK,
    Shelf.SENT: Q(state=MessageState.SENT),
    Shelf.SKIPPED: Q(state=MessageState.SKIPPED),
}
_ORDER = {
    Shelf.STUCK: ("created_at", "id"),
    Shelf.OWED: ("due", "id"),
    Shelf.SENT: ("-sent_at", "-id"),
    Shelf.SKIPPED: ("-created_at", "-id"),
}


@dataclass(frozen=True, slots=True)
class Count:
    """How many messages lie on a shelf."""

    shelf: Shelf
    messages: int


def counts() -> list[Count]:
    """Return how many messages lie on each shelf, in the order of the office."""
    return [Count(shelf, _messages(shelf).count()) for shelf in Shelf]


def stuck() -> int:
    """Return how many messages need a person."""
    return _messages(Shelf.STUCK).count()


def page_of(shelf: Shelf, number: str | None) -> Page[OutboxMessage]:
    """Return one page of a shelf; a number that is none or beyond the end gives the nearest."""
    found = _messages(shelf).select_related("workshop").order_by(*_ORDER[shelf])
    return Paginator(found, PAGE_SIZE).get_page(number)


def trouble() -> MailTrouble | None:
    """Return why all mail waits, or None when it does not."""
    return MailTrouble.objects.first()


def _messages(shelf: Shelf) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(_ON_SHELF[shelf])
