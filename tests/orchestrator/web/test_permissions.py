"""Every address and every role: exactly the allowed answer. A new address needs its row here."""

from __future__ import annotations

import full_house
import pytest
import wide_doors
from django.test import Client
from full_house import Address, House
from pytest_django import Settings
from set_clock import SetClock

from orchestrator.models import User, Workshop
from orchestrator.rules.role import Role

pytestmark = pytest.mark.django_db(transaction=True)

KINDS: dict[str, tuple[str | int, ...]] = {  # nobody, own and other facilitator, accountant, owner
    "open": ("ok", "ok", "ok", "ok", "ok"),
    "office": ("door", "ok", "ok", "ok", "ok"),
    "running": ("door", "ok", "ok", 403, "ok"),
    "own": ("door", "ok", 404, 403, "ok"),
    "money": ("door", 403, 403, "ok", "ok"),
    "owner": ("door", 403, 403, 403, "ok"),
    "logout": (302, "ok", "ok", "ok", "ok"),
    "stranger": ("ok", 302, 302, 302, 302),
}
# Name, kind, what a GET answers to whom it is for (405: it is posted to), and what a dead link does.
TABLE = """
home                                    open      200
private                                 open      200
language                                open      405
subscribe                               open      200
login                                   open      door
login-link                              open      200  410
logout                                  open      405
account                                 office    200
account-sign-out                        office    405
account_login                           stranger  200
account_logout                          logout    200
account_inactive                        open      200
account_reauthenticate                  office    403
account_change_password                 office    302
account_set_password                    office    200
account_reset_password                  open      200
account_reset_password_done             open      200
account_reset_password_from_key_done    open      200
mfa_index                               office    200
mfa_authenticate                        office    302
mfa_reauthenticate                      office    403
mfa_activate_totp                       office    200
mfa_deactivate_totp                     office    404
mfa_view_recovery_codes                 office    404
mfa_generate_recovery_codes             office    200
mfa_download_recovery_codes             office    404
mfa_list_webauthn                       office    200
mfa_add_webauthn                        office    200
mfa_login_webauthn                      office    302
mfa_reauthenticate_webauthn             office    403
mfa_remove_webauthn                     office    404
mfa_edit_webauthn                       office    404
usersessions_list                       office    200
office-accounts                         owner     200
office-account-invite                   owner     405
office-account-act                      owner     405
office                                  office    200
office-health                           owner     200
office-rehearsal                        office    404
office-floor                            owner     200
office-floor-page                       owner     404
office-search                           office    200
office-week                             running   200
office-list                             office    404
office-list-file                        office    404
office-outbox                           owner     200
office-outbox-test                      owner     405
office-outbox-ask                       owner     405
office-outbox-remedy                    owner     405
office-calendar                         running   200
office-workshop                         own       200
office-remedy                           own       405
office-start                            own       405
office-add-link                         own       405
office-revoke-link                      own       405
join                                    open      200  404
room                                    open      200  404
api:openapi-json                        open      200
api:workshops                           open      200
api:registrations                       open      405
api:consultation-slots                  open      200
api:consultations                       open      405
api:requests-check                      open      405
api:requests                            open      405
api:api-root                            open      404
office-workshops                        running   200
office-new-workshop                     owner     200
office-hand-over                        owner     405
office-change                           owner     200
office-call-off                         owner     405
office-discard                          owner     405
office-preview                          owner     200
office-publish                          owner     405
office-console                          own       200
office-console-rooms                    running   404
office-console-click                    own       405
office-money                            money     200
office-bill                             money     405
office-receipt                          money     405
office-settle                           money     405
office-people                           own       200
office-people-import                    owner     200
office-add-person                       own       405
office-keep-seats                       own       405
office-cancel-person                    own       405
office-hand-on                          own       405
office-prefer                           own       405
office-mark                             own       405
office-match                            own       405
office-roster-link                      own       405
registration                            open      200  404
registration-accept                     open      405  405
registration-cancel                     open      405  405
registration-hand-on                    open      405  405
seat-invoice                            open      200  404
my-calendar                             open      200  404
download                                open      200
waitlist                                open      200
roster                                  open      200  404
roster-calendar                         open      200  404
roster-add                              open      405  405
roster-cancel                           open      405  405
roster-hand-on                          open      405  405
consultations                           open      200
consultations-embedded                  open      200
consultation-hold                       open      405
consultation-form                       open      302
consultation-wish                       open      200
consultation                            open      200  404
consultation-cancel                     open      405  405
consultation-move                       open      200  404
consultation-calendar                   open      200  404
office-consultations                    running   200
office-times                            running   200
office-away                             running   405
office-back                             running   405
office-wish                             running   405
office-consultation                     running   200
office-consultation-start               running   405
office-consultation-act                 running   405
invoice                                 open      200  404
invoice-pdf                             open      200  404
office-invoices                         money     200
office-money-table                      money     200
office-invoice                          money     200
office-invoice-pay                      money     405
office-invoice-credit                   money     405
quote                                   open      200  404
quote-accept                            open      405  405
quote-withdraw                          open      405  405
quote-pdf                               open      200  404
office-requests                         owner     200
office-price-request                    owner     405
office-decline-request                  owner     405
office-webhooks                         owner     200
office-webhook                          owner     200
office-webhook-act                      owner     405
office-webhook-again                    owner     405
new-dates                               open      200
new-dates-own                           open      200  404
new-dates-leave                         open      200  200
certificate                             open      200
google-calendar-webhook                 open      405
tickets-webhook                         open      405
zoom-webhook                            open      405
zoom-app                                open      404
zoom-app-rooms                          open      404
healthz                                 open      200
readyz                                  open      503
"""
ROWS = {line.split()[0]: line.split()[1:] for line in TABLE.strip().splitlines()}
SIGN_IN = "/account/login/"
LISTS = {
    Role.OWNER: {"workshops", "people", "waitlists", "consultations", "requests", "invoices", "new-dates", "drift", "outbox", "audit"},
    Role.FACILITATOR: {"workshops", "people", "waitlists", "consultations", "drift"},
    Role.ACCOUNTANT: {"invoices"},
}  # fmt: skip


