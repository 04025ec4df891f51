"""A rehearsal: the clock's real deed, done as if its time had come, read off, and rolled back.

Nothing of it stays and nobody is told: mails are rows until they are sent, and these rows vanish.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from calendars import clock
from orchestrator.models import AuditEntry, OutboxMessage, Workshop
from orchestrator.rules.outbox import MessageState
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.ahead.coming import Deed
from orchestrator.services.consultations import reminding as visit_reminding
from orchestrator.services.consultations import settling
from orchestrator.services.language import speaking
from orchestrator.services.letters.letter import Letter
from orchestrator.services.letters.rendering import told
from orchestrator.services.letters.writers import WRITERS
from orchestrator.services.requests import accepting
from orchestrator.services.seats import attending, reminding, waitlist
from orchestrator.services.zoom import occasions

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from orchestrator.rules.meeting import MeetingSpec

MOST_LETTERS = 20
DIGITS = 18  # of a row's number


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as it would go out; `letter` is None when it would be skipped, `why` says so."""

    recipient: str
    letter: Letter | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a deed would do: its mails, its other changes, and the meeting that it would make."""

    mails: tuple[Mail, ...] = ()
    more: int = 0
    changes: tuple[AuditEntry, ...] = ()
    meeting: MeetingSpec | None = None


def rehearse(deed: str, key: str, at: datetime) -> Rehearsed:
    """Return what the deed would do at that instant (UTC), were everything as it is now.

    Raises RuleBroken (`nothing_to_rehearse`) when there is no such deed, or it is not to come.
    """
    number = int(key) if key.isascii() and key.isdigit() and len(key) <= DIGITS else 0
    if deed == Deed.MAIL:
        return _mail(number)
    if deed == Deed.MEETING:
        return _meeting(number)
    if deed not in _DEEDS:
        raise _nothing()
    return _rolled_back(_DEEDS[Deed(deed)], at)


@transaction.atomic
def _rolled_back(deed: Callable[[], object], at: datetime) -> Rehearsed:
    """Do it, read off what it owed and changed, and take everything back."""
    mails_before, changes_before = _last(OutboxMessage), _last(AuditEntry)
    try:
        with clock.as_if(max(at, clock.now())):
            deed()
            owed = OutboxMessage.objects.filter(pk__gt=mails_before).order_by("pk")
            changes = AuditEntry.objects.filter(pk__gt=changes_before).order_by("pk")
            written = tuple(_written(one) for one in owed[:MOST_LETTERS])
            more = max(0, owed.count() - MOST_LETTERS)
            return Rehearsed(written, more, tuple(changes))
    finally:
        transaction.set_rollback(True)


def _mail(number: int) -> Rehearsed:
    rows = OutboxMessage.objects.filter(pk=number, state=MessageState.OWED)
    message = rows.select_related("workshop").first()
    if message is None:
        raise _nothing()
    return Rehearsed((_written(message),))


def _meeting(number: int) -> Rehearsed:
    workshop = Workshop.objects.filter(pk=number).first()
    wanted = occasions.wanted_spec(workshop) if workshop else None
    if wanted is None:
        raise _nothing()
    return Rehearsed(meeting=wanted)


def _written(message: OutboxMessage) -> Mail:
    with speaking(message.language):
        found = WRITERS[message.kind](message)
        if isinstance(found, Letter):
            return Mail(message.recipient, told(found))
    return Mail(message.recipient, None, found.reason)


def _thank() -> None:
    for workshop_id in attending.to_settle():
        attending.settle(workshop_id)


def _last(rows: type[OutboxMessage | AuditEntry]) -> int:
    last: int | None = rows.objects.aggregate(last=Max("pk"))["last"]
    return last or 0


def _nothing() -> RuleBroken:
    return RuleBroken(
        "nothing_to_rehearse",
        "This is not to come any more: it was done, or something changed.",
        allowed="the page of today, which says what is to come now",
    )


_DEEDS: dict[Deed, Callable[[], object]] = {
    Deed.REMINDERS: reminding.owe_reminders,
    Deed.VISIT_REMINDERS: visit_reminding.owe_reminders,
    Deed.THANKS: _thank,
    Deed.OFFERS: waitlist.expire_offers,
    Deed.CONSULTATIONS: settling.settle_requests,
    Deed.REQUESTS: accepting.end_what_is_over,
}
