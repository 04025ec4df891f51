"""The addresses of our own pages that stand in mails and calendars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from orchestrator.services.money.invoicing import link_token as invoice_token
from orchestrator.services.people.subscribers import link_token as subscriber_token
from orchestrator.services.seats.registration_states import link_token
from orchestrator.services.zoom.join_links import door_token

if TYPE_CHECKING:
    from orchestrator.models import (
        Certificate,
        Invoice,
        Registration,
        Subscriber,
        Workshop,
    )


def home() -> str:
    """Return the address of the first page."""
    return f"{_public()}/"


def registration(row: Registration) -> str:
    """Return the address of a person's own page: their seat, or their place on the waitlist."""
    return f"{_public()}/registrations/{link_token(row)}"


def join(row: Registration) -> str:
    """Return the address by which an attendee comes into the meeting."""
    return f"{_public()}/join/{door_token(row)}"


def waitlist(workshop: Workshop) -> str:
    """Return the address of a workshop's waitlist."""
    return f"{_public()}/workshops/{workshop.uid}/waitlist"


def roster(token: str) -> str:
    """Return the address of an organization's roster."""
    return f"{_public()}/rosters/{token}"


def subscription(row: Subscriber) -> str:
    """Return the address at which a subscriber confirms, and later changes, what they hear of."""
    return f"{_public()}/new-dates/{subscriber_token(row)}"


def unsubscribe(row: Subscriber) -> str:
    """Return the address that takes a subscriber off the list, in one click (RFC 8058)."""
    return f"{_public()}/new-dates/{subscriber_token(row)}/leave"


def consultations() -> str:
    """Return the address where a consultation is booked."""
    return f"{_public()}/consultations/"


def office_consultations() -> str:
    """Return the address of all consultations in the office."""
    return f"{_public()}/office/consultations/"


def invoice(row: Invoice) -> str:
    """Return the address where a payer sees and prints an invoice."""
    return f"{_public()}/invoices/{invoice_token(row)}"


def private() -> str:
    """Return the address where a private workshop is asked for."""
    return f"{_public()}/private/"


def office_requests() -> str:
    """Return the address of all requests in the office."""
    return f"{_public()}/office/requests/"


def certificate(row: Certificate) -> str:
    """Return the address where anybody can check a certificate."""
    return f"{_public()}/certificates/{row.number}"


def _public() -> str:
    return settings.COMPANY.company.public_url
