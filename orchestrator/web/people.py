"""The owner's page of a workshop's people: seats, waitlist, organizations, and who was there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from orchestrator.models import Registration, SeatBlock, Visit, Workshop
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services import addresses
from orchestrator.services.seats import attending, organizations, registrations, waitlist
from orchestrator.services.seats.registrations import Origin
from orchestrator.services.seats.roll import people_of
from orchestrator.web import times
from orchestrator.web.access import for_facilitators
from orchestrator.web.owner import actor
from orchestrator.web.personal import typed, typed_person

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

MOST_DIGITS = 18  # of a row's number
PRESENT = {"yes": True, "no": False, "zoom": None}


@never_cache
@for_facilitators
@require_safe
def show(request: HttpRequest, workshop_id: int) -> HttpResponse:
    """Show everybody who is registered, waits, or was there."""
    return _page(request, get_object_or_404(Workshop, pk=workshop_id))


@for_facilitators
@require_POST
def add(request: HttpRequest, workshop_id: int) -> HttpResponse:
    """Register somebody by hand."""

    def deed() -> None:
        known = organizations.organization_named(request.POST.get("organization", ""))
        registrations.register(
            workshop_id,
            typed_person(request),
            Origin("hand", actor(request)),
            organization_id=known.pk if known else None,
        )

    return _done(request, workshop_id, deed)


@for_facilitators
@require_POST
def cancel(request: HttpRequest, workshop_id: int, registration_id: int) -> HttpResponse:
    """Take somebody off, and tell them."""
    row = _row(workshop_id, registration_id)
    return _done(request, workshop_id, lambda: registrations.cancel(row.pk, actor(request)))


@for_facilitators
@require_POST
def hand_on(request: HttpRequest, workshop_id: int, registration_id: int) -> HttpResponse:
    """Give one person's seat to another, or correct a name."""
    row = _row(workshop_id, registration_id)
    origin = Origin("hand", actor(request))
    return _done(
        request,
        workshop_id,
        lambda: registrations.substitute(row.pk, typed_person(request), origin),
    )


@for_facilitators
@require_POST
def prefer(request: HttpRequest, workshop_id: int, registration_id: int) -> HttpResponse:
    """Put somebody who waits before the others."""
    row = _row(workshop_id, registration_id)
    first = max((one.priority for one in waitlist.waiting(row.workshop)), default=0) + 1
    return _done(request, workshop_id, lambda: waitlist.prefer(row.pk, first, actor(request)))


@for_facilitators
@require_POST
def keep_seats(request: HttpRequest, workshop_id: int) -> HttpResponse:
    """Keep seats for an organization."""
    seats = request.POST.get("seats", "")

    def deed() -> None:
        if not (seats.isascii() and seats.isdigit() and len(seats) <= len("100")):
            raise RuleBroken("seats", "How many seats?", allowed="a number, 0 to give them back")
        organizations.keep_seats(
            workshop_id, request.POST.get("organization", ""), int(seats), actor(request)
        )

    return _done(request, workshop_id, deed)


@never_cache
@for_facilitators
@require_POST
def roster_link(request: HttpRequest, workshop_id: int, block_id: int) -> HttpResponse:
    """Make an organization's roster link, shown this once, or make it dead."""
    block = get_object_or_404(SeatBlock, pk=block_id, workshop=workshop_id)
    if request.POST.get("revoke"):
        organizations.revoke_roster_link(block.pk, actor(request))
        return redirect("office-people", workshop_id=workshop_id)
    token = organizations.new_roster_link(block.pk, actor(request))
    fresh = {"name": block.organization.name, "address": addresses.roster(token)}
    return _page(request, block.workshop, fresh=fresh)


@for_facilitators
@require_POST
def mark(request: HttpRequest, workshop_id: int, registration_id: int) -> HttpResponse:
    """Note who was there, by the facilitator's own word."""
    row = _row(workshop_id, registration_id)
    word = request.POST.get("present", "")
    if word not in PRESENT:
        raise Http404
    attending.mark(row.pk, present=PRESENT[word], actor=actor(request))
    return redirect("office-people", workshop_id=workshop_id)


@for_facilitators
@require_POST
def match(request: HttpRequest, workshop_id: int, visit_id: int) -> HttpResponse:
    """Say whose visit to the meeting it was, or that it was no attendee's."""
    visit = get_object_or_404(Visit, pk=visit_id, workshop=workshop_id)
    who = request.POST.get("registration", "")
    number = int(who) if who.isascii() and who.isdigit() and len(who) <= MOST_DIGITS else None
    row = None if number is None else _row(workshop_id, number)
    attending.match(visit.pk, row.pk if row else None, actor(request))
    return redirect("office-people", workshop_id=workshop_id)


def _row(workshop_id: int, registration_id: int) -> Registration:
    rows = Registration.objects.select_related("workshop")
    return get_object_or_404(rows, pk=registration_id, workshop=workshop_id, forgotten_at=None)


def _done(request: HttpRequest, workshop_id: int, deed: Callable[[], object]) -> HttpResponse:
    """Do it and show the people again; a refusal stands above what was typed."""
    workshop = get_object_or_404(Workshop, pk=workshop_id)
    try:
        deed()
    except RuleBroken as refusal:
        again = {"refusal": refusal, "typed": typed(request)}
        return _page(request, workshop, status=422, **again)
    return redirect("office-people", workshop_id=workshop_id)


def _page(
    request: HttpRequest, workshop: Workshop, *, status: int = 200, **more: object
) -> HttpResponse:
    zone = settings.COMPANY.company.timezone
    context = {
        "workshop": workshop,
        "when": times.local_times(workshop.span, zone) if workshop.start else None,
        "people": people_of(workshop),
        **more,
    }
    return render(request, "people.html", context, status=status)
