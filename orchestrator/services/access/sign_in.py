"""Signing in by a link that is good once."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from calendars import clock
from orchestrator.models import LoginLink, User
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.access import audit
from orchestrator.services.access.tokens import derived, hashed

if TYPE_CHECKING:
    from django.db.models import QuerySet

LINK_LIFE = timedelta(hours=12)
INVITATION_LIFE = timedelta(days=7)
RESET_LIFE = timedelta(hours=1)


@transaction.atomic
def issue_login_token(email: str) -> str:
    """Return a fresh token that signs the account with that address in once, within 12 hours.

    Where there is none, an owner's is made: whoever may run our commands may do everything.
    """
    token = secrets.token_urlsafe(32)
    user = User.objects.create_owner(email)
    keep_link(user, token, LINK_LIFE)
    audit.record(audit.COMMAND, "sign-in link made", user)
    return token


def mailed_token(user: User, nonce: str) -> str:
    """Return the token of a link that a mail carries; whoever knows the key can write it again."""
    return derived("sign-in", f"{user.pk}:{nonce}", 0)


def keep_link(user: User, token: str, life: timedelta) -> None:
    """Let a token sign its account in once, for so long; those that are over are forgotten."""
    now = clock.now()
    LoginLink.objects.filter(expires_at__lt=now).delete()
    LoginLink.objects.create(token_hash=hashed(token), user=user, expires_at=now + life)


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
    audit.record(f"user {link.user_id}", "signed in by link", link.user)
    return link.user


def _usable(token: str) -> QuerySet[LoginLink]:
    return LoginLink.objects.filter(
        token_hash=hashed(token),
        used_at__isnull=True,
        expires_at__gt=clock.now(),
        user__is_active=True,
    )
