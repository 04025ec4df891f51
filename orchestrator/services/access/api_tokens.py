"""Keys of other programs: shown once, kept as a hash, dead when revoked."""

from __future__ import annotations

import re
import secrets

from django.db import transaction

from calendars import clock
from orchestrator.models import ApiToken
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.sentence import Sentence
from orchestrator.services.access import audit
from orchestrator.services.access.tokens import hashed

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@transaction.atomic
def issue(name: str, actor: str) -> str:
    """Return a fresh key for the program of that name; its old key is dead from now on.

    Raises RuleBroken (`name_missing`).
    """
    if not NAME.fullmatch(name):
        raise RuleBroken(
            "name_missing",
            "Please name the program that gets the key, as it names itself.",
            allowed="small letters, digits and hyphens, such as ticket-shop",
        )
    token = secrets.token_urlsafe(32)
    row, _ = ApiToken.objects.update_or_create(
        name=name,
        defaults={"token_hash": hashed(token), "created_at": clock.now(), "revoked_at": None},
    )
    audit.record(actor, "api key made", row)
    return token


@transaction.atomic
def revoke(name: str, actor: str) -> None:
    """Make a program's key dead at once. Raises RuleBroken (`key_unknown`)."""
    row = ApiToken.objects.filter(name=name, revoked_at=None).first()
    if row is None:
        known = ", ".join(ApiToken.objects.filter(revoked_at=None).values_list("name", flat=True))
        raise RuleBroken(
            "key_unknown",
            "There is no key {name}.",
            allowed="{known}",
            name=repr(name),
            known=known or Sentence("none"),
        )
    row.revoked_at = clock.now()
    row.save(update_fields=["revoked_at"])
    audit.record(actor, "api key revoked", row)


def whose(token: str) -> ApiToken | None:
    """Return the key that a token is, or None when it is unknown or revoked."""
    return ApiToken.objects.filter(token_hash=hashed(token), revoked_at=None).first()
