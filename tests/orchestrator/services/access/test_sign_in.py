from __future__ import annotations

import pytest
from set_clock import SetClock

from orchestrator.models import LoginLink, User
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.access.sign_in import LINK_LIFE, is_good, issue_login_token, redeem

pytestmark = pytest.mark.django_db


def test_a_link_signs_in_once_and_looking_at_it_uses_nothing_up(at: SetClock) -> None:
    token = issue_login_token("owner@example.org")
    assert is_good(token)
    assert is_good(token)
    assert redeem(token).email == "owner@example.org"
    assert not is_good(token)
    with pytest.raises(RuleBroken) as refused:
        redeem(token)
    assert refused.value.code == "login_link_dead"


def test_a_link_dies_after_twelve_hours_and_is_cleared_away(at: SetClock) -> None:
    token = issue_login_token("owner@example.org")
    at.at += LINK_LIFE
    assert not is_good(token)
    at.forward(seconds=1)
    issue_login_token("owner@example.org")
    assert LoginLink.objects.count() == 1


def test_no_token_is_kept_in_the_clear_and_no_owner_has_a_usable_password(at: SetClock) -> None:
    token = issue_login_token("owner@example.org")
    link = LoginLink.objects.get()
    assert token not in link.token_hash
    assert str(link) == f"login link {link.pk}"
    owner = User.objects.get()
    assert not owner.has_usable_password()
    assert owner.is_superuser
    assert str(owner) == "owner@example.org"
    issue_login_token("owner@example.org")
    assert User.objects.count() == 1


def test_a_person_who_was_shut_out_cannot_sign_in(at: SetClock) -> None:
    token = issue_login_token("owner@example.org")
    User.objects.update(is_active=False)
    assert not is_good(token)


@pytest.mark.parametrize("token", ["", "x", "\ud800", "a" * 5000])
def test_rubbish_is_no_link(at: SetClock, token: str) -> None:
    assert not is_good(token)
