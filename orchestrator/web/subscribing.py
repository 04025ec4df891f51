"""Subscribing: an address for every calendar app, shown with buttons and a code for the phone.

The public calendar's address is everybody's. A private one is shown once, right after it was made,
to whoever came by their own link: an attendee, an organization, or the facilitator who signed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from orchestrator.rules.feed import ALARMS, FeedKind
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.feeds import rendering
from orchestrator.services.seats import feed_links
from orchestrator.web import qr_code
from orchestrator.web.access import for_facilitators
from orchestrator.web.personal import personal

if TYPE_CHECKING:
    from django.http import HttpRequest

    from orchestrator.services.seats.feed_links import Holder

GOOGLE = "https://calendar.google.com/calendar/render?cid="
OUTLOOK = "https://outlook.live.com/calendar/0/addfromweb?"
OUTLOOK_AT_WORK = "https://outlook.office.com/calendar/0/addfromweb?"
READ = require_http_methods(["GET", "HEAD", "POST"])
ALARM_WORDS = {
    None: "none",
    10: _lazy("10 minutes before"),
    30: _lazy("30 minutes before"),
    60: _lazy("an hour before"),
    24 * 60: _lazy("a day before"),
}


@dataclass(frozen=True, slots=True)
class Ways:
    """One feed's address in the forms that calendar apps take."""

    plain: str
    webcal: str
    google: str
    outlook: str
    outlook_at_work: str
    code: str


def ways_to(address: str) -> Ways:
    """Return the ways to subscribe to the feed at an address."""
    webcal = f"webcal://{address.partition('://')[2]}"
    named = urlencode({"url": address, "name": f"{settings.COMPANY.company.name}: workshops"})
    return Ways(
        plain=address,
        webcal=webcal,
        google=GOOGLE + quote(webcal, safe=""),
        outlook=OUTLOOK + named,
        outlook_at_work=OUTLOOK_AT_WORK + named,
        code=qr_code.as_image(webcal),
    )


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """Show how to subscribe to the calendar of all public workshops."""
    ways = ways_to(f"{settings.COMPANY.company.public_url}{rendering.PUBLIC_PATH}")
    return render(request, "subscribe.html", {"ways": ways, "zone_known": True})


@require_safe
def download(_request: HttpRequest, uid: str) -> HttpResponse:
    """Give one public workshop as a file to be opened by hand; subscribers' entry is the same."""
    content = rendering.file_of(uid)
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="workshop.ics"'
    response["Cache-Control"] = "public, max-age=900"
    response["X-Robots-Tag"] = "noindex"
    return response


@personal
@READ
def attendee(request: HttpRequest, token: str) -> HttpResponse:
    """Manage the addresses of an attendee's own calendar."""
    return _manage(request, feed_links.attendee_behind(token))


@personal
@READ
def organization(request: HttpRequest, token: str) -> HttpResponse:
    """Manage the addresses of an organization's calendar."""
    return _manage(request, feed_links.organization_behind(token))


@personal
@for_facilitators
@READ
def facilitator(request: HttpRequest) -> HttpResponse:
    """Manage the addresses of the facilitator's calendar."""
    return _manage(request, feed_links.FACILITATOR)


def _manage(request: HttpRequest, holder: Holder | None) -> HttpResponse:
    if holder is None:
        raise Http404
    fresh, refusal, status = "", None, 200
    if request.method == "POST":
        try:
            fresh = _do(request, holder)
        except RuleBroken as broken:
            refusal, status = broken, 409
    links = [(link, ALARM_WORDS.get(link.alarm_minutes)) for link in feed_links.links_of(holder)]
    context = {
        "kind": str(holder.kind),
        "title": _title(holder),
        "links": links,
        "alarms": [(minutes or "", ALARM_WORDS[minutes]) for minutes in ALARMS],
        "fresh": ways_to(feed_links.address(fresh)) if fresh else None,
        "refusal": refusal,
        "zone_known": True,
    }
    return render(request, "my_calendar.html", context, status=status)


def _do(request: HttpRequest, holder: Holder) -> str:
    """Do what was asked for; return the token of a fresh address, or ''."""
    deed, link = request.POST.get("deed"), request.POST.get("link", "")
    number = int(link) if link.isascii() and link.isdigit() and len(link) < 18 else 0  # noqa: PLR2004 -- digits of an id
    if deed == "replace":
        return feed_links.replace(holder, number)
    if deed == "revoke":
        feed_links.revoke(holder, number)
        return ""
    alarm = request.POST.get("alarm", "")
    known = {str(minutes or ""): minutes for minutes in ALARMS}
    return feed_links.issue(holder, known.get(alarm, -1))


def _title(holder: Holder) -> str:
    if holder.kind is FeedKind.ORGANIZATION and holder.organization:
        return _("The calendar of {name}").format(name=holder.organization.name)
    if holder.kind is FeedKind.ATTENDEE:
        return _("My workshops in my calendar")
    return _("All my dates")
