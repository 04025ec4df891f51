"""The panel inside Zoom over HTTP: who may see it, what it tells, under which headers."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import live_world
import pytest
import world
import zoom_context
from django.test import Client
from pages import text_of, told_on
from set_clock import SetClock

from orchestrator.models import Meeting, User, Workshop
from orchestrator.rules.workshop import State, Venue
from orchestrator.services.live import clicks

pytestmark = pytest.mark.django_db
PAGE, ROOMS = "/zoom-app", "/zoom-app/rooms"
ASKED = ("Strict-Transport-Security", "X-Content-Type-Options", "Content-Security-Policy", "Referrer-Policy")  # fmt: skip


@pytest.fixture(autouse=True)
def set_up(settings: Any) -> None:
    settings.ZOOM_APP_CLIENT_ID = zoom_context.CLIENT_ID
    settings.ZOOM_APP_CLIENT_SECRET = zoom_context.CLIENT_SECRET
    let_host(settings, zoom_context.HOST)


def let_host(settings: Any, user: str) -> None:
    zoom = settings.COMPANY.zoom.model_copy(update={"app_host": user})
    settings.COMPANY = settings.COMPANY.model_copy(update={"zoom": zoom})


@pytest.fixture
def workshop(at: SetClock) -> Workshop:
    return live_world.about_to_begin(at, people=4)


def opened(client: Client, at: SetClock, **more: Any) -> Any:
    header = zoom_context.header(at.at, **more)
    return client.get(PAGE, headers={"x-zoom-app-context": header})


def pass_of(page: Any) -> str:
    (found,) = re.findall(r'(?:data-pass|name="pass" value)="([^"]+)"', page.content.decode())
    return str(found)


def asked(client: Client, given: str, **headers: str) -> Any:
    return client.get(ROOMS, headers={"X-Panel-Pass": given} | headers)


def test_the_host_sees_the_rooms_and_every_button(
    client: Client, workshop: Workshop, at: SetClock
) -> None:
    page = opened(client, at)
    assert page.status_code == 200
    text = text_of(page)
    assert "Not yet tried against the real Zoom" in text
    assert "Not released yet: nobody but you knows these rooms" in text
    for name in live_world.NAMES[:4]:
        assert name in text
    buttons = re.findall(r'data-step="(\w+)"', page.content.decode())
    assert buttons == ["all", "close", "assign", "open"] * 2
    assert client.cookies == {}


def test_the_page_has_what_zoom_demands_and_may_load_zooms_script(
    client: Client, workshop: Workshop, at: SetClock
) -> None:
    for page in (opened(client, at), client.get(PAGE), client.put(PAGE)):
        assert all(page[name] for name in ASKED)
        policy = dict(part.split(" ", 1) for part in page["Content-Security-Policy"].split("; "))
        assert policy["script-src"] == "'self' https://appssdk.zoom.us/sdk.min.js"
        assert policy["frame-ancestors"] == "https://zoom.us https://*.zoom.us"
        assert policy["default-src"] == policy["base-uri"] == "'none'"
        assert "X-Frame-Options" not in page
        assert page["Cache-Control"].startswith("max-age=0")


@pytest.mark.parametrize("address", ["/", "/login/", ROOMS, "/nothing", "/office/"])
def test_no_other_page_loads_anything_of_zoom_or_may_be_framed(
    client: Client, workshop: Workshop, address: str
) -> None:
    page = client.get(address)
    assert "zoom.us" not in page["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("name", ["ZOOM_APP_CLIENT_ID", "ZOOM_APP_CLIENT_SECRET"])
def test_without_its_secrets_the_panel_is_off_and_says_so(
    client: Client, at: SetClock, settings: Any, name: str
) -> None:
    setattr(settings, name, "")
    page = opened(client, at)
    assert page.status_code == 404
    assert "not set up" in told_on(page)
    assert asked(client, "x").status_code == 404


def test_what_did_not_come_from_zoom_gets_a_plain_page_and_no_name(
    client: Client, workshop: Workshop, at: SetClock
) -> None:
    header = zoom_context.header(at.at)
    for given, status in (
        ("", 400),
        ("garbage", 403),
        (header[:-4], 403),
        ("A" * 10_240, 403),
        (zoom_context.header(at.at - timedelta(hours=1)), 403),
        (zoom_context.header(at.at, typ="panel"), 400),
    ):
        page = client.get(PAGE, headers={"x-zoom-app-context": given})
        assert (page.status_code, "What would be right" in told_on(page)) == (status, True)
        assert "Ada" not in page.content.decode()


def test_somebody_else_who_has_the_app_sees_nobody_but_learns_their_own_number(
    client: Client, workshop: Workshop, at: SetClock
) -> None:
    page = opened(client, at, uid="somebody-else")
    assert page.status_code == 403
    assert "To Zoom you are the user somebody-else." in told_on(page)
    assert "Ada" not in page.content.decode()
    guest = opened(client, at, uid="")
    assert "Zoom does not say who you are." in told_on(guest)


def test_while_no_host_is_named_only_the_signed_in_owner_sees_it(
    client: Client, workshop: Workshop, at: SetClock, settings: Any
) -> None:
    let_host(settings, "")
    assert opened(client, at).status_code == opened(client, at, uid="").status_code == 403
    owner = User.objects.create_owner("owner@example.org")
    client.force_login(owner)
    given = pass_of(opened(client, at, uid="co-host"))
    assert client.get(PAGE).status_code == 400  # being signed in does not replace Zoom's word
    assert asked(Client(), given).status_code == 200
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert asked(Client(), given).status_code == 403


def test_the_rooms_come_with_names_and_nothing_else_of_anybody(
    client: Client, workshop: Workshop, at: SetClock
) -> None:
    Meeting.objects.filter(workshop=workshop).update(zoom_id=93123456789)
    Meeting.objects.get_or_create(workshop=workshop, defaults={"zoom_id": 93123456789})
    live_world.zoom_sees(workshop, "Ada", at, name="Ada (she) 🌻")
    answer = asked(client, pass_of(opened(client, at)))
    told = answer.json()
    assert told.keys() == {"meeting", "released", "standing", "rounds"}
    assert (told["meeting"], told["released"]) == ("93123456789", False)
    assert told["standing"] == ["Pair 1", "Pair 2"]
    assert [each["number"] for each in told["rounds"]] == [1, 2]
    assert [each["state"] for each in told["rounds"]] == ["next", "later"]
    first = told["rounds"][0]["rooms"]
    assert [room["name"] for room in first] == ["Pair 1", "Pair 2"]
    assert all(room.keys() == {"name", "people", "facilitator"} for room in first)
    people = sorted(name for room in first for name in room["people"])
    assert people == ["Ada (she) 🌻", "Bo", "Cy", "Di"]
    assert "example.org" not in answer.content.decode()
    assert "zoom.us" not in answer["Content-Security-Policy"]


def test_an_open_panel_is_told_nothing_while_nothing_is_new(
    client: Client, workshop: Workshop, at: SetClock
) -> None:
    given = pass_of(opened(client, at))
    mark = asked(client, given)["ETag"]
    again = asked(client, given, **{"If-None-Match": mark})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", mark)
    live_world.do(workshop, clicks.release)
    news = asked(client, given, **{"If-None-Match": mark})
    assert news.json()["released"]
    assert "hidden>Not released" in opened(client, at).content.decode()


def test_a_pass_is_good_for_half_a_day_and_only_while_its_holder_is_the_host(
    client: Client, workshop: Workshop, at: SetClock, settings: Any
) -> None:
    given = pass_of(opened(client, at))
    for bad in ("", "x", given[:-1] + ("A" if given[-1] != "A" else "B"), given + "A" * 1000):
        refused = asked(client, bad)
        assert (refused.status_code, refused.json()["code"]) == (403, "pass_dead")
    at.forward(hours=4)
    assert asked(client, given).status_code == 200
    let_host(settings, "another-host")
    assert asked(client, given).status_code == 403
    let_host(settings, zoom_context.HOST)
    at.forward(hours=9)
    assert asked(client, given).status_code == 403


def test_of_two_workshops_the_host_chooses_one(at: SetClock) -> None:
    first = live_world.about_to_begin(at, people=4, title="Morning")
    second = world.publish(title="Afternoon", start=at.at + timedelta(hours=6))
    browser = Client(enforce_csrf_checks=True)
    page = opened(browser, at)
    assert "Which workshop is this?" in text_of(page)
    assert "Ada" not in page.content.decode()
    chosen = browser.post(PAGE, {"pass": pass_of(page), "workshop": first.pk})
    assert (chosen.status_code, "Ada" in text_of(chosen)) == (200, True)
    assert f"?workshop={first.pk}" in chosen.content.decode()
    assert all(chosen[name] for name in ASKED)
    none = browser.post(PAGE, {"pass": pass_of(page), "workshop": second.pk})
    assert "The pairs are not drawn yet" in text_of(none)
    strange = browser.post(PAGE, {"pass": pass_of(page), "workshop": "9" * 30})
    assert "Which workshop is this?" in text_of(strange)
    assert browser.post(PAGE, {"pass": "x", "workshop": first.pk}).status_code == 403
    gone = browser.get(f"{ROOMS}?workshop={second.pk}", headers={"X-Panel-Pass": pass_of(page)})
    assert (gone.status_code, gone.json()["code"]) == (404, "no_plan")


@pytest.mark.parametrize(
    "fields",
    [
        {"state": State.CANCELLED},
        {"venue": Venue.ON_SITE},
        {"start": world.START + timedelta(days=2)},
        {"start": world.START - timedelta(hours=7)},
    ],
)
def test_a_workshop_that_is_not_todays_is_not_offered(
    client: Client, at: SetClock, fields: dict[str, Any]
) -> None:
    at.at = world.START
    world.publish(**fields)
    assert "No workshop today" in text_of(opened(client, at))
