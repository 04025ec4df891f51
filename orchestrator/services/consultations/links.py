"""The private links of a consultation: its visitor's page, and the way into its meeting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from calendars import clock
from orchestrator.models import Consultation
from orchestrator.rules.admission import OPENS_BEFORE, Admission, admission
from orchestrator.rules.consultation import ConsultationState
from orchestrator.rules.meeting import MeetingState
from orchestrator.services.access.tokens import derived, hashed

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class ConsultationDoor:
    """What stands behind a visitor's link now; `address` only when the door is open."""

    state: Admission
    consultation: Consultation
    opens_at: datetime
    address: str


def link_token(public_id: str) -> str:
    """Return the token of the visitor's own page, `/consultations/<token>`."""
    return derived("consultation", public_id, 0)


def join_token(public_id: str) -> str:
    """Return the token of the visitor's way in, `/join/<token>`."""
    return derived("consultation-join", public_id, 0)


def page_address(row: Consultation) -> str:
    """Return the address where the visitor moves or cancels the consultation."""
    return f"{settings.COMPANY.company.public_url}/consultations/{link_token(row.public_id)}"


def office_address(row: Consultation) -> str:
    """Return the address of the consultation in the office, where its host starts it."""
    return f"{settings.COMPANY.company.public_url}/office/consultations/{row.pk}/"


def join_address(row: Consultation) -> str:
    """Return the address by which the visitor comes in."""
    return f"{settings.COMPANY.company.public_url}/join/{join_token(row.public_id)}"


def by_link(token: str) -> Consultation | None:
    """Return whose page a token opens, or None; one that was forgotten has no page any more."""
    return Consultation.objects.filter(link_hash=hashed(token), forgotten_at=None).first()


def behind(token: str) -> ConsultationDoor | None:
    """Return what stands behind a visitor's way in now; None when the token is none of ours."""
    rows = Consultation.objects.select_related("meeting")
    row = rows.filter(join_hash=hashed(token), forgotten_at=None).first()
    if row is None:
        return None
    meeting = getattr(row, "meeting", None)
    stands = meeting and meeting.zoom_id is not None and meeting.state != MeetingState.GONE
    booked = row.state == ConsultationState.BOOKED
    state = admission(
        row.span, clock.now(), cancelled=not row.is_kept, room=bool(stands and booked)
    )
    address = meeting.join_url if meeting and state is Admission.OPEN else ""
    return ConsultationDoor(state, row, row.start - OPENS_BEFORE, address)
