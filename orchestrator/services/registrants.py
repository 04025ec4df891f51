"""Registering people in Zoom, so that each has a personal join link behind ours.

Wanted against found, as with meetings: a link that is good and whose meeting stands should be
registered in exactly that meeting, a revoked one nowhere. Zoom is asked who is there before anybody
is added, because an answer may have been lost.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from calendars import clock
from orchestrator.gateways.zoom.errors import ZoomError
from orchestrator.models import JoinLink
from orchestrator.rules.meeting import MeetingState
from orchestrator.services import work

if TYPE_CHECKING:
    from orchestrator.gateways.zoom.gateway import ZoomGateway

KIND = "zoom-registrant"
PERSON_MUST_ACT_RETRY = timedelta(hours=1)


def mark(link: JoinLink) -> None:
    """Have the link's registration looked at; call it in the transaction that changes the link."""
    if settings.COMPANY.zoom.licensed:
        work.touch(KIND, str(link.pk))


def mark_all(workshop_id: int) -> None:
    """Have every registration of a workshop looked at: its meeting has another number now."""
    for link in JoinLink.objects.filter(workshop_id=workshop_id, revoked_at=None):
        mark(link)


def reconcile(held: work.Claim, zoom: ZoomGateway) -> None:
    """Bring one registration to what is wanted; a failure of Zoom is recorded, not raised.

    Raises ClaimLost when somebody else took over.
    """
    link = JoinLink.objects.select_related("workshop__meeting").filter(pk=held.key).first()
    try:
        _conclude(held, **_reconciled(held, link, zoom) if link else {})
    except ZoomError as error:
        _record_failure(held, error)


def _reconciled(held: work.Claim, link: JoinLink, zoom: ZoomGateway) -> dict[str, Any]:
    """Act in Zoom where it is needed; return what our row should say."""
    meeting = getattr(link.workshop, "meeting", None)
    named = meeting.zoom_id if meeting and meeting.state != MeetingState.GONE else None
    if link.revoked_at is not None:
        if link.registrant_id and link.registered_in == named:
            work.fence(held)
            _cancel(link, zoom)
        return {"registered_in": None, "registrant_id": "", "personal_url": "", "problem": ""}
    if named is None or link.registered_in == named or link.workshop.span[1] <= clock.now():
        return {}
    known = zoom.registrants(named).get(link.email.lower())
    if known is None:
        work.fence(held)
        known = zoom.add_registrant(named, link.email, link.name)
    return {
        "registered_in": named,
        "registrant_id": known.registrant_id,
        "personal_url": known.join_url,
        "problem": "",
    }


def _cancel(link: JoinLink, zoom: ZoomGateway) -> None:
    """Take the registration back; when it is gone already, that is as good."""
    if link.registered_in is None:
        return
    known = zoom.registrants(link.registered_in).get(link.email.lower())
    if known is not None and known.registrant_id == link.registrant_id:
        zoom.cancel_registrant(link.registered_in, link.registrant_id)


@transaction.atomic
def _conclude(held: work.Claim, **fields: Any) -> None:  # noqa: ANN401 -- column values
    work.finish(held)
    if fields:
        JoinLink.objects.filter(pk=held.key).update(**fields)


@transaction.atomic
def _record_failure(held: work.Claim, error: ZoomError) -> None:
    until = clock.now() + PERSON_MUST_ACT_RETRY if error.permanent else error.retry_at
    work.put_off(held, str(error), until=until)
    JoinLink.objects.filter(pk=held.key).update(problem=f"Zoom: {error}"[:500])
