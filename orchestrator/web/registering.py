"""A person's own registration page: take an offered seat, cancel, or hand the seat on.

Looking at it changes nothing: mail scanners follow every link.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.registration import RegistrationState
from orchestrator.rules.workshop import State, Venue
from orchestrator.services.money import seat_invoices
from orchestrator.services.seats import registrations, waitlist
from orchestrator.services.seats.registration_states import by_link
from orchestrator.services.seats.registrations import Origin
from orchestrator.services.zoom.join_links import door_token
from orchestrator.web import times
from orchestrator.web.personal import personal, typed, typed_person

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from orchestrator.models import Registration


@personal
@require_safe
def show(request: HttpRequest, token: str) -> HttpResponse:
    """Show somebody where they stand, and what they can do."""
    return _page(request, _whose(token), token)


@personal
@require_POST
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Take the offered seat."""
    row = _whose(token)
    try:
        waitlist.accept(row.pk, _actor(row))
    except RuleBroken as refusal:
        return _page(request, _whose(token), token, refusal=refusal, status=409)
    return redirect("registration", token=token)


@personal
@require_POST
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Give up the seat, the offer or the place on the waitlist."""
    row = _whose(token)
    try:
        registrations.cancel(row.pk, _actor(row))
    except RuleBroken as refusal:
        return _page(request, row, token, refusal=refusal, status=409)
    return redirect("registration", token=token)


@personal
@require_POST
def hand_on(request: HttpRequest, token: str) -> HttpResponse:
    """Hand the seat on to somebody else; a place on the waitlist takes this page's link along."""
    row = _whose(token)
    try:
        registrations.substitute(row.pk, typed_person(request), Origin(row.source, _actor(row)))
    except RuleBroken as refusal:
        again = {"refusal": refusal, "typed": typed(request)}
        return _page(request, row, token, status=422, **again)
    left = by_link(token)
    if left is None:
        return render(request, "handed_on.html")
    return redirect("registration", token=token)


def _whose(token: str) -> Registration:
    row = by_link(token)
    if row is None:
        raise Http404
    return row


def _actor(row: Registration) -> str:
    return f"registration {row.pk}"


def _page(
    request: HttpRequest, row: Registration, token: str, *, status: int = 200, **more: object
) -> HttpResponse:
    workshop = row.workshop
    zone = times.chosen_zone(request) or workshop.timezone
    until = row.offer_expires_at
    waits = row.state == RegistrationState.WAITLISTED
    context = {
        "row": row,
        "token": token,
        "when": times.local_times(workshop.span, zone),
        "zone_known": times.chosen_zone(request) is not None,
        "until": times.local_times((until, until), zone) if until else None,
        "place": waitlist.place_of(row) if waits else None,
        "online": workshop.venue == Venue.ONLINE,
        "called_off": workshop.state == State.CANCELLED,
        "join": f"/join/{door_token(row)}",
        "can_ask_invoice": seat_invoices.can_ask(row),
        "has_invoice": seat_invoices.standing_invoice(row) is not None,
        "waitlist_open": waitlist.is_open_to_all(workshop),
        **more,
    }
    return render(request, "registration.html", context, status=status)
