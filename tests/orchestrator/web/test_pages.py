from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
import world
from django.conf import settings
from django.db import DatabaseError, connection
from django.test import Client
from set_clock import SetClock

from jobs.tools import Tools
from orchestrator.models import MonthWithoutWorkshop, User
from orchestrator.rules.workshop import State
from orchestrator.services import job_runs
from orchestrator.services.access.sign_in import issue_login_token

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def standing_clock(at: SetClock) -> SetClock:
    return at


def text_of(body: bytes) -> str:
    plain = re.sub(r"<[^>]+>", " ", body.decode())
    return re.sub(r"\s+", " ", plain)


def test_the_first_page_shows_a_workshop_in_the_visitors_time_beside_pacific_time(
    client: Client,
) -> None:
    world.publish()
    page = text_of(client.get("/?timezone=Europe/Berlin").content)
    assert "Wednesday 9 December 2026 2:00 pm – 6:00 pm CET Berlin" in page
    assert "5:00 am – 9:00 am PST Pacific time" in page


def test_a_visitor_on_another_day_is_told_the_pacific_day_too(client: Client) -> None:
    world.publish(start=world.START + timedelta(hours=10))
    page = text_of(client.get("/?timezone=Asia/Tokyo").content)
    assert "Thursday 10 December 2026 8:00 am – 12:00 pm JST Tokyo" in page
    assert "3:00 pm – 7:00 pm PST Pacific time, Wednesday 9 December 2026" in page


def test_an_end_after_midnight_names_its_day_and_a_zone_without_letters_its_offset(
    client: Client,
) -> None:
    world.publish(start=world.START + timedelta(hours=5))
    page = text_of(client.get("/?timezone=Asia/Kathmandu").content)
    assert "11:45 pm – 3:45 am Thu UTC+05:45 Kathmandu" in page


def test_a_visitor_whose_zone_is_unknown_sees_pacific_time_once(client: Client) -> None:
    world.publish()
    body = client.get("/").content
    assert b'data-zone-known="no"' in body
    assert text_of(body).count("5:00 am – 9:00 am PST") == 1


def test_the_chosen_zone_is_remembered_and_a_wrong_one_is_not(client: Client) -> None:
    world.publish()
    client.get("/?timezone=Europe/Berlin")
    assert "CET" in text_of(client.get("/").content)
    response = client.get("/?timezone=Mars/Base")
    assert response.status_code == 200
    assert "CET" in text_of(response.content)
    assert "set-cookie" not in response.headers


def test_months_to_be_decided_and_months_without_a_workshop_are_shown(client: Client) -> None:
    world.publish(state=State.TO_BE_DECIDED, start=None, month=date(2027, 8, 1))
    MonthWithoutWorkshop.objects.create(month=date(2027, 3, 1))
    page = text_of(client.get("/").content)
    assert "March 2027 No workshop this month" in page
    assert "August 2027 Date to be decided" in page
    assert "No date is announced yet" not in page


def test_an_empty_schedule_says_what_to_do(client: Client) -> None:
    assert "No date is announced yet" in text_of(client.get("/").content)


def test_the_first_page_sets_no_cookie_and_has_a_strict_policy(client: Client) -> None:
    response = client.get("/")
    assert response.cookies == {}
    policy = response["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "<script>" not in response.content.decode()
    assert "style=" not in response.content.decode()


def test_health_tells_the_truth_about_a_clock_that_stands_still(
    client: Client, at: SetClock
) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.json()["status"]) == (503, "degraded")
    alive = client.get("/healthz")
    assert (alive.status_code, alive.json()["status"]) == (200, "degraded")
    job_runs.finished("sweep-meetings")
    response = client.get("/readyz")
    assert (response.status_code, response.json()["status"]) == (200, "ok")
    assert "no-store" in response["cache-control"]
    at.forward(minutes=2)
    scheduler = client.get("/readyz").json()["checks"]["scheduler"]
    assert scheduler == {"ok": False, "detail": "120 s ago"}


def test_health_tells_of_a_dead_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", fail)
    assert client.get("/readyz").status_code == 503


def test_a_login_link_shows_a_button_and_only_the_button_signs_in(client: Client) -> None:
    address = f"/login/{issue_login_token('owner@example.org')}"
    for _ in range(2):
        assert "It works once" in text_of(client.get(address).content)
    assert client.get("/office/").status_code == 302
    response = client.post(address)
    assert (response.status_code, response["location"]) == (302, "/office/")
    assert client.get("/office/").status_code == 200
    assert client.get(address).status_code == 410
    assert client.post(address).status_code == 410
    assert client.post("/logout/").status_code == 302
    assert client.get("/office/")["location"].startswith("/account/login/")


def test_signing_in_needs_the_forms_own_token() -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(f"/login/{issue_login_token('owner@example.org')}")
    assert response.status_code == 403
    assert "That was not allowed" in text_of(response.content)


def test_a_dead_link_and_the_login_page_say_what_to_do(client: Client) -> None:
    assert "does not work any more" in text_of(client.get("/login/nonsense").content)
    assert "./run login-link" in text_of(client.get("/login/", follow=True).content)


def test_the_office_shows_meetings_troubles_and_jobs(
    client: Client, tools: Tools, at: SetClock
) -> None:
    client.force_login(User.objects.create_owner("owner@example.org"))
    page = text_of(client.get("/office/").content)
    assert "Nothing. Everything runs by itself." in page
    assert "None is published" in page
    workshop = world.publish()
    assert "Zoom meeting comes within a minute" in text_of(client.get("/office/").content)
    world.publish(start=at.at + timedelta(days=80))
    assert "Zoom meeting comes on 12 Dec 2026" in text_of(client.get("/office/").content)
    world.settle(tools, at, minutes=5)
    meeting = world.meeting_of(workshop)
    job_runs.finished("sweep-meetings", "ZoomError: away")
    page = text_of(client.get("/office/").content)
    assert f"Zoom meeting {meeting.zoom_id}" in page
    page = text_of(client.get("/office/health/").content)
    assert "ZoomError: away" in page
    meeting.problem = "Somebody deleted this meeting in Zoom."
    meeting.save()
    assert "Somebody deleted this meeting" in text_of(client.get("/office/").content)


def test_what_is_not_there_or_breaks_is_said_in_plain_words(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    response = client.get("/nothing/here")
    assert (response.status_code, "nothing at this address" in text_of(response.content)) == (
        404,
        True,
    )
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    client.raise_request_exception = False

    def fail() -> None:
        raise DatabaseError("a secret detail")

    monkeypatch.setattr("orchestrator.web.public.coming_months", fail)
    broken = client.get("/")
    assert broken.status_code == 500
    assert "Something went wrong on our side" in text_of(broken.content)
    assert b"secret detail" not in broken.content


@pytest.mark.parametrize(
    "path", ["/?timezone=\0", "/?timezone=" + "x" * 3000, "/login/%00", "/?a=%ff"]
)
def test_rubbish_in_an_address_is_never_our_fault(client: Client, path: str) -> None:
    assert client.get(path).status_code < 500


def test_every_static_file_a_page_names_is_served_here(client: Client) -> None:
    body = client.get("/").content.decode()
    names = re.findall(r'(?:href|src)="(/static/[^"]+)"', body)
    assert len(names) == 5
    for name in names:
        response = client.get(name)
        assert response.status_code == 200, name
        response.close()
    assert settings.VERSION in names[0]
