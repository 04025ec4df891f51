"""The public waitlist of a full workshop: a form, and the same answer for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from calendars import clock
from orchestrator.models import Workshop
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.workshop import Audience, State
from orchestrator.services.seats import registrations
from orchestrator.services.seats.offering import described
from orchestrator.services.seats.registrations import Origin
from orchestrator.web import times
from orchestrator.web.personal import is_a_program, typed, typed_person

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from orchestrator.services.seats.offering import Offered

PAGE = Origin("waitlist", "waitlist page")


@require_http_methods(["GET", "HEAD", "POST"])
def waitlist(request: HttpRequest, uid: str) -> HttpResponse:
    """Show the form, or put somebody on the list; who is on it already is told the same."""
    workshop = get_object_or_404(Workshop, uid=uid, audience=Audience.PUBLIC)
    if workshop.state != State.PUBLISHED or workshop.span[0] <= clock.now():
        raise Http404
    (offered,) = described([workshop])
    if request.method != "POST" or _must_buy(offered):
        return _page(request, offered)
    try:
        person = typed_person(request)
        if not is_a_program(request):
            registrations.wait(workshop.pk, person, PAGE)
    except RuleBroken as refusal:
        if refusal.code != "already_registered":
            again = {"refusal": refusal, "typed": typed(request)}
            return _page(request, offered, status=422, **again)
    return _page(request, offered, done=True)


def _must_buy(offered: Offered) -> bool:
    """Say whether a seat is free at the shop, so that there is nothing to wait for."""
    return bool(offered.seats_free and offered.workshop.ticket_url)


def _page(
    request: HttpRequest, offered: Offered, *, status: int = 200, **more: object
) -> HttpResponse:
    workshop = offered.workshop
    zone = times.chosen_zone(request) or workshop.timezone
    context = {
        "workshop": workshop,
        "offered": offered,
        "buy": _must_buy(offered),
        "when": times.local_times(workshop.span, zone),
        "zone_known": times.chosen_zone(request) is not None,
        **more,
    }
    return render(request, "waitlist.html", context, status=status)
