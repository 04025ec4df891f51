"""Bent addresses, hosts, headers and redirects: nothing is opened, nobody is led away."""

from __future__ import annotations

import full_house
import pytest
import wide_doors
import world
from django.test import Client
from pytest_django import Settings
from set_clock import SetClock

from orchestrator.models import User
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.registration import read_person
from orchestrator.services.access.sign_in import issue_login_token

pytestmark = pytest.mark.django_db
BENT = (
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "..%5c..", "%00", "x%00.html", "x" * 5000, "%E2%80%AE", "%F0%9F%92%A9", "%ED%A0%80",
    "%0d%0aSet-Cookie:%20a=b", "%c0%ae%c0%ae", "a%2fb", "+", "%25%32%65",
)  # fmt: skip


@pytest.fixture(autouse=True)
def wide(at: SetClock, settings: Settings) -> None:
    wide_doors.open_wide(settings)


@pytest.mark.parametrize("bent", BENT)
def test_a_bent_token_opens_nothing(client: Client, bent: str) -> None:
    for address in full_house.addresses():
        if "token" not in address.parts:
            continue
        answer = client.get(address.filled({"token": bent, "registration_id": 1}))
        assert answer.status_code in (200, 404, 405, 410), address.name
        assert "Set-Cookie" not in answer.headers or "a=b" not in answer.headers["Set-Cookie"]
        if answer.status_code == 200:
            assert address.name == "new-dates-leave"  # says the same to everybody


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost@evil.example",
        "evil.example:80",
        "a b",
        "",
    ],
)
def test_another_host_is_no_host_of_ours(host: str) -> None:
    client = Client(raise_request_exception=False)
    answer = client.get("/", HTTP_HOST=host)
    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()


def test_a_forwarded_host_changes_no_link(client: Client) -> None:
    world.publish()
    headers = {
        "X-Forwarded-Host": "evil.example",
        "X-Host": "evil.example",
        "Forwarded": "host=evil.example",
    }
    for path in ("/", "/calendar/", "/account/login/"):
        assert "evil.example" not in client.get(path, headers=headers).content.decode()


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "https:evil.example",
        "javascript:x()",
        "\thttps://evil.example",
    ],
)
def test_nobody_is_led_to_another_site(client: Client, target: str) -> None:
    User.objects.create_owner("owner@example.org")
    for path in ("/account/login/", "/login/", "/logout/", "/consultations/", "/"):
        for query in ("next", "url", "redirect", "return_to"):
            answer = client.get(path, {query: target}, headers={"Referer": target.strip()})
            assert "evil" not in answer.headers.get("Location", "")
    answer = client.post(
        f"/login/{issue_login_token('owner@example.org')}?next={target}", {"next": target}
    )
    assert answer.headers["Location"].startswith("/")
    assert "evil" not in answer.headers["Location"]


@pytest.mark.parametrize(
    "back",
    ["published", "//evil.example", "https://evil.example", "javascript:x()", "/a\r\nX: y", ""],
)
def test_the_choice_of_a_language_leads_back_and_nowhere_else(client: Client, back: str) -> None:
    answer = client.post("/language/", {"language": "es", "next": back})
    assert answer.status_code == 302
    assert "evil" not in answer["Location"]
    assert answer["Location"].startswith("/")


def test_a_session_from_before_signing_in_is_worth_nothing_after(client: Client) -> None:
    client.get("/login/x")
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = str(session.session_key)
    client.post(f"/login/{issue_login_token('owner@example.org')}")
    assert client.cookies["sessionid"].value != session.session_key
    thief = Client()
    thief.cookies["sessionid"] = str(session.session_key)
    assert thief.get("/office/").status_code == 302
    kept = client.cookies["sessionid"].value
    client.post("/account/logout/")
    client.post("/logout/")
    after = Client()
    after.cookies["sessionid"] = kept
    assert after.get("/office/").status_code == 302


@pytest.mark.parametrize(
    "name", ["Ada\r\nBcc: all@example.org", "Ada\nX", "Ada\x85X", "Ada\u2028X", "Ada\x00"]
)
def test_a_name_with_a_line_break_is_refused_or_made_one_line(name: str) -> None:
    try:
        person = read_person(name, "ada@example.org")
    except RuleBroken:
        return
    assert person.name.isprintable()
    for address in (
        "ada@example.org\r\nBcc: x@example.org",
        "ada@example.org\n",
        "ada@exa\nmple.org",
    ):
        try:
            found = read_person("Ada", address)
        except RuleBroken:
            continue
        assert found.email.given.isprintable()


def test_a_body_of_ten_megabytes_is_refused_and_no_fault(client: Client) -> None:
    big = b"a=" + b"x" * 10_000_000
    for path in ("/new-dates/", "/private/", "/consultations/wish"):
        answer = client.post(path, big, "application/x-www-form-urlencoded")
        assert answer.status_code == 413, path
    for path in ("/api/v1/requests/check", "/api/v1/consultations"):
        answer = client.post(path, big, "application/json")
        assert answer.status_code == 413, path
        assert answer.json()["code"] == "too_large"


def test_a_number_that_no_row_has_leads_nowhere(client: Client) -> None:
    owner = full_house.owner()
    for address in full_house.addresses():
        for part in address.parts:
            if not part.endswith("_id"):
                continue
            for number in (2**63 - 1, 2**63, 10**30):
                values = dict.fromkeys(address.parts, 1) | {
                    part: number,
                    "deed": "off",
                    "name": "send",
                }
                path = address.filled(values)
                for answer in (owner.get(path), owner.post(path), client.post(path)):
                    assert answer.status_code < 500, (path, answer.status_code)