def client_of(role: Role, email: str) -> Client:
    user = User.objects.create_account(email, "Somebody", role)
    found = Client(raise_request_exception=False)
    found.force_login(user)
    return found


def answer(client: Client, path: str, *, post: bool = False) -> str | int:
    response = client.post(path) if post else client.get(path)
    if response.status_code == 302 and response["location"].startswith(SIGN_IN):
        return "door"
    return response.status_code


@pytest.fixture
def house(at: SetClock, settings: Settings) -> House:
    wide_doors.open_wide(settings)
    return full_house.build()


@pytest.fixture
def everybody(house: House) -> list[Client]:
    """Return nobody, the facilitator of all workshops, another, an accountant, the owner."""
    own = client_of(Role.FACILITATOR, "own@example.org")
    Workshop.objects.update(facilitator=User.objects.get(email="own@example.org"))
    other = client_of(Role.FACILITATOR, "other@example.org")
    accountant = client_of(Role.ACCOUNTANT, "accountant@example.org")
    return [Client(), own, other, accountant, full_house.owner()]


def test_every_address_has_its_row() -> None:
    assert {one.name for one in full_house.addresses()} == set(ROWS)


def test_every_address_answers_every_role_as_its_row_says(
    house: House, everybody: list[Client]
) -> None:
    wrong = []
    for one in full_house.addresses():
        path = one.filled(house.values_for(one.name))
        wanted = wanted_of(one)
        found = [answer(client, path) for client in everybody]
        if found != wanted:
            wrong.append((one.name, found, wanted))
    assert wrong == []


def test_what_somebody_may_not_look_at_they_may_not_post_to(
    house: House, everybody: list[Client]
) -> None:
    wrong = []
    for one in full_house.addresses():
        path, wanted = one.filled(house.values_for(one.name)), wanted_of(one)
        if not one.name.startswith("office"):
            continue  # allauth's own, and open ones
        for client, allowed in zip(everybody, wanted, strict=True):
            if allowed in ("door", 403) or (allowed == 404 and ROWS[one.name][0] == "own"):
                found = answer(client, path, post=True)
                if found != allowed:
                    wrong.append((one.name, found, allowed))
    assert wrong == []


def test_a_link_of_nobodys_opens_nothing(house: House) -> None:
    links = [one for one in full_house.addresses() if "token" in one.parts]
    wrong = []
    for one in links:
        path = one.filled(house.values_for(one.name) | {"token": "dead" * 8})
        found = answer(Client(), path)
        if found != int(ROWS[one.name][2]):
            wrong.append((one.name, found))
    assert wrong == []
    assert {one.name for one in links} == {name for name, row in ROWS.items() if len(row) == 3}


def test_a_link_of_one_person_opens_no_page_of_another_kind(house: House) -> None:
    links = [one for one in full_house.addresses() if "token" in one.parts]
    tokens = {str(house.values_for(one.name)["token"]) for one in links}
    opened = {}
    for one in links:
        own = str(house.values_for(one.name)["token"])
        for token in tokens - {own}:
            status = answer(Client(), one.filled(house.values_for(one.name) | {"token": token}))
            if status == 200 and one.name != "new-dates-leave":
                opened[one.name, token[:4]] = status
    # A guest's link and an attendee's are both links into the meeting.
    assert {name for name, _ in opened} <= {"join", "room"}


def test_each_role_has_its_lists_and_no_other(everybody: list[Client]) -> None:
    every = LISTS[Role.OWNER]
    for client, role in zip(everybody[1:], (Role.FACILITATOR, Role.FACILITATOR, Role.ACCOUNTANT, Role.OWNER), strict=True):  # fmt: skip
        for name in every:
            wanted = 200 if name in LISTS[role] else 404
            assert answer(client, f"/office/lists/{name}") == wanted, (role, name)
            assert answer(client, f"/office/lists/{name}.csv") == wanted, (role, name)


def test_another_facilitator_finds_nobody_of_this_workshop(everybody: list[Client]) -> None:
    _, own, other, accountant, _ = everybody
    assert b"ada@example.org" in own.get("/office/lists/people").content
    for path in ("/office/lists/people", "/office/lists/people.csv", "/office/search?q=ada", "/office/", "/office/workshops/"):  # fmt: skip
        assert b"ada@example.org" not in other.get(path).content, path
    for path in ("/office/", "/office/search?q=ada", "/office/invoices/"):
        assert b"/people/" not in accountant.get(path).content, path


def wanted_of(one: Address) -> list[str | int]:
    """Return what the five answer, by the row."""
    kind, own = ROWS[one.name][0], ROWS[one.name][1]
    mine: str | int = own if own == "door" else int(own)
    return [mine if each == "ok" else each for each in KINDS[kind]]
