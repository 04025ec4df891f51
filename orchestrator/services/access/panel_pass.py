"""The pass that an opened panel shows: who opened it, signed, for the length of a workshop.

The panel needs no cookie: a browser inside Zoom may keep none. Zoom says who opened the page only
once, so the page carries this pass from then on. It is checked against the settings at each use.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing

from calendars import clock
from orchestrator.models import User
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.role import Role
from orchestrator.rules.sentence import Sentence

SALT = "orchestrator.zoom-app"
LIFE = timedelta(hours=12)
LONGEST = 1000


def for_zoom_user(user: str) -> str:
    """Return a pass for the host in Zoom. Raises RuleBroken (`not_the_host`) for anybody else."""
    if not _is_host(user):
        raise RuleBroken(
            "not_the_host",
            "Only the host of our meetings may see who meets whom. {who}",
            allowed="{wanted}",
            who=Sentence("To Zoom you are the user {user}.", user=user)
            if user
            else Sentence("Zoom does not say who you are."),
            wanted=Sentence(
                "that user as app_host in the settings, under [zoom], if it is the host"
            )
            if user
            else Sentence("being signed in to Zoom as the host"),
        )
    return _signed({"zoom": user})


def for_owner(user_id: int) -> str:
    """Return a pass for an owner who is signed in to the office."""
    return _signed({"owner": user_id})


def check(text: str) -> None:
    """Raise RuleBroken (`pass_dead`) unless the pass is ours, and its holder still may."""
    try:
        said = signing.loads(text, salt=SALT) if len(text) <= LONGEST else {}
    except signing.BadSignature:
        said = {}
    fresh = "until" in said and clock.parse_instant(said["until"]) > clock.now()
    if not fresh or not _may(said):
        raise RuleBroken(
            "pass_dead",
            "This panel was opened too long ago.",
            allowed="closing the panel in Zoom and opening it again",
        )


def _signed(who: dict[str, object]) -> str:
    until = clock.now() + LIFE
    return signing.dumps(who | {"until": until.isoformat()}, salt=SALT)


def _may(said: dict[str, str]) -> bool:
    if "zoom" in said:
        return _is_host(said["zoom"])
    return User.objects.filter(pk=said["owner"], is_active=True, role=Role.OWNER).exists()


def _is_host(user: str) -> bool:
    host = settings.COMPANY.zoom.app_host
    return bool(host) and user == host
