"""Booking and moving a consultation: one decision behind the ledger's lock, and what follows."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from calendars import clock
from calendars.slots import WhyNot
from orchestrator.models import Consultation, ConsultationHold
from orchestrator.models.consultation import new_public_id
from orchestrator.rules.consultation import (
    KEPT_STATES,
    MOST_COMING,
    ConsultationState,
    WaitsFor,
    refused,
    waits_until,
)
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services import ledger
from orchestrator.services.access import audit
from orchestrator.services.access.tokens import hashed
from orchestrator.services.consultations import diary, holds, tellings
from orchestrator.services.consultations.following import follow
from orchestrator.services.consultations.links import join_token, link_token
from orchestrator.services.consultations.tellings import Kind
from orchestrator.services.sources import opening
from orchestrator.services.sources.reading import refresh_now
from orchestrator.services.webhooks.events import consultation_told

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from calendars.slots import Availability
    from orchestrator.rules.consultation import Visitor

FRESH_SECONDS = 4.0  # somebody waits for the answer


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for: a start (UTC), who, in which zone they live, from which door.

    `length` is theirs when a program names one. `key` is a program's idempotency key.
    `language` is the one they are written to in, empty the company's.
    """

    start: datetime
    visitor: Visitor
    timezone: str
    source: str
    length: timedelta | None = None
    key: str = ""
    language: str = ""

    @property
    def fingerprint(self) -> str:
        """Return the hash of what is asked, by which a repeat is known from something else."""
        who = self.visitor
        said = [self.start.isoformat(), who.name, who.email.key, who.organization, who.needs]
        said += [self.timezone, str(self.length)]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def book(asked: Asked, *, hold: str = "") -> Consultation:
    """Book the time, as `book_once` does, and return the consultation."""
    return book_once(asked, hold=hold)[0]


def book_once(asked: Asked, *, hold: str = "") -> tuple[Consultation, bool]:
    """Book the time, and owe both sides the mail that says so; say whether it was booked just now.

    `hold` is the token of the visitor's hold, if they have one. When an outside calendar could not
    be read just now the time is kept and the answer comes later. The same key with the same words
    gives the consultation it gave before. Raises RuleBroken: a reason of `WhyNot`,
    `too_many_bookings`, `idempotency_key_reused`.
    """
    known = _known(asked)
    if known:
        return known, False
    unread = _read_calendars(asked.start, asked.length, hold=holds.held(hold))
    with transaction.atomic():
        ledger.wait_for_turn()
        known = _known(asked)
        if known:
            return known, False
        return _book(asked, holds.held(hold), unread=unread), True


def move(
    consultation_id: int, start: datetime, actor: str, *, by_host: bool = False
) -> Consultation:
    """Give a consultation another time; UID, links and Zoom meeting stay the same.

    What the host moves waits for no yes of theirs. Raises RuleBroken: a reason of `WhyNot`,
    `consultation_over`.
    """
    row = Consultation.objects.filter(pk=consultation_id).first()
    if row is None or not row.is_kept or row.start == start:
        unread: tuple[str, ...] = ()  # nothing is moved, whatever the calendars say
    else:
        unread = _read_calendars(start, None, moving=row)
    with transaction.atomic():
        ledger.wait_for_turn()
        row = kept(consultation_id)
        if row.start == start:
            return row
        seen = diary.availability(moving=row)
        _refuse(seen, start, None)
        before = row.start
        row.start, row.end = start, start + seen.rules.length
        row.did_not_come = False
        _place(row, seen, _waits_for(unread, by_host=by_host))
        requested = row.state == ConsultationState.REQUESTED
        tellings.tell(
            row,
            Kind.REQUESTED if requested else Kind.MOVED,
            Kind.HOST_REQUESTED if requested else Kind.HOST_MOVED,
            **tellings.moved_from(before),
        )
        moved = {"before": before.isoformat(), "after": start.isoformat(), "state": row.state}
        audit.record(actor, "consultation moved", row, **moved)
        return row


def kept(consultation_id: int) -> Consultation:
    """Return a consultation that is kept and has not begun, locked until the transaction ends.

    Raises RuleBroken (`consultation_over`).
    """
    row = Consultation.objects.select_for_update().filter(pk=consultation_id).first()
    if row is None or not row.is_kept or row.start <= clock.now():
        raise RuleBroken(
            "consultation_over",
            "This consultation is over or cancelled already; nothing was changed.",
            allowed="booking a new one",
        )
    return row


