"""Signing in and out: a link shows a button, and only the button signs in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import logout
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.access.sign_in import is_good, redeem

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def door(_request: HttpRequest) -> HttpResponse:
    """Lead to the door."""
    return redirect("account_login")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show the button for a good link, and sign in when it is pressed.

    Looking changes nothing, so that a mail program's preview cannot use the link up.
    """
    if request.method != "POST":
        good = is_good(token)
        state = "confirm" if good else "dead"
        return render(request, "sign_in.html", {"state": state}, status=200 if good else 410)
    try:
        user = redeem(token)
    except RuleBroken as refusal:
        return render(request, "sign_in.html", {"state": "dead", "why": refusal}, status=410)
    from orchestrator.web.account.entering import enter  # noqa: PLC0415 -- late, for memory

    return enter(request, user, reverse("office"))


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    logout(request)
    return redirect("home")
