"""The owner's pages of webhooks that we send: who is told of what, and how each delivery went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from orchestrator.models import WebhookDelivery, WebhookEndpoint
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.webhook import Event
from orchestrator.services.webhooks import endpoints
from orchestrator.services.webhooks import overview as webhooks
from orchestrator.web.access import owner_only
from orchestrator.web.owner import actor
from orchestrator.web.refusals import status_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

DEEDS = {"rotate", "events", "on", "off", "test", "remove"}


@never_cache
@owner_only
@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    """List the endpoints, or add one; its secret is shown on the page that answers, only."""
    if request.method != "POST":
        return _overview(request)
    url, events = request.POST.get("url", ""), request.POST.getlist("events")
    try:
        row, secret = endpoints.add(url, events, actor(request))
    except RuleBroken as refusal:
        again = {"refusal": refusal, "typed": url, "chosen": events}
        return _overview(request, status=status_of(refusal), **again)
    return _page(request, row, secret=secret)


@never_cache
@owner_only
@require_safe
def show(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Show one endpoint and its last deliveries."""
    return _page(request, get_object_or_404(WebhookEndpoint, pk=endpoint_id))


@never_cache
@owner_only
@require_POST
def act(request: HttpRequest, endpoint_id: int, deed: str) -> HttpResponse:
    """Do what the owner chose about an endpoint."""
    if deed not in DEEDS:
        raise Http404
    row = get_object_or_404(WebhookEndpoint, pk=endpoint_id)
    try:
        if deed == "rotate":
            secret = endpoints.rotate(row.pk, actor(request))
            row.refresh_from_db()
            return _page(request, row, secret=secret)
        _do(request, row.pk, deed)
    except RuleBroken as refusal:
        return _page(request, row, status=status_of(refusal), refusal=refusal)
    return redirect("office-webhooks") if deed == "remove" else redirect("office-webhook", row.pk)


@owner_only
@require_POST
def again(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Send one piece of news again."""
    row = get_object_or_404(WebhookDelivery.objects.select_related("endpoint"), pk=delivery_id)
    try:
        endpoints.send_again(row.pk, actor(request))
    except RuleBroken as refusal:
        return _page(request, row.endpoint, status=status_of(refusal), refusal=refusal)
    return redirect("office-webhook", row.endpoint_id)


def _do(request: HttpRequest, endpoint_id: int, deed: str) -> None:
    who = actor(request)
    if deed == "events":
        endpoints.change_events(endpoint_id, request.POST.getlist("events"), who)
    elif deed == "test":
        endpoints.send_test(endpoint_id, who)
    elif deed == "remove":
        endpoints.remove(endpoint_id, who)
    else:
        endpoints.switch(endpoint_id, who, on=deed == "on")


def _overview(request: HttpRequest, *, status: int = 200, **more: object) -> HttpResponse:
    context = {"endpoints": webhooks.endpoints(), "events": list(Event), **more}
    return render(request, "office_webhooks.html", context, status=status)


def _page(
    request: HttpRequest, row: WebhookEndpoint, *, status: int = 200, **more: object
) -> HttpResponse:
    context = {
        "endpoint": row,
        "page": webhooks.deliveries_of(row, request.GET.get("page")),
        "events": list(Event),
        **more,
    }
    return render(request, "office_webhook.html", context, status=status)
