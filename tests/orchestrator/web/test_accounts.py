from __future__ import annotations

import pytest
import wide_doors
from django.test import Client
from pages import text_of as read
from pages import told_on
from pytest_django import Settings
from set_clock import SetClock

from orchestrator.models import AuditEntry, OutboxMessage, User
from orchestrator.rules.role import Role
from orchestrator.services.access import accounts
from orchestrator.services.access.sign_in import issue_login_token
from orchestrator.services.letters.letter import Letter
from orchestrator.services.letters.writers import WRITERS

pytestmark = pytest.mark.django_db
PASSWORD = "a walk beside the river"
OWNER = "owner@example.org"


@pytest.fixture(autouse=True)
def doors(settings: Settings) -> None:
    wide_doors.open_wide(settings)


@pytest.fixture
def owner(client: Client, at: SetClock) -> Client:
    client.force_login(User.objects.create_owner(OWNER))
    return client


def by_link(client: Client, email: str) -> None:
    assert client.post(f"/login/{issue_login_token(email)}").status_code == 302


def address_in(message: OutboxMessage) -> str:
    letter = WRITERS[message.kind](message)
    assert isinstance(letter, Letter)
    assert letter.action
    return letter.action.url.partition("8000")[2]


def sign_in(client: Client, email: str, password: str) -> int:
    return client.post("/account/login/", {"login": email, "password": password}).status_code


def test_an_owner_invites_and_the_invited_chooses_a_password(owner: Client) -> None:
    typed = {"name": "Fay", "email": "fay@example.org", "role": "facilitator"}
    assert owner.post("/office/accounts/invite", typed).status_code == 302
    assert "fay@example.org" in read(owner.get("/office/accounts/"))
    fay = Client()
    address = address_in(OutboxMessage.objects.get())
    assert "It works once" in read(fay.get(address))
    assert fay.post(address)["location"] == "/office/"
    chosen = {"password1": PASSWORD, "password2": PASSWORD}
    assert fay.post("/account/password/set/", chosen).status_code == 302
    assert "chosen" in read(fay.get("/account/"))
    assert OutboxMessage.objects.filter(facts__what="password_set").exists()
    again = Client()
    assert sign_in(again, "fay@example.org", PASSWORD) == 302
    assert again.get("/office/").status_code == 200


def test_what_cannot_be_invited_is_kept_in_the_form(owner: Client) -> None:
    typed = {"name": "Fay", "email": "nobody", "role": "facilitator"}
    response = owner.post("/office/accounts/invite", typed)
    assert response.status_code == 422
    assert told_on(response)
    assert 'value="Fay"' in response.content.decode()
    assert owner.post("/office/accounts/1/king").status_code == 404


@pytest.mark.parametrize("deed", ["close", "sign-out", "role"])
def test_what_an_owner_does_to_an_account_ends_its_sessions_at_once(
    owner: Client, deed: str
) -> None:
    accounts.invite("fay@example.org", "Fay", "facilitator", "user 1")
    fay, row = Client(), User.objects.get(email="fay@example.org")
    by_link(fay, row.email)
    assert fay.get("/office/").status_code == 200
    owner.post(f"/office/accounts/{row.pk}/{deed}", {"role": "accountant"})
    assert fay.get("/office/").status_code == 302
    assert AuditEntry.objects.filter(subject=f"user {row.pk}").exists()
    owner.post(f"/office/accounts/{row.pk}/link")
    owner.post(f"/office/accounts/{row.pk}/open")


def test_the_last_owner_cannot_be_closed_on_the_page(owner: Client) -> None:
    response = owner.post(f"/office/accounts/{User.objects.get().pk}/close")
    assert response.status_code == 422
    assert "only owner" in told_on(response)


def test_somebody_signs_out_everywhere_at_once(owner: Client) -> None:
    other = Client()
    by_link(other, OWNER)
    assert owner.post("/account/sign-out")["location"] == "/account/login/"
    for each in (owner, other):
        assert each.get("/office/").status_code == 302


def test_nobody_signs_up_and_a_wrong_password_says_so(owner: Client) -> None:
    stranger = Client()
    assert stranger.get("/account/signup/").status_code == 404
    assert sign_in(stranger, OWNER, "wrong") == 200
    assert sign_in(stranger, "nobody@example.org", PASSWORD) == 200
    assert User.objects.count() == 1


def test_a_forgotten_password_is_chosen_anew_by_a_mailed_link_that_works_once(
    owner: Client,
) -> None:
    user = User.objects.get()
    user.set_password(PASSWORD)
    user.save()
    stranger = Client()
    for email in (OWNER, "nobody@example.org"):
        assert stranger.post("/account/password/reset/", {"email": email}).status_code == 302
    message = OutboxMessage.objects.get()
    page = stranger.get(address_in(message), follow=True)
    form = page.redirect_chain[-1][0]
    new = {"password1": "another walk at noon", "password2": "another walk at noon"}
    assert stranger.post(form, new).status_code == 302
    assert sign_in(Client(), OWNER, PASSWORD) == 200
    assert sign_in(Client(), OWNER, "another walk at noon") == 302
    used = Client().get(form.replace("set-password", "abc-def"))
    assert used.status_code == 200
    assert "password/reset" in used.content.decode()


def test_short_and_common_passwords_are_refused(owner: Client) -> None:
    for weak in ("short", "password1234", OWNER):
        response = owner.post("/account/password/set/", {"password1": weak, "password2": weak})
        assert response.status_code == 200, weak
    assert not User.objects.get().has_usable_password()


def test_guessing_passwords_is_slowed_down(owner: Client) -> None:
    user = User.objects.get()
    user.set_password(PASSWORD)
    user.save()
    for _ in range(6):
        sign_in(Client(), OWNER, "wrong")
    assert sign_in(Client(), OWNER, PASSWORD) == 200  # not even the right one, for a while


def test_a_sign_in_link_does_not_step_around_the_second_factor(owner: Client) -> None:
    totp(owner)
    other = Client()
    response = other.post(f"/login/{issue_login_token(OWNER)}")
    assert response["location"].startswith("/account/second/authenticate/")
    assert other.get("/office/").status_code == 302


def test_a_lost_telephone_is_forgotten_and_its_person_told(owner: Client) -> None:
    totp(owner)
    accounts.forget_second_factor(User.objects.get(), "command line")
    other = Client()
    by_link(other, OWNER)
    assert other.get("/office/").status_code == 200
    assert OutboxMessage.objects.filter(facts__what="second_factor_forgotten").exists()


def totp(client: Client) -> None:
    """Add an authenticator app to the signed-in account, as its owner would."""
    from allauth.mfa.totp.internal.auth import (  # noqa: PLC0415 -- the other side  # fmt: skip
        format_hotp_value,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    page = client.get("/account/second/app/add/")
    secret = page.context["form"].secret
    counter = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value(secret, counter))
    assert client.post("/account/second/app/add/", {"code": code}).status_code == 302


def test_each_role_has_its_own_doors_in_the_head_of_the_page(at: SetClock) -> None:
    heads = {}
    for role in Role:
        client = Client()
        client.force_login(User.objects.create_account(f"{role}@example.org", "One", role))
        heads[role] = client.get("/account/").content.decode()
    assert "/office/invoices/" not in heads[Role.FACILITATOR]
    assert "/office/consultations/" not in heads[Role.ACCOUNTANT]
    for address in ("/office/invoices/", "/office/consultations/", "/office/requests/"):
        assert address in heads[Role.OWNER]
