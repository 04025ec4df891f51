"""The people of the office: who may sign in as what; and each one's own page of how they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.role import Role
from orchestrator.services.access import accounts
from orchestrator.web.access import for_the_office, owner_only, signed_in
from orchestrator.web.owner import actor
from orchestrator.web.refusals import status_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

DEEDS: dict[str, Callable[[int, str], None]] = {
    "link": accounts.send_link,
    "close": accounts.close,
    "open": accounts.open_again,
    "sign-out": accounts.end_sessions,
}
ROLE = "role"


@never_cache
@for_the_office
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Show somebody how they sign in, and where they are signed in."""
    logins = [login.name for login in settings.COMPANY.sign_in.oidc]
    context = {"account": signed_in(request), "company_logins": logins}
    return render(request, "account.html", context)


@for_the_office
@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every session of the account, this one too."""
    accounts.end_sessions(signed_in(request).pk, actor(request))
    return redirect("account_login")


@never_cache
@owner_only
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """List the accounts, and offer to invite somebody."""
    return _page(request)


@never_cache
@owner_only
@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """Make an account; its person gets a link by mail."""
    typed = {name: request.POST.get(name, "") for name in ("name", "email", ROLE)}
    try:
        accounts.invite(typed["email"], typed["name"], typed[ROLE], actor(request))
    except RuleBroken as refusal:
        return _page(request, refusal=refusal, typed=typed, status=status_of(refusal))
    return redirect("office-accounts")


@never_cache
@owner_only
@require_POST
def act(request: HttpRequest, account_id: int, deed: str) -> HttpResponse:
    """Send a link, change a role, close, open, or sign out everywhere."""
    if deed not in DEEDS and deed != ROLE:
        raise Http404
    try:
        if deed == ROLE:
            accounts.change_role(account_id, request.POST.get(ROLE, ""), actor(request))
        else:
            DEEDS[deed](account_id, actor(request))
    except RuleBroken as refusal:
        return _page(request, refusal=refusal, status=status_of(refusal))
    return redirect("office-accounts")


def _page(request: HttpRequest, *, status: int = 200, **more: object) -> HttpResponse:
    usual = {ROLE: Role.FACILITATOR}
    context = {"accounts": accounts.all_accounts(), "roles": list(Role), "typed": usual, **more}
    return render(request, "office_accounts.html", context, status=status)
