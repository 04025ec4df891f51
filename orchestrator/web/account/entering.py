"""Signing in somebody whom a link has named: the second factor is asked for all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import EmailAddress, Login

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from orchestrator.models import User


def enter(request: HttpRequest, user: User, next_url: str) -> HttpResponse:
    """Sign the account in, or lead to its second factor; then go to `next_url`.

    The link came by mail or from the person who runs the server, so the address is proved.
    """
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    record_authentication(request, user, method="link", reauthenticated=True)
    answer: HttpResponse = perform_login(request, Login(user=user, redirect_url=next_url))
    return answer
