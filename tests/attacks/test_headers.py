"""What browsers are told by every answer: pages, files, feeds, calls, refusals and faults."""

from __future__ import annotations

import json
from pathlib import Path

import full_house
import processes
import pytest
import wide_doors
from django.conf import settings as said
from django.test import Client
from pytest_django import Settings
from set_clock import SetClock

from orchestrator.services.access.sign_in import issue_login_token

PERSONAL = ("registrations/", "rosters/", "quotes/", "invoices/", "consultations/<str", "new-dates/<str", "join/", "login/<str", "office/", "certificates/", "zoom-app", "account/")  # fmt: skip
ALWAYS = {
    "X-Content-Type-Options": {"nosniff"},
    "Referrer-Policy": {"same-origin", "no-referrer"},
    "Cross-Origin-Opener-Policy": {"same-origin"},
    "Cross-Origin-Resource-Policy": {"same-origin"},
}
FRAMED = {"consultations-embedded", "zoom-app"}


@pytest.mark.django_db
def test_every_door_says_what_browsers_may_do(at: SetClock, settings: Settings) -> None:
    wide_doors.open_wide(settings)
    house = full_house.build()
    looked_at = 0
    for client in (Client(), full_house.owner()):
        for address in full_house.addresses():
            answer = client.get(address.filled(house.values_for(address.name)))
            for name, allowed in ALWAYS.items():
                assert answer.headers.get(name) in allowed, (address.name, name)
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy, address.name
            assert "unsafe" not in policy
            assert ("frame-ancestors 'none'" in policy) or address.name in FRAMED, address.name
            assert "camera=()" in answer.headers["Permissions-Policy"]
            if address.route.startswith(PERSONAL):
                assert "no-store" in answer.headers["Cache-Control"] or answer.status_code in (302, 403, 404, 405), (address.name, answer.status_code)  # fmt: skip
                assert "public" not in answer.headers["Cache-Control"], address.name
            looked_at += 1
    assert looked_at > 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/feeds/workshops.ics",
        "/feeds/nothing.ics",
        "/nothing-here",
        "/api/v1/nothing",
        f"{said.STATIC_URL}css/house.css",
        f"{said.STATIC_URL}nothing.css",
    ],
)
def test_files_feeds_and_refusals_say_it_too(client: Client, at: SetClock, path: str) -> None:
    answer = client.get(path)
    b"".join(answer)
    answer.close()
    for name, allowed in ALWAYS.items():
        assert answer.headers.get(name) in allowed, name
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.django_db
def test_cookies_are_closed_to_scripts_and_to_other_sites(at: SetClock) -> None:
    client = Client()
    client.post(f"/login/{issue_login_token('owner@example.org')}")
    starts = client.get("/api/v1/consultations/slots").json()["slots"]
    client.post("/consultations/hold", {"start": starts[0]})
    client.get("/private/")
    assert len(client.cookies) == 3
    for name, cookie in client.cookies.items():
        assert cookie["samesite"] == "Lax", name
        assert cookie["httponly"], name


OVER_HTTPS = """
import json, django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
client = Client(SERVER_NAME="workshops.example.org", headers={"X-Forwarded-Proto": "https"})
client.get("/private/")
answer = client.get("/")
print(json.dumps({
    "hsts": answer.headers.get("Strict-Transport-Security", ""),
    "cookies": {name: bool(one["secure"]) for name, one in client.cookies.items()},
    "names": [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME],
}))
"""


def test_over_https_cookies_are_bound_to_the_host_and_browsers_told_to_stay(tmp_path: Path) -> None:
    ran = processes.python(tmp_path, OVER_HTTPS, ORCHESTRATOR_COMPANY__PUBLIC_URL="https://workshops.example.org")  # fmt: skip
    found = json.loads(ran.stdout.splitlines()[-1])
    assert found["hsts"] == "max-age=31536000"
    assert found["names"] == ["__Host-session", "__Host-form"]
    assert found["cookies"]
    assert all(found["cookies"].values())
