"""Accounts of the office: who is invited, what their role is, and when their sessions end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F
from django.utils.crypto import get_random_string

from calendars import clock
from orchestrator.models import User, Workshop
from orchestrator.rules.email_address import read_address
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.registration import read_person
from orchestrator.rules.role import Role
from orchestrator.services.access import audit, sign_in
from orchestrator.services.mail import outbox

if TYPE_CHECKING:
    from django.db.models import QuerySet

INVITED, CHANGED, RESET = "account-invited", "account-changed", "account-reset"


def all_accounts() -> QuerySet[User]:
    """Return every account, open ones first, by address."""
    return User.objects.order_by("-is_active", "email")


def facilitators() -> QuerySet[User]:
    """Return the open accounts that may run workshops of their own."""
    return User.objects.filter(role=Role.FACILITATOR, is_active=True).order_by("name", "email")


@transaction.atomic
def invite(email: str, name: str, role: str, by: str) -> User:
    """Make an account and owe its person a link that signs them in.

    Raises RuleBroken (`name_missing`, `email_invalid`, `account_exists`, `unknown_role`).
    """
    person = read_person(name, email)
    if User.objects.known_as(person.email.given).exists():
        raise RuleBroken(
            "account_exists",
            "There is an account with that address already.",
            allowed="sending its person a new link instead",
        )
    user = User.objects.create_account(person.email.given, person.name, _role(role))
    audit.record(by, "account.invited", user, role=user.role)
    _owe_link(user)
    return user


@transaction.atomic
def make_owner(email: str, name: str = "") -> User:
    """Return the owner's account with that address, made where there is none.

    Raises RuleBroken (`email_invalid`, `account_exists`) when somebody else's account has it.
    """
    address = read_address(email).given
    user = User.objects.create_owner(address)
    audit.record(audit.COMMAND, "owner's account asked for", user)
    if user.role != Role.OWNER or not user.is_active:
        raise RuleBroken(
            "account_exists",
            "There is an account with that address, and it is no open owner's.",
            allowed="another address, or another role given on the page of the accounts",
        )
    if name.strip() and not user.name:
        user.name = read_person(name, address).name
        user.save(update_fields=["name"])
    return user


@transaction.atomic
def forget_second_factor(user: User, by: str) -> None:
    """Take app, passkeys and recovery codes off an account: its person has lost them."""
    apps.get_model("mfa", "Authenticator").objects.filter(user_id=user.pk).delete()
    audit.record(by, "account.second_factor_forgotten", user)
    owe_notice(user, "second_factor_forgotten")


@transaction.atomic
def send_link(user_id: int, by: str) -> None:
    """Owe a person a fresh link that signs them in. Raises RuleBroken (`account_closed`)."""
    user = _locked(user_id)
    if not user.is_active:
        raise RuleBroken(
            "account_closed", "This account is closed.", allowed="opening it again first"
        )
    audit.record(by, "account.link_sent", user)
    _owe_link(user)


@transaction.atomic
def change_role(user_id: int, role: str, by: str) -> None:
    """Give an account another role; its sessions end, so that no old page lives on.

    Raises RuleBroken (`unknown_role`, `last_owner`).
    """
    user, wanted = _locked(user_id), _role(role)
    if wanted == user.role:
        return
    _keep_an_owner(user)
    audit.record(by, "account.role_changed", user, before=user.role, after=wanted.value)
    user.take_role(wanted)
    user.session_epoch += 1
    user.save()


@transaction.atomic
def close(user_id: int, by: str) -> None:
    """Let nobody sign in to an account any more, and end its sessions.

    Raises RuleBroken (`last_owner`).
    """
    user = _locked(user_id)
    if not user.is_active:
        return
    _keep_an_owner(user)
    user.is_active = False
    user.session_epoch += 1
    user.save()
    audit.record(by, "account.closed", user)


@transaction.atomic
def open_again(user_id: int, by: str) -> None:
    """Let the person of a closed account sign in again, with what they signed in with before."""
    user = _locked(user_id)
    if not user.is_active:
        user.is_active = True
        user.save()
        audit.record(by, "account.opened", user)


@transaction.atomic
def end_sessions(user_id: int, by: str) -> None:
    """Sign an account out everywhere, at once."""
    user = _locked(user_id)
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    audit.record(by, "account.sessions_ended", user)


@transaction.atomic
def hand_workshop_to(workshop_id: int, user_id: int | None, by: str) -> None:
    """Say whose workshop it is; None is the owner's alone.

    Raises RuleBroken (`no_facilitator`) for an account that is closed or runs no workshops.
    """
    workshop = Workshop.objects.select_for_update().get(pk=workshop_id)
    if user_id is not None and not facilitators().filter(pk=user_id).exists():
        raise RuleBroken(
            "no_facilitator",
            "This account runs no workshops.",
            allowed="an open account whose role is facilitator",
        )
    before, workshop.facilitator_id = workshop.facilitator_id, user_id
    if before != user_id:
        workshop.save(update_fields=["facilitator"])
        audit.record(by, "workshop.handed", workshop, before=before, after=user_id)


@transaction.atomic
def owe_password_reset(user: User) -> None:
    """Owe a person a link to choose a new password; it is written when it is sent."""
    cause = f"account:{user.pk}:reset:{get_random_string(12)}"
    expires = clock.now() + sign_in.RESET_LIFE
    audit.record(f"user {user.pk}", "account.reset", user)
    outbox.owe(
        cause=cause, kind=RESET, recipient=user.email, facts={"user": user.pk}, expires_at=expires
    )


@transaction.atomic
def owe_notice(user: User, what: str) -> None:
    """Owe a person word that something about how they sign in was changed; `what` is a code."""
    cause = f"account:{user.pk}:{what}:{get_random_string(12)}"
    audit.record(f"user {user.pk}", f"account.{what}", user)
    outbox.owe(
        cause=cause, kind=CHANGED, recipient=user.email, facts={"user": user.pk, "what": what}
    )


def forget_ended_sessions() -> int:
    """Delete the sessions that are over, and the addresses noted with them; return how many."""
    over, _ = Session.objects.filter(expire_date__lt=clock.now()).delete()
    alive = Session.objects.values("session_key")
    noted = apps.get_model("usersessions", "UserSession").objects
    noted.exclude(session_key__in=alive).delete()
    return over


def _owe_link(user: User) -> None:
    """Owe the letter, and keep the hash of the link that will stand in it."""
    nonce = get_random_string(12)
    sign_in.keep_link(user, sign_in.mailed_token(user, nonce), sign_in.INVITATION_LIFE)
    cause = f"account:{user.pk}:invited:{nonce}"
    facts = {"user": user.pk, "nonce": nonce}
    outbox.owe(cause=cause, kind=INVITED, recipient=user.email, facts=facts)


def _locked(user_id: int) -> User:
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise RuleBroken("unknown_account", "There is no such account.")
    return user


def _role(text: str) -> Role:
    if text not in tuple(Role):
        raise RuleBroken(
            "unknown_role", "That is no role.", allowed="owner, facilitator or accountant"
        )
    return Role(text)


def _keep_an_owner(user: User) -> None:
    """Refuse to take away the only account that may do everything; others wait their turn."""
    owners = User.objects.select_for_update().filter(role=Role.OWNER, is_active=True)
    if [one.pk for one in owners] == [user.pk]:
        raise RuleBroken(
            "last_owner",
            "This is the only owner, and somebody must be.",
            allowed="making somebody else an owner first",
        )
