"""Signing in by a link that is good once."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from calendars import clock
from orchestrator.models import LoginLink, User
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.access.tokens import hashed

if TYPE_CHECKING:
    from django.db.models import QuerySet

LINK_LIFE = timedelta(hours=12)


@transaction.atomic
def issue_login_token(email: str) -> str:
    """Return a fresh token that signs the owner with that address in once, within 12 hours."""
    token = secrets.token_urlsafe(32)
    LoginLink.objects.filter(expires_at__lt=clock.now()).delete()
    LoginLink.objects.create(
        token_hash=hashed(token),
        user=User.objects.create_owner(email),
        expires_at=clock.now() + LINK_LIFE,
    )
    return token


def is_good(token: str) -> bool:
    """Say whether the token could be used now; uses nothing up."""
    return _usable(token).exists()


@transaction.atomic
def redeem(token: str) -> User:
    """Return whom the token signs in, and use it up.

    Raises RuleBroken (`login_link_dead`) when it is unknown, used or too old.
    """
    link = _usable(token).select_related("user").first()
    if link is None or not _usable(token).update(used_at=clock.now()):
        raise RuleBroken(
            "login_link_dead",
            "This sign-in link was used already, or it is too old.",
            allowed="Ask for a new one: orchestrator login-link",
        )
    return link.user


def _usable(token: str) -> QuerySet[LoginLink]:
    return LoginLink.objects.filter(
        token_hash=hashed(token),
        used_at__isnull=True,
        expires_at__gt=clock.now(),
        user__is_active=True,
    )
