"""Every door that changes something is counted, and who knocks too often is told when to return."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import wide_doors
import world
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import Settings
from set_clock import SetClock

from orchestrator.models import ConsultationHold, Knock
from orchestrator.services.access.sign_in import issue_login_token
from orchestrator.web import doors

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def standing_clock(at: SetClock) -> SetClock:
    return at


@pytest.fixture
def narrow(settings: Settings) -> None:
    """Let everything happen twice only."""
    few: dict[str, object] = dict.fromkeys(wide_doors.TIMES, "2 per hour")
    wide_doors.open_wide(settings, **few | {"api_reads": "20 per hour"})


def names(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    patterns: list[URLPattern | URLResolver] = resolver.url_patterns
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from names(pattern, inner)
        elif pattern.name:
            yield prefix + pattern.name


def test_every_named_limit_belongs_to_a_door_that_there_is() -> None:
    known = set(names(get_resolver()))
    assert set(doors.WRITES) <= known
    limits = set(type(django_settings.COMPANY.limits).model_fields) - {"holds_at_once"}
    used = {*doors.WRITES.values(), "checks", "own_links", "clicks", "api_reads", "guesses"}
    assert used == limits


FORMS = [
    ("/consultations/wish", {}),
    ("/consultations/hold", {}),
    ("/consultations/book", {}),
    ("/private/", {"do": "ask"}),
    ("/private/", {}),
    ("/new-dates/", {}),
    ("/login/nonsense", {}),
    ("/office/outbox/test", {}),
    ("/webhooks/zoom", {}),
    ("/webhooks/tickets", {}),
    ("/webhooks/google-calendar", {}),
    ("/api/v1/consultations", {}),
    ("/api/v1/requests", {}),
    ("/api/v1/requests/check", {}),
    ("/api/v1/registrations", {}),
    ("/registrations/nonsense/cancel", {}),
    ("/zoom-app/rooms", {}),
]


@pytest.mark.parametrize(("path", "form"), FORMS)
def test_the_third_post_of_two_is_refused_kindly(
    client: Client, narrow: None, path: str, form: dict[str, str]
) -> None:
    for _ in range(2):
        assert client.post(path, form).status_code != 429
    refused = client.post(path, form)
    assert refused.status_code == 429
    assert refused["Retry-After"] == "3600"
    assert refused["Cache-Control"] == "no-store"
    if path.startswith(("/api/", "/webhooks/")):
        assert refused.json()["code"] == "too_often"
    else:
        assert "Please try again in 60 minutes." in refused.content.decode()
    other = client.post(path, form, REMOTE_ADDR="198.51.100.9")
    assert other.status_code != 429


def test_looking_at_pages_is_never_counted_and_never_writes(client: Client) -> None:
    workshop = world.publish()
    for path in ("/", "/consultations/", "/private/", "/new-dates/", "/login/", "/healthz"):
        client.get(path)
    client.get(f"/workshops/{workshop.uid}/waitlist")
    client.get("/feeds/workshops.ics")
    assert Knock.objects.count() == 0


def test_programs_reading_are_counted_by_tens(client: Client, narrow: None) -> None:
    answers = [client.get("/api/v1/workshops").status_code for _ in range(31)]
    assert answers == [200] * 29 + [429] * 2
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/api/v1/workshops").status_code == 429
    assert len(asked) == 0


@pytest.mark.parametrize(
    "path",
    [
        "/join/{}",
        "/registrations/{}",
        "/invoices/{}",
        "/certificates/{}",
        "/feeds/{}.ics",
        "/login/{}",
    ],
)
def test_who_guesses_addresses_finds_every_own_link_closed(
    client: Client, narrow: None, path: str
) -> None:
    good = issue_login_token("owner@example.org")
    for number in range(2):
        assert client.get(path.format(f"guess-{number}")).status_code in (404, 410)
    assert client.get(path.format("guess-3")).status_code == 429
    again = client.get(path.format("guess-4"))
    assert again.status_code == 429
    assert again["Retry-After"] == "3600"
    if not path.startswith("/feeds"):  # another door, another memory: it learns by its first miss
        assert client.get(f"/login/{good}").status_code == 429
    assert client.get(f"/login/{good}", REMOTE_ADDR="198.51.100.9").status_code == 200
    assert client.get("/").status_code == 200


def test_wrong_keys_are_guesses_too(client: Client, narrow: None) -> None:
    for network in ("a", "b"):  # the door's own limit is not what refuses here
        client.post("/api/v1/registrations", headers={"Authorization": f"Bearer {network}"})
    assert client.get("/join/guess").status_code == 429


def test_a_signed_in_person_is_counted_by_account(client: Client, narrow: None) -> None:
    client.post(f"/login/{issue_login_token('owner@example.org')}")
    for _ in range(2):
        assert client.post("/office/outbox/ask").status_code == 302
    assert client.post("/office/outbox/ask", REMOTE_ADDR="198.51.100.9").status_code == 429
    assert Client().post("/office/outbox/ask").status_code == 302


def test_a_forged_forwarded_header_opens_no_door(client: Client, narrow: None) -> None:
    for number in range(2):
        client.post("/new-dates/", headers={"X-Forwarded-For": f"6.6.6.{number}"})
    assert client.post("/new-dates/", headers={"X-Forwarded-For": "6.6.6.9"}).status_code == 429


def test_behind_a_proxy_of_ours_people_are_counted_apart(
    client: Client, narrow: None, settings: Settings
) -> None:
    company = settings.COMPANY
    proxies = company.proxies.model_copy(update={"trusted": ("127.0.0.1",)})
    settings.COMPANY = company.model_copy(update={"proxies": proxies})
    for number in range(5):
        sent = {"X-Forwarded-For": f"6.6.6.6, 198.51.100.{number}"}
        assert client.post("/new-dates/", headers=sent).status_code != 429
    for _ in range(3):
        last = client.post("/new-dates/", headers={"X-Forwarded-For": "6.6.6.7, 198.51.100.77"})
    assert last.status_code == 429


def test_one_network_holds_two_times_and_others_still_find_theirs(client: Client) -> None:
    starts = client.get("/api/v1/consultations/slots").json()["slots"]
    for start in starts[:12:2]:
        Client().post("/consultations/hold", {"start": start})
    assert ConsultationHold.objects.count() == 2
    Client().post("/consultations/hold", {"start": starts[14]}, REMOTE_ADDR="198.51.100.9")
    assert ConsultationHold.objects.count() == 3
    assert "127.0.0.1" not in str(ConsultationHold.objects.values())
