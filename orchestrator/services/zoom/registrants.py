"""Registering people in Zoom, so that each has a personal join link behind ours.

Wanted against found, as with meetings, a workshop's whole roster at a time: Zoom is asked who is
registered, because an answer may have been lost; who is missing is added in one call, who was
revoked is taken back in one. When Zoom refuses the many for the sake of one, each is added alone,
and the one is shown with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from calendars import clock
from orchestrator.gateways.zoom.errors import ZoomError
from orchestrator.gateways.zoom.values import MOST_AT_ONCE
from orchestrator.models import JoinLink, Workshop
from orchestrator.services import work

if TYPE_CHECKING:
    from orchestrator.gateways.zoom.gateway import ZoomGateway
    from orchestrator.gateways.zoom.values import Registrant

KIND = "zoom-registrants"
PERSON_MUST_ACT_RETRY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _Roster:
    """Who should be registered in the meeting `zoom_id`, and who should be no more.

    Who was renamed stands in both: Zoom lets nobody be renamed, so they are registered anew.
    """

    zoom_id: int
    wanted: list[JoinLink]
    unwanted: list[JoinLink]


def mark(workshop_id: int) -> None:
    """Have a workshop's registrations looked at; call it in the transaction that changes them."""
    if settings.COMPANY.zoom.licensed and JoinLink.objects.filter(workshop=workshop_id).exists():
        work.touch(KIND, str(workshop_id))


def mark_unlike() -> None:
    """Mark every workshop to come whose links and registrations do not agree: the sweep's part."""
    if not settings.COMPANY.zoom.licensed:
        return
    named = Q(workshop__meeting__zoom_id__isnull=False, workshop__end__gt=clock.now())
    elsewhere = Q(registered_in=None) | ~Q(registered_in=F("workshop__meeting__zoom_id"))
    unlike = (Q(revoked_at=None) & elsewhere) | Q(revoked_at__isnull=False, registered_in__gt=0)
    links = JoinLink.objects.filter(named & unlike, problem="")
    for workshop_id in links.values_list("workshop_id", flat=True).distinct():
        mark(workshop_id)


def reconcile(held: work.Claim, zoom: ZoomGateway) -> None:
    """Bring a workshop's registrations to what is wanted; Zoom's failures are recorded, not raised.

    Raises ClaimLost when somebody else took over.
    """
    roster = _read(held)
    if roster is None:
        return
    try:
        known = zoom.registrants(roster.zoom_id)
        _take_back(held, roster, known, zoom)
        refused = _add_missing(held, roster, known, zoom)
    except ZoomError as error:
        _record_failure(held, roster, error)
    else:
        _conclude(held, refused)


@transaction.atomic
def _read(held: work.Claim) -> _Roster | None:
    """Return what is to be done; None, with the claim finished, when there is nothing to do."""
    work.lock(held)
    workshop = Workshop.objects.select_related("meeting").filter(pk=held.key).first()
    meeting = getattr(workshop, "meeting", None)
    over = workshop is not None and workshop.end is not None and workshop.end <= clock.now()
    if workshop is None or meeting is None or meeting.zoom_id is None or over:
        work.finish(held)
        return None
    links = list(JoinLink.objects.filter(workshop=workshop))
    wanted = [link for link in links if not link.revoked_at]
    still = {link.email.lower() for link in wanted if not link.renamed}
    revoked = [link for link in links if link.revoked_at and link.email.lower() not in still]
    renamed = [link for link in wanted if link.renamed]
    return _Roster(meeting.zoom_id, wanted, [*revoked, *renamed])


def _add_missing(
    held: work.Claim, roster: _Roster, known: dict[str, Registrant], zoom: ZoomGateway
) -> dict[int, str]:
    """Register who is missing and write down who is there; return whom Zoom refuses, and why."""
    by_email = {link.email.lower(): link for link in roster.wanted}
    missing = {email: link for email, link in by_email.items() if email not in known}
    refused: dict[int, str] = {}
    people = list(missing.values())
    for first in range(0, len(people), MOST_AT_ONCE):
        batch = people[first : first + MOST_AT_ONCE]
        work.fence(held)
        try:
            added = zoom.add_registrants(roster.zoom_id, [(p.email, p.name) for p in batch])
            known |= {one.email: one for one in added}
        except ZoomError as error:
            if not error.permanent:
                raise
            refused |= _add_singly(held, roster.zoom_id, batch, known, zoom)
    _write_down(held, roster, known)
    return refused


def _add_singly(
    held: work.Claim,
    zoom_id: int,
    people: list[JoinLink],
    known: dict[str, Registrant],
    zoom: ZoomGateway,
) -> dict[int, str]:
    refused = {}
    for link in people:
        work.fence(held)
        try:
            known[link.email.lower()] = zoom.add_registrant(zoom_id, link.email, link.name)
        except ZoomError as error:
            if not error.permanent:
                raise
            refused[link.pk] = f"Zoom: {error}"[:500]
    return refused


@transaction.atomic
def _write_down(held: work.Claim, roster: _Roster, known: dict[str, Registrant]) -> None:
    work.lock(held)
    for link in roster.wanted:
        found = known.get(link.email.lower())
        if found and (link.registered_in, link.registrant_id) != (
            roster.zoom_id,
            found.registrant_id,
        ):
            JoinLink.objects.filter(pk=link.pk).update(
                registered_in=roster.zoom_id,
                registrant_id=found.registrant_id,
                personal_url=found.join_url,
                problem="",
            )


def _take_back(
    held: work.Claim, roster: _Roster, known: dict[str, Registrant], zoom: ZoomGateway
) -> None:
    """Cancel who was revoked and is still registered, also when the answer of an add was lost."""
    by_id = {one.registrant_id: email for email, one in known.items()}
    emails = {link.email.lower() for link in roster.unwanted} & set(known)
    # Whoever was forgotten has no address with us any more, only Zoom's number.
    emails |= {by_id[link.registrant_id] for link in roster.unwanted if link.registrant_id in by_id}
    ids = sorted(known.pop(email).registrant_id for email in emails)
    for first in range(0, len(ids), MOST_AT_ONCE):
        work.fence(held)
        zoom.cancel_registrants(roster.zoom_id, ids[first : first + MOST_AT_ONCE])
    for link in roster.unwanted:
        link.registered_in = None
        # By the name that was read: who is renamed again meanwhile stays to be renamed.
        JoinLink.objects.filter(pk=link.pk, name=link.name).update(
            registered_in=None, registrant_id="", personal_url="", problem="", renamed=False
        )


@transaction.atomic
def _conclude(held: work.Claim, refused: dict[int, str]) -> None:
    again = clock.now() + PERSON_MUST_ACT_RETRY if refused else None
    work.finish(held, again=again)
    for pk, problem in refused.items():
        JoinLink.objects.filter(pk=pk).update(problem=problem)


@transaction.atomic
def _record_failure(held: work.Claim, roster: _Roster, error: ZoomError) -> None:
    until = clock.now() + PERSON_MUST_ACT_RETRY if error.permanent else error.retry_at
    work.put_off(held, str(error), until=until)
    waiting = [link.pk for link in roster.wanted if link.registered_in != roster.zoom_id]
    JoinLink.objects.filter(pk__in=waiting).update(problem=f"Zoom: {error}"[:500])
