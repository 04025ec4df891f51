"""The owner's page of the outbox: what is owed, stuck, sent and skipped, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.letters import by_hand
from orchestrator.services.mail import outbox_overview
from orchestrator.services.mail.outbox_overview import Shelf
from orchestrator.web.access import owner_only
from orchestrator.web.owner import actor

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

REMEDIES: dict[str, Callable[[int, str], None]] = {
    "send": by_hand.send_again,
    "drop": by_hand.do_not_send,
}


@never_cache
@owner_only
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show one shelf of the outbox: the one that was asked for, else what needs a person."""
    asked = request.GET.get("show", "")
    if asked in list(Shelf):
        return _page(request, Shelf(asked))
    return _page(request, Shelf.STUCK if outbox_overview.stuck() else Shelf.OWED)


@owner_only
@require_POST
def remedy(request: HttpRequest, message_id: int, name: str) -> HttpResponse:
    """Do what the owner chose about a message."""
    if name not in REMEDIES:
        raise Http404
    try:
        REMEDIES[name](message_id, actor(request))
    except RuleBroken as refusal:
        return _page(request, Shelf.STUCK, refusal=refusal, status=409)
    return redirect("office-outbox")


@owner_only
@require_POST
def ask_server(request: HttpRequest) -> HttpResponse:
    """Try the mail server at the next tick."""
    by_hand.ask_server_again(actor(request))
    return redirect("office-outbox")


@owner_only
@require_POST
def send_test(request: HttpRequest) -> HttpResponse:
    """Owe the owner a test message."""
    to = request.POST.get("to", "")
    try:
        by_hand.owe_test_message(to, actor(request))
    except RuleBroken as refusal:
        return _page(request, Shelf.OWED, refusal=refusal, typed=to, status=422)
    return redirect("office-outbox")


def _page(request: HttpRequest, shelf: Shelf, *, status: int = 200, **more: object) -> HttpResponse:
    mail = settings.COMPANY.mail
    context = {
        "shelf": shelf,
        "counts": outbox_overview.counts(),
        "page": outbox_overview.page_of(shelf, request.GET.get("page")),
        "trouble": outbox_overview.trouble(),
        "server": f"{mail.host}:{mail.port}" if mail.host else "",
        **more,
    }
    return render(request, "outbox.html", context, status=status)
