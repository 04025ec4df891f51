"""The request page: a private workshop, weighed and priced while the form is filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from calendars import clock
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.split import SplitBy
from orchestrator.services.language import spoken_now
from orchestrator.services.requests import asking, checking
from orchestrator.web import request_fields, times
from orchestrator.web.access import is_owner
from orchestrator.web.owner import actor
from orchestrator.web.personal import is_a_program

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from orchestrator.services.requests.checking import Check
    from orchestrator.web.request_fields import Typed

PART = "HX-Request"  # whoever sends it wants the answer alone, to put it into the page


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def private(request: HttpRequest) -> HttpResponse:
    """Show the form, and below it what can be said of what stands in it; or keep it."""
    found = request_fields.typed(request.POST)
    context: dict[str, object] = {
        "typed": found.fields,
        "rows": found.rows,
        "owner": is_owner(request),
    }
    if request.method == "POST" and request.POST.get("do") == "ask":
        try:
            return _ask(request, found)
        except RuleBroken as refusal:
            context |= {"refusal": refusal}
    if request.method == "POST":
        context |= _answer(checking.check(request_fields.written(found)))
    if request.headers.get(PART) == "true":
        return render(request, "parts/request_answer.html", context)
    status = 422 if "refusal" in context else 200
    return render(request, "private.html", context | _form(), status=status)


def _ask(request: HttpRequest, found: Typed) -> HttpResponse:
    """Keep the request, and say so; a program that fills in everything is told the same."""
    owner = is_owner(request)
    contacts = [
        asking.Contact(row["contact"], row["email"], row["purchase_order"], row["billing"])
        for row in found.filled
    ]
    if is_a_program(request):
        return render(request, "private_kept.html", {"row": None})
    row = asking.ask(
        asking.Asked(
            written=request_fields.written(found),
            contacts=contacts,
            source="office" if owner else "page",
            actor=actor(request) if owner else "page",
            venue=found.fields["venue"],
            threshold=request_fields.number(found.fields["threshold"]),
            override=found.fields["override"] if owner else "",
            language="" if owner else spoken_now(),
        )
    )
    until = row.expires_at or row.start
    context = {
        "row": row,
        "when": times.local_times(row.span, row.timezone),
        "until": times.local_times((until, until), row.timezone),
    }
    return render(request, "private_kept.html", context)


def _form() -> dict[str, object]:
    workshops = settings.COMPANY.workshops
    return {
        "hours": workshops.hours,
        "capacity": workshops.capacity,
        "splits": [(by.value, _SPLIT_WORDS[by]) for by in _SPLIT_WORDS],
        "zone_names": clock.place_zones(),
    }


def _answer(found: Check) -> dict[str, object]:
    wish = found.wish
    home = settings.COMPANY.company.timezone
    plan = wish.plan
    return {
        "check": found,
        "wish": wish,
        "when": times.local_times(wish.span, wish.zone) if wish.span else None,
        "ours": times.local_times(wish.span, home) if wish.span and wish.zone != home else None,
        "days": plan.days if plan else (),
        "asks_zone": any(reason.code == "timezone_disagrees" for reason in found.reasons),
    }


_SPLIT_WORDS = {
    SplitBy.SEATS: _("by seats"),
    SplitBy.EQUAL: _("equally"),
    SplitBy.PERCENT: _("by percent"),
    SplitBy.AMOUNT: _("by amount"),
}
