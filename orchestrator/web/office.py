"""Today in the office: what needs a person, what comes in fourteen days, and how the service is."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, TypeVar

from django.conf import settings
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.role import Role
from orchestrator.services.ahead import coming, needs, rehearsal
from orchestrator.services.ahead.coming import Deed
from orchestrator.services.ahead.needs import Field
from orchestrator.services.health import readiness
from orchestrator.services.overview import coming_workshops, jobs, meeting_opens
from orchestrator.services.sources.overview import source_lines
from orchestrator.web import times
from orchestrator.web.access import for_the_office, own_workshops, owner_only, signed_in

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from orchestrator.models import User
    from orchestrator.services.ahead.coming import Coming
    from orchestrator.services.ahead.needs import Need

Line = TypeVar("Line", "Coming", "Need")
FIELDS = {
    Role.OWNER: frozenset(Field),
    Role.FACILITATOR: frozenset({Field.RUNNING}),
    Role.ACCOUNTANT: frozenset({Field.MONEY}),
}
DEEDS = {
    Role.OWNER: frozenset(Deed),
    Role.FACILITATOR: frozenset(Deed) - {Deed.MAIL, Deed.REQUESTS, Deed.INVOICE},
    Role.ACCOUNTANT: frozenset({Deed.INVOICE}),
}


@never_cache
@for_the_office
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Show what needs this person, and what happens by itself in the next days."""
    user, zone = signed_in(request), settings.COMPANY.company.timezone
    context = {
        "needs": _concerning(
            user, (one for one in needs.needs() if one.field in FIELDS[_role(user)])
        ),
        "days": _by_day(_coming(user), zone),
        "zone": times.zone_label(zone),
        "lines": _workshops(user, zone),
        "sandbox": settings.COMPANY.zoom.sandbox,
        "sandbox_page": settings.COMPANY.zoom.base_url.removesuffix("/v2") + "/",
    }
    return render(request, "office.html", context)


@never_cache
@for_the_office
@require_safe
def rehearse(request: HttpRequest, deed: str, key: str) -> HttpResponse:
    """Show what one line of the next days would do, as it stands now; nothing is done."""
    line = next(
        (one for one in _coming(signed_in(request)) if (one.deed, one.key) == (deed, key)), None
    )
    if line is None or not key:
        return _rehearsed(request, None, None, status=404)
    try:
        found = rehearsal.rehearse(deed, key, line.at)
    except RuleBroken as refusal:
        return _rehearsed(request, line, None, refusal=refusal, status=404)
    return _rehearsed(request, line, found)


@never_cache
@owner_only
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Show how the clock, its jobs and the calendars elsewhere are."""
    context = {"calendars": source_lines(), "checks": readiness(), "jobs": jobs()}
    return render(request, "office_health.html", context)


def _role(user: User) -> Role:
    return Role(user.role)


def _coming(user: User) -> list[Coming]:
    lines = (one for one in coming.next_days() if one.deed in DEEDS[_role(user)])
    return _concerning(user, lines)


def _concerning(user: User, lines: Iterable[Line]) -> list[Line]:
    """Return the lines that concern an account: a facilitator's are about their own workshops."""
    own = set(own_workshops(user).values_list("pk", flat=True))
    return [one for one in lines if one.workshop is None or one.workshop in own]


def _by_day(lines: list[Coming], zone: str) -> list[tuple[str, list[tuple[str, Coming]]]]:
    """Return the lines under their local days, each with its time of day and zone."""
    said = [(times.local_times((one.at, one.at), zone), one) for one in lines]
    return [
        (day, [(when.start_text, one) for when, one in group])
        for day, group in groupby(said, key=lambda pair: pair[0].day)
    ]


def _workshops(user: User, zone: str) -> list[tuple[object, object, object, datetime | None]]:
    if _role(user) is Role.ACCOUNTANT:
        return []
    own = set(own_workshops(user).values_list("pk", flat=True))
    return [
        (workshop, meeting, times.local_times(workshop.span, zone), meeting_opens(workshop))
        for workshop, meeting in coming_workshops()
        if workshop.pk in own
    ]


def _rehearsed(
    request: HttpRequest,
    line: Coming | None,
    found: rehearsal.Rehearsed | None,
    *,
    refusal: RuleBroken | None = None,
    status: int = 200,
) -> HttpResponse:
    zone = settings.COMPANY.company.timezone
    context = {
        "line": line,
        "when": times.local_times((line.at, line.at), zone) if line else None,
        "found": found,
        "refusal": refusal,
    }
    return render(request, "office_rehearsal.html", context, status=status)
