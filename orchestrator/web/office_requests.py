"""The owner's page of requests: by state, with what happens next; a price by hand, or a no."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.request_form import read_hundredths
from orchestrator.services.requests import accepting, quoting, showing, tables
from orchestrator.web import times
from orchestrator.web.access import owner_only
from orchestrator.web.owner import actor
from orchestrator.web.refusals import status_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


PRICES = ("low", "likely", "high")


@never_cache
@owner_only
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show every request that is not over."""
    return _page(request)


@owner_only
@require_POST
def price(request: HttpRequest, request_id: int) -> HttpResponse:
    """Quote by hand what no table can price."""
    try:
        cents = [read_hundredths(request.POST.get(name, ""), "dollars") for name in PRICES]
        quoting.price_by_hand(request_id, cents, actor(request))
    except RuleBroken as refusal:
        return _page(request, refusal)
    return redirect("office-requests")


@owner_only
@require_POST
def decline(request: HttpRequest, request_id: int) -> HttpResponse:
    """Say no."""
    try:
        accepting.decline(request_id, actor(request))
    except RuleBroken as refusal:
        return _page(request, refusal)
    return redirect("office-requests")


def _page(request: HttpRequest, refusal: RuleBroken | None = None) -> HttpResponse:
    home = settings.COMPANY.company.timezone
    groups = [
        (
            _STATE_WORDS[state],
            [
                (
                    line,
                    times.local_times(line.request.span, line.request.timezone),
                    times.local_times((line.next_at, line.next_at), home) if line.next_at else None,
                )
                for line in lines
            ],
        )
        for state, lines in showing.by_state()
    ]
    context = {"groups": groups, "passed": tables.passed(), "refusal": refusal}
    status = status_of(refusal) if refusal else 200
    return render(request, "office_requests.html", context, status=status)


_STATE_WORDS = {
    "review": _("You decide"),
    "quoted": _("Waiting to be accepted"),
    "scheduled": _("Workshops"),
    "declined": _("Declined"),
    "withdrawn": _("Withdrawn"),
    "expired": _("Expired"),
}
