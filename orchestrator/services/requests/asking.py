"""Asking for a workshop of one's own: the same check, behind the ledger's lock, and then kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from calendars import clock
from orchestrator.models import RequestOrganization, WorkshopRequest
from orchestrator.models.workshop_request import new_request_id
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.registration import read_person
from orchestrator.rules.request_form import Mode
from orchestrator.rules.request_state import (
    LONGEST_BILLING,
    MOST_OPEN,
    OPEN_STATES,
    OVERRIDABLE,
    RequestState,
    read_line,
    refusal_of,
)
from orchestrator.rules.sentence import Sentence
from orchestrator.rules.verdict import Verdict
from orchestrator.services import ledger
from orchestrator.services.access import audit
from orchestrator.services.access.tokens import hashed
from orchestrator.services.requests import checking, quoting, tellings
from orchestrator.services.requests.links import link_token
from orchestrator.services.requests.tellings import Kind
from orchestrator.services.webhooks.events import request_told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.rules.registration import Person
    from orchestrator.rules.request_form import Written
    from orchestrator.services.requests.checking import Check

LONGEST_VENUE = 200


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom an organization is written to by, and what its invoice needs; as it was typed."""

    name: str
    email: str
    purchase_order: str = ""
    billing_address: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with the contacts of its organizations, in the same order.

    `venue` is the address on site. `threshold` is how many organizations must accept at least; 0
    stands for all. `override` is the owner's reason to take what would be refused.
    `language` is that of our mails, empty the company's.
    """

    written: Written
    contacts: Sequence[Contact]
    source: str
    actor: str = ""
    venue: str = ""
    threshold: int = 0
    override: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class _Known:
    """One contact, read and found in order."""

    person: Person
    purchase_order: str
    billing_address: str


def ask(asked: Asked) -> WorkshopRequest:
    """Keep the request, its time and its quote; its organizations are written to.

    `requested_at` counts for nothing here: it is asked for now. Raises RuleBroken: a code of the
    check that refuses or asks, `contacts_missing`, `too_many_requests`, those of `read_person`.
    """
    written = replace(asked.written, requested_at="")
    known = _read(asked.contacts)
    venue = read_line(asked.venue, Sentence("address of the venue"), LONGEST_VENUE)
    override = read_line(asked.override, Sentence("reason"), LONGEST_BILLING)
    with transaction.atomic():
        ledger.wait_for_turn()
        found = checking.check(written)
        overridden = _refuse(found, override)
        if len(known) != len(found.wish.parties):
            raise RuleBroken(
                "contacts_missing",
                "Each organization needs somebody whom we can write to.",
                allowed="a name and an e-mail address for each",
            )
        _refuse_too_many(known)
        row = _row(found, asked, venue)
        row.override_reason = override if overridden else ""
        _save(row, found, known)
        request_told(row)
        audit.record(
            asked.actor or asked.source,
            "request kept",
            row,
            state=row.state,
            overridden=",".join(overridden),
        )
        return row


def _read(contacts: Sequence[Contact]) -> list[_Known]:
    return [
        _Known(
            read_person(one.name, one.email),
            read_line(one.purchase_order, Sentence("purchase order number")),
            read_line(one.billing_address, Sentence("billing address"), LONGEST_BILLING),
        )
        for one in contacts
    ]


def _refuse(found: Check, override: str) -> list[str]:
    """Return the codes that the owner's reason overrides. Raises RuleBroken for what it cannot."""
    standing = [one for one in found.reasons if not (override and one.code in OVERRIDABLE)]
    if found.wish.start and found.wish.start <= clock.now():  # no reason brings it back
        standing = list(found.reasons)
    refusal = refusal_of(standing)
    if refusal:
        raise refusal
    return [one.code for one in found.reasons if one.code in OVERRIDABLE]


def _refuse_too_many(known: list[_Known]) -> None:
    keys = {one.person.email.key for one in known}
    rows = RequestOrganization.objects.filter(
        email_key__in=keys, left_at=None, request__state__in=OPEN_STATES
    )
    if rows.values("request").distinct().count() >= MOST_OPEN:
        raise RuleBroken(
            "too_many_requests",
            "There are open requests by this address already.",
            allowed="answering one of them first, by the link in its mail",
        )


def _row(found: Check, asked: Asked, venue: str) -> WorkshopRequest:
    wish = found.wish
    if wish.mode is None or wish.span is None or wish.attendees is None:
        raise AssertionError("what is missing was asked about")
    block = wish.block or wish.span
    journey = {}
    if wish.plan:
        journey = {
            "mode": wish.plan.mode.value,
            "airport": wish.plan.airport.code if wish.plan.airport else None,
            "distance_miles": wish.plan.distance_miles,
        }
    count = len(wish.parties)
    return WorkshopRequest(
        public_id=new_request_id(),
        mode=wish.mode,
        state=RequestState.REVIEW,
        start=wish.span[0],
        end=wish.span[1],
        block_start=block[0],
        block_end=block[1],
        timezone=wish.zone,
        place=_place(found, asked, venue),
        attendees=wish.attendees,
        split_by=wish.split_by,
        threshold=asked.threshold if 0 < asked.threshold <= count else count,
        journey=journey,
        reasons=[one.code for one in found.reasons],
        source=asked.source,
        language=asked.language,
    )


def _place(found: Check, asked: Asked, venue: str) -> str:
    """Return the venue's address on one line; nothing for a workshop online."""
    if found.wish.mode is Mode.ONLINE:
        return ""
    town, given = found.wish.located.settlement, asked.written.place
    said = f"{town.city}, {town.state} {town.zip_code}" if town else f"{given.city} {given.state}"
    return read_line(
        ", ".join(part for part in (venue, said.strip()) if part), Sentence("place"), 300
    )


def _save(row: WorkshopRequest, found: Check, known: list[_Known]) -> None:
    """Save the request with its organizations, and quote it or leave it to the facilitator."""
    row.expires_at = clock.now()
    row.save()
    RequestOrganization.objects.bulk_create(
        RequestOrganization(
            request=row,
            name=party.name,
            contact=one.person.name,
            email=one.person.email.given,
            email_key=one.person.email.key,
            seats=party.seats,
            weight=party.weight,
            purchase_order=one.purchase_order,
            billing_address=one.billing_address,
            link_hash=hashed(link_token(row.public_id, position)),
        )
        for position, (party, one) in enumerate(zip(found.wish.parties, known, strict=True))
    )
    if found.quote is not None and found.verdict is not Verdict.NEEDS_REVIEW:
        quoting.put_quote(row, found.quote)
    else:
        row.changes += 1
        quoting.keep_date(row, settings.COMPANY.requests.review_days)
        row.save()
        tellings.tell(row, Kind.REVIEW, quoting.present(row))
    tellings.tell_host(row)
