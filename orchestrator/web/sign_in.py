"""Signing in and out: a link shows a button, and only the button signs in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import login, logout
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.access.sign_in import is_good, redeem

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@require_safe
def explain(request: HttpRequest) -> HttpResponse:
    """Say how to get a sign-in link."""
    return render(request, "sign_in.html", {"state": "explain"})


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
    login(request, user, backend=BACKEND)
    return redirect("office")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    logout(request)
    return redirect("home")
