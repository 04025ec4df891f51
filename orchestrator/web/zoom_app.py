"""The panel inside Zoom's desktop client: this round's rooms, closed, assigned, opened by a click.

Never tried against the real Zoom. It changes nothing here: it reads the plan, and its script tells
Zoom. No cookie is needed: Zoom's word opens the page, and the page carries a pass from then on.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.access import panel_pass
from orchestrator.services.access.app_context import read_context
from orchestrator.services.language import said
from orchestrator.services.live.zoom_panel import panel_of, workshops_of_today
from orchestrator.web.access import is_owner, signed_in
from orchestrator.web.framing import set_policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from orchestrator.models import Workshop
    from orchestrator.services.live.zoom_panel import Panel

    View = Callable[[HttpRequest], HttpResponse]

PASS_HEADER = "X-Panel-Pass"  # noqa: S105 -- the header's name
STATUS = {"no_context": 400, "not_in_a_meeting": 400, "not_set_up": 404, "no_plan": 404}
ONE_YEAR = 365 * 24 * 60 * 60


def as_zoom_asks(view: View) -> View:
    """Give every answer of the page the headers without which Zoom's client shows nothing."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        response = view(request)
        response["Strict-Transport-Security"] = f"max-age={ONE_YEAR}"
        response["X-Content-Type-Options"] = "nosniff"
        response["Referrer-Policy"] = "same-origin"
        set_policy(response, settings.ZOOM_APP_POLICY)
        return response

    return answer


@csrf_exempt  # it changes nothing and carries its pass; a browser in Zoom may keep no cookie
@never_cache
@xframe_options_exempt  # the policy says who may frame it: Zoom
@as_zoom_asks
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Show the plan of today's workshop; a form posts which one where there are several."""
    try:
        _check_set_up()
        given = request.POST.get("pass", "") if request.method == "POST" else _new_pass(request)
        panel_pass.check(given)
    except RuleBroken as refusal:
        return _refused(request, refusal)
    workshops = workshops_of_today()
    chosen = _chosen(workshops, request.POST.get("workshop", ""))
    context: dict[str, Any] = {
        "pass": given,
        "workshops": workshops,
        "workshop": chosen,
        "panel": panel_of(chosen) if chosen else None,
        "poll_seconds": settings.COMPANY.session.poll_seconds,
        "zone": settings.COMPANY.company.timezone,
    }
    return render(request, "zoom_app.html", context)


@never_cache
@require_safe
def rooms(request: HttpRequest) -> HttpResponse:
    """Return a workshop's rooms as JSON to the open panel; 304 while they are the same."""
    try:
        _check_set_up()
        panel_pass.check(request.headers.get(PASS_HEADER, ""))
        panel = _panel(request.GET.get("workshop", ""))
    except RuleBroken as refusal:
        told = {"code": refusal.code, "message": said(refusal.in_words)}
        return JsonResponse(told, status=STATUS.get(refusal.code, 403))
    etag = f'"{panel.mark}"'
    unchanged = request.headers.get("If-None-Match") == etag
    response = HttpResponseNotModified() if unchanged else JsonResponse(panel.as_json())
    response["ETag"] = etag
    return response


def _check_set_up() -> None:
    if not (settings.ZOOM_APP_CLIENT_ID and settings.ZOOM_APP_CLIENT_SECRET):
        raise RuleBroken("not_set_up", "The panel for Zoom is not set up here.")


def _new_pass(request: HttpRequest) -> str:
    """Return a pass for whom Zoom names, if that is the host, or for the owner who is signed in."""
    context = read_context(
        request.headers.get("x-zoom-app-context", ""),
        settings.ZOOM_APP_CLIENT_ID,
        settings.ZOOM_APP_CLIENT_SECRET,
    )
    if is_owner(request):
        return panel_pass.for_owner(signed_in(request).pk)
    return panel_pass.for_zoom_user(context.user)


def _chosen(workshops: list[Workshop], asked: str) -> Workshop | None:
    """Return the workshop that was asked for, or the only one there is today."""
    if asked:
        return next((each for each in workshops if str(each.pk) == asked), None)
    return workshops[0] if len(workshops) == 1 else None


def _panel(asked: str) -> Panel:
    chosen = _chosen(workshops_of_today(), asked)
    panel = panel_of(chosen) if chosen else None
    if panel is None:
        raise RuleBroken("no_plan", "There is no plan for this workshop any more.")
    return panel


def _refused(request: HttpRequest, refusal: RuleBroken) -> HttpResponse:
    status = STATUS.get(refusal.code, 403)
    return render(request, "zoom_app_refused.html", {"refusal": refusal}, status=status)
