"""Each event in its own words: what of a workshop, a seat, a talk, a request, a paper is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orchestrator.rules.lifecycle import HIDDEN
from orchestrator.rules.registration import RegistrationState
from orchestrator.rules.webhook import Event
from orchestrator.rules.workshop import State
from orchestrator.services.webhooks.news import News, tell

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from orchestrator.models import (
        Consultation,
        Invoice,
        Registration,
        Workshop,
        WorkshopRequest,
    )


def workshop_told(workshop: Workshop, before: State, *, changed: bool) -> None:
    """Tell that a workshop was published, changed or called off; what nobody knew of is no news.

    `before` is its state until now, `changed` whether anything seen of it is another.
    """
    event = _workshop_event(before, State(workshop.state), changed=changed)
    if event is None:
        return
    cause = f"workshop:{workshop.pk}:{event}:{workshop.sequence}:{_iso(workshop.changed_at)}"
    tell([News(event, cause, _workshop(workshop))])


def registrations_told(rows: Iterable[Registration]) -> None:
    """Tell which of these registrations have a seat or are cancelled; others are no news."""
    events = {
        RegistrationState.CONFIRMED: Event.REGISTRATION_CONFIRMED,
        RegistrationState.CANCELLED: Event.REGISTRATION_CANCELLED,
    }
    tell(
        News(
            event,
            f"registration:{row.pk}:{event}:{row.changes}",
            {
                "registration": row.pk,
                "workshop": row.workshop.uid,
                "state": row.state,
                "source": row.source,
            },
        )
        for row in rows
        if (event := events.get(RegistrationState(row.state)))
    )


def consultation_told(row: Consultation) -> None:
    """Tell that a consultation was booked, or asked for where an answer has to follow."""
    data = {
        "consultation": row.pk,
        "state": row.state,
        "start": _iso(row.start),
        "end": _iso(row.end),
        "source": row.source,
    }
    tell([News(Event.CONSULTATION_BOOKED, f"consultation:{row.pk}:booked", data)])


def request_told(row: WorkshopRequest) -> None:
    """Tell that a private workshop was asked for."""
    data = {
        "request": row.pk,
        "state": row.state,
        "start": _iso(row.start),
        "end": _iso(row.end),
        "timezone": row.timezone,
    }
    tell([News(Event.REQUEST_RECEIVED, f"request:{row.pk}:received", data)])


def invoice_told(paper: Invoice) -> None:
    """Tell that an invoice or a credit note was issued."""
    data = {
        "number": paper.number,
        "kind": paper.kind,
        "total_cents": paper.total_cents,
        "currency": "USD",
        "issued_on": paper.issued_on.isoformat(),
        "workshop": paper.workshop.uid if paper.workshop else None,
    }
    tell([News(Event.INVOICE_ISSUED, f"invoice:{paper.pk}", data)])


def _workshop_event(before: State, after: State, *, changed: bool) -> Event | None:
    if after is State.CANCELLED:
        called_off = before not in HIDDEN and before is not State.CANCELLED
        return Event.WORKSHOP_CALLED_OFF if called_off else None
    if before in (*HIDDEN, State.CANCELLED):
        return Event.WORKSHOP_PUBLISHED
    return Event.WORKSHOP_CHANGED if changed or before is not after else None


def _workshop(workshop: Workshop) -> dict[str, Any]:
    return {
        "uid": workshop.uid,
        "state": workshop.state,
        "audience": workshop.audience,
        "venue": workshop.venue,
        "month": workshop.month.isoformat(),
        "start": _iso(workshop.start),
        "end": _iso(workshop.end),
        "timezone": workshop.timezone,
        "capacity": workshop.capacity,
        "sequence": workshop.sequence,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