def _known(asked: Asked) -> Consultation | None:
    """Return what the same key booked before. Raises RuleBroken when it asked for another thing."""
    if not asked.key:
        return None
    row = Consultation.objects.filter(booked_with=hashed(asked.key)).first()
    if row and row.fingerprint != asked.fingerprint:
        raise RuleBroken(
            "idempotency_key_reused",
            "This idempotency key was used for another booking.",
            allowed="a new key for a new booking",
        )
    return row


def _book(asked: Asked, hold: ConsultationHold | None, *, unread: tuple[str, ...]) -> Consultation:
    seen = diary.availability(hold=hold)
    _refuse(seen, asked.start, asked.length)
    _refuse_too_many(asked.visitor.email.key)
    if hold:
        holds.drop(hold)
    row = _new_row(asked, seen.rules.length)
    _place(row, seen, _waits_for(unread))
    requested = row.state == ConsultationState.REQUESTED
    tellings.tell(
        row,
        Kind.REQUESTED if requested else Kind.BOOKED,
        Kind.HOST_REQUESTED if requested else Kind.HOST_BOOKED,
    )
    consultation_told(row)
    audit.record(
        asked.source, "consultation booked", row, state=row.state, start=row.start.isoformat()
    )
    return row


def _new_row(asked: Asked, length: timedelta) -> Consultation:
    who, public_id = asked.visitor, new_public_id()
    return Consultation(
        public_id=public_id,
        facilitator=settings.COMPANY.zoom.host,
        start=asked.start,
        end=asked.start + length,
        timezone=asked.timezone,
        name=who.name,
        email=who.email.given,
        email_key=who.email.key,
        organization=who.organization,
        needs=who.needs,
        link_hash=hashed(link_token(public_id)),
        join_hash=hashed(join_token(public_id)),
        source=asked.source,
        language=asked.language,
        booked_with=hashed(asked.key) if asked.key else None,
        fingerprint=asked.fingerprint if asked.key else "",
    )


def _place(row: Consultation, seen: Availability, waits_for: WaitsFor) -> None:
    """Save the row with its state and claim its time; everything that shows it follows."""
    said, now = settings.COMPANY.consultations, clock.now()
    row.waits_for = waits_for
    waits = waits_for != WaitsFor.NOTHING
    row.state = ConsultationState.REQUESTED if waits else ConsultationState.BOOKED
    row.expires_at = waits_until(now, row.start, said.approval_hours) if waits else None
    row.changes += 1
    row.changed_at = now
    row.save()
    terms = ledger.TENTATIVE if waits else ledger.FIRM
    ledger.claim(ledger.CONSULTATION, str(row.pk), seen.rules.claim(row.start), terms)
    follow(row)


def _waits_for(unread: tuple[str, ...], *, by_host: bool = False) -> WaitsFor:
    if settings.COMPANY.consultations.approve_by_hand and not by_host:
        return WaitsFor.APPROVAL
    return WaitsFor.CALENDAR if unread else WaitsFor.NOTHING


def _refuse(seen: Availability, start: datetime, length: timedelta | None) -> None:
    reason = seen.why_not(start, length)
    if reason:
        raise refused(reason, int(seen.rules.length.total_seconds()) // 60)


def _refuse_too_many(email_key: str) -> None:
    coming = Consultation.objects.filter(
        email_key=email_key, state__in=KEPT_STATES, start__gt=clock.now()
    )
    if coming.count() >= MOST_COMING:
        raise RuleBroken(
            "too_many_bookings",
            "This address has as many coming consultations as one can have.",
            allowed="moving one of them, by the link in its mail",
        )


def _read_calendars(
    start: datetime,
    length: timedelta | None,
    *,
    moving: Consultation | None = None,
    hold: ConsultationHold | None = None,
) -> tuple[str, ...]:
    """Read the outside calendars once more; return the names of those that could not be read.

    What is refused already by what is known asks nobody, so that no stranger makes us ask. Raises
    RuleBroken.
    """
    if not opening.configured():
        return ()
    seen = diary.availability(moving=moving, hold=hold)
    if seen.why_not(start, length) is not WhyNot.UNSURE:  # a fresh read may mend that
        _refuse(seen, start, length)
    return refresh_now(FRESH_SECONDS)
