from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from set_clock import SetClock

from orchestrator.models import AuditEntry, OutboxMessage, User
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.role import Role
from orchestrator.services.access import accounts, sign_in
from orchestrator.services.letters import accounts as letters
from orchestrator.services.letters.letter import Letter, Skip
from orchestrator.services.letters.writers import WRITERS

pytestmark = pytest.mark.django_db
BY = "user 1"


def owner() -> User:
    return User.objects.create_owner("owner@example.org")


def letter(message: OutboxMessage) -> Letter:
    found = WRITERS[message.kind](message)
    assert isinstance(found, Letter)
    return found


def refused(code: str, deed: object, *arguments: object) -> None:
    with pytest.raises(RuleBroken) as found:
        deed(*arguments)  # type: ignore[operator]  # one of ours
    assert found.value.code == code


def test_who_is_invited_gets_a_link_that_signs_in_once(at: SetClock) -> None:
    user = accounts.invite("Fay@Example.org", "Fay Facil", "facilitator", BY)
    assert (user.role, user.is_staff, user.is_superuser) == (Role.FACILITATOR, False, False)
    message = OutboxMessage.objects.get()
    action = letter(message).action
    assert action
    token = action.url.rpartition("/")[2]
    assert message.recipient == "Fay@example.org"
    assert token not in str(message.facts)
    at.forward(hours=24 * 7 - 1)
    assert sign_in.redeem(token) == user
    assert not sign_in.is_good(token)


def test_an_address_has_one_account_however_it_is_written(at: SetClock) -> None:
    accounts.invite("fay@example.org", "Fay", "facilitator", BY)
    refused("account_exists", accounts.invite, "FAY@example.org", "Fay", "owner", BY)
    refused("account_exists", accounts.make_owner, "Fay@example.org")
    assert User.objects.count() == 1


def test_what_cannot_be_invited_is_said_and_leaves_nothing(at: SetClock) -> None:
    refused("email_invalid", accounts.invite, "nobody", "Fay", "owner", BY)
    refused("name_missing", accounts.invite, "fay@example.org", " ", "owner", BY)
    refused("unknown_role", accounts.invite, "fay@example.org", "Fay", "king", BY)
    refused("unknown_account", accounts.close, 99, BY)
    assert not User.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_somebody_is_always_an_owner(at: SetClock) -> None:
    only = owner()
    refused("last_owner", accounts.close, only.pk, BY)
    refused("last_owner", accounts.change_role, only.pk, "accountant", BY)
    second = accounts.make_owner("second@example.org", "Second Owner")
    assert second.name == "Second Owner"
    accounts.change_role(only.pk, "accountant", BY)
    refused("last_owner", accounts.close, second.pk, BY)
    only.refresh_from_db()
    assert (only.role, only.is_staff, only.is_superuser) == (Role.ACCOUNTANT, False, False)


def test_a_changed_role_and_a_closed_account_end_every_session(at: SetClock) -> None:
    owner()
    fay = accounts.invite("fay@example.org", "Fay", "facilitator", BY)
    stamps = {fay.get_session_auth_hash()}
    for deed in (
        partial(accounts.change_role, fay.pk, "accountant"),
        partial(accounts.end_sessions, fay.pk),
        partial(accounts.close, fay.pk),
    ):
        deed(BY)
        fay.refresh_from_db()
        stamps.add(fay.get_session_auth_hash())
    assert len(stamps) == 4
    before = AuditEntry.objects.get(action="account.role_changed").details
    assert before == {"before": "facilitator", "after": "accountant"}


def test_a_closed_account_is_sent_no_link_and_no_letter_until_it_is_open_again(
    at: SetClock,
) -> None:
    owner()
    fay = accounts.invite("fay@example.org", "Fay", "facilitator", BY)
    accounts.close(fay.pk, BY)
    accounts.close(fay.pk, BY)
    refused("account_closed", accounts.send_link, fay.pk, BY)
    accounts.owe_password_reset(fay)
    accounts.owe_notice(fay, "password_changed")
    for message in OutboxMessage.objects.all():
        assert isinstance(WRITERS[message.kind](message), Skip)
    accounts.open_again(fay.pk, BY)
    accounts.open_again(fay.pk, BY)
    accounts.send_link(fay.pk, BY)
    assert AuditEntry.objects.filter(action="account.opened").count() == 1
    assert OutboxMessage.objects.filter(kind=accounts.INVITED).count() == 2


def test_the_same_role_again_ends_no_session(at: SetClock) -> None:
    only = owner()
    accounts.change_role(only.pk, "owner", BY)
    assert not AuditEntry.objects.exists()


def test_a_change_of_how_one_signs_in_is_told_and_written_down(at: SetClock) -> None:
    user = owner()
    for what in (*letters.WHAT, "something_new"):
        accounts.owe_notice(user, what)
    told = [letter(message).paragraphs[0] for message in OutboxMessage.objects.order_by("pk")]
    assert told == [*letters.WHAT.values(), letters.CHANGED]
    assert AuditEntry.objects.filter(action="account.password_changed").exists()


def test_a_reset_letter_carries_a_key_that_is_good_for_an_hour(at: SetClock) -> None:
    accounts.owe_password_reset(owner())
    message = OutboxMessage.objects.get()
    assert message.expires_at
    assert (message.expires_at - at.at).total_seconds() == 3600
    action = letter(message).action
    assert action
    assert "/account/password/reset/key/" in action.url


def test_a_session_that_is_over_leaves_no_address_behind(at: SetClock) -> None:
    user = owner()
    noted = apps.get_model("usersessions", "UserSession").objects
    for key, hours in (("over", -1), ("alive", 1)):
        expires = at.at + timedelta(hours=hours)
        Session.objects.create(session_key=key, session_data="", expire_date=expires)
        noted.create(user=user, ip="192.0.2.7", session_key=key, user_agent="A browser")
    assert accounts.forget_ended_sessions() == 1
    assert [one.session_key for one in noted.all()] == ["alive"]


def test_only_a_facilitator_is_handed_a_workshop(at: SetClock, workshop_id: int) -> None:
    only = owner()
    fay = accounts.invite("fay@example.org", "Fay", "facilitator", BY)
    refused("no_facilitator", accounts.hand_workshop_to, workshop_id, only.pk, BY)
    accounts.hand_workshop_to(workshop_id, fay.pk, BY)
    accounts.hand_workshop_to(workshop_id, fay.pk, BY)
    assert fay.workshops.get().pk == workshop_id
    accounts.hand_workshop_to(workshop_id, None, BY)
    assert not fay.workshops.exists()
    assert [one.details for one in AuditEntry.objects.filter(action="workshop.handed")] == [
        {"before": fay.pk, "after": None},
        {"before": None, "after": fay.pk},
    ]
