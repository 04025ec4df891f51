"""A client organization's roster: its organizer fills its own seats, and sees nobody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from orchestrator.models import Registration
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.registration import RegistrationState
from orchestrator.services.seats import organizations, registrations
from orchestrator.services.seats.registrations import Origin
from orchestrator.services.seats.seating import blocks_released_at
from orchestrator.web import times
from orchestrator.web.personal import personal, typed, typed_person

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from orchestrator.models import SeatBlock


@personal
@require_safe
def show(request: HttpRequest, token: str) -> HttpResponse:
    """Show the organization's people and seats."""
    return _page(request, _block(token), token)


@personal
@require_POST
def add(request: HttpRequest, token: str) -> HttpResponse:
    """Register one of the organization's people."""
    block = _block(token)
    try:
        registrations.register(
            block.workshop_id,
            typed_person(request),
            Origin("roster", _actor(block)),
            organization_id=block.organization_id,
        )
    except RuleBroken as refusal:
        again = {"refusal": refusal, "typed": typed(request)}
        return _page(request, block, token, status=422, **again)
    return redirect("roster", token=token)


@personal
@require_POST
def cancel(request: HttpRequest, token: str, registration_id: int) -> HttpResponse:
    """Take one of its people off."""
    block = _block(token)
    try:
        registrations.cancel(_own(block, registration_id).pk, _actor(block))
    except RuleBroken as refusal:
        return _page(request, block, token, refusal=refusal, status=409)
    return redirect("roster", token=token)


@personal
@require_POST
def hand_on(request: HttpRequest, token: str, registration_id: int) -> HttpResponse:
    """Give one person's seat to another."""
    block = _block(token)
    row = _own(block, registration_id)
    try:
        registrations.substitute(row.pk, typed_person(request), Origin("roster", _actor(block)))
    except RuleBroken as refusal:
        return _page(request, block, token, refusal=refusal, status=422)
    return redirect("roster", token=token)


def _block(token: str) -> SeatBlock:
    block = organizations.by_roster_link(token)
    if block is None:
        raise Http404
    return block


def _own(block: SeatBlock, registration_id: int) -> Registration:
    """Return a registration of this organization in this workshop; others are not there."""
    rows = Registration.objects.filter(
        workshop=block.workshop, organization=block.organization, forgotten_at=None
    )
    row = rows.filter(pk=registration_id).first()
    if row is None:
        raise Http404
    return row


def _actor(block: SeatBlock) -> str:
    return f"seatblock {block.pk}"


def _page(
    request: HttpRequest, block: SeatBlock, token: str, *, status: int = 200, **more: object
) -> HttpResponse:
    workshop = block.workshop
    zone = times.chosen_zone(request) or workshop.timezone
    people = organizations.roster(block)
    released = blocks_released_at(workshop)
    context = {
        "seats": block,
        "workshop": workshop,
        "token": token,
        "people": people,
        "seated": sum(row.state == RegistrationState.CONFIRMED for row in people),
        "when": times.local_times(workshop.span, zone) if workshop.start else None,
        "released": times.local_times((released, released), zone) if released else None,
        "zone_known": times.chosen_zone(request) is not None,
        **more,
    }
    return render(request, "roster.html", context, status=status)
