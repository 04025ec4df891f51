"""Subscribing: buttons for each app, an address shown once, and nobody at another's page."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import feed_life
import pytest
import world
from django.test import Client
from icalendar import Calendar
from set_clock import SetClock

from orchestrator.models import FeedLink, User
from orchestrator.rules.feed import ALARMS
from orchestrator.rules.workshop import Audience, State
from orchestrator.services.seats import organizations
from orchestrator.services.seats.registration_states import link_token
from orchestrator.web import qr_code
from orchestrator.web.subscribing import ALARM_WORDS, ways_to

pytestmark = pytest.mark.django_db
FRESH = re.compile(r"http://127\.0\.0\.1:8000(/feeds/[\w-]{32}\.ics)")


@pytest.fixture(autouse=True)
def standing_clock(at: SetClock) -> SetClock:
    return at


def page(client: Client, path: str, **data: str) -> str:
    response = client.post(path, data) if data else client.get(path)
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_every_app_gets_the_address_in_its_own_form() -> None:
    ways = ways_to("https://workshops.example.org/feeds/x.ics")
    assert ways.webcal == "webcal://workshops.example.org/feeds/x.ics"
    assert parse_qs(urlsplit(ways.google).query) == {"cid": [ways.webcal]}
    for link in (ways.outlook, ways.outlook_at_work):
        asked = parse_qs(urlsplit(link).query)
        assert asked["url"] == ["https://workshops.example.org/feeds/x.ics"]
        assert asked["name"][0].endswith(": workshops")
    assert ways.code == qr_code.as_image(ways.webcal)
    assert ways.code.startswith("data:image/svg+xml")
    assert set(ALARM_WORDS) == set(ALARMS)


def test_the_public_page_has_all_ways_and_sets_no_cookie(client: Client) -> None:
    body = page(client, "/calendar/")
    ways = ways_to("http://127.0.0.1:8000/feeds/workshops.ics")
    for way in (
        ways.plain,
        ways.webcal,
        ways.google,
        ways.outlook,
        ways.outlook_at_work,
        ways.code,
    ):
        assert way in body
    assert client.get("/calendar/").cookies == {}
    assert "/calendar/" in page(client, "/")


def test_an_attendee_makes_an_address_sees_it_once_replaces_it_and_switches_it_off(
    client: Client,
) -> None:
    workshop = world.publish()
    token = link_token(world.register(workshop, "Ada"))
    path = f"/registrations/{token}/calendar"
    assert path in page(client, f"/registrations/{token}")
    assert "None yet" in page(client, path)
    found = FRESH.search(page(client, path, deed="issue", alarm="30"))
    assert found
    (event,) = Calendar.from_ical(client.get(found[1]).content).walk("VEVENT")
    assert (event["uid"], len(event.walk("VALARM"))) == (workshop.uid, 1)
    assert FRESH.search(page(client, path)) is None
    first = FeedLink.objects.get()
    newer = FRESH.search(page(client, path, deed="replace", link=str(first.pk)))
    assert newer
    assert b"was replaced" in client.get(found[1]).content
    assert client.get(newer[1]).status_code == 200
    second = FeedLink.objects.latest("id")
    assert "Switched off" in page(client, path, deed="revoke", link=str(second.pk))
    assert b"was replaced" in client.get(newer[1]).content


@pytest.mark.parametrize("link", ["", "0", "x", "²", "9" * 30, "-1"])
def test_what_cannot_be_switched_off_is_said_in_plain_words(client: Client, link: str) -> None:
    token = link_token(world.register(world.publish(), "Ada"))
    response = client.post(f"/registrations/{token}/calendar", {"deed": "revoke", "link": link})
    assert response.status_code == 409
    assert b"switched off already" in response.content


def test_an_alarm_that_is_not_offered_is_refused(client: Client) -> None:
    token = link_token(world.register(world.publish(), "Ada"))
    response = client.post(f"/registrations/{token}/calendar", {"deed": "issue", "alarm": "7"})
    assert response.status_code == 409
    assert not FeedLink.objects.exists()


def test_an_organization_has_its_calendar_by_its_roster_link(client: Client) -> None:
    workshop = world.publish()
    block = organizations.keep_seats(workshop.pk, "Acme", 2, "user 1")
    assert block
    token = organizations.new_roster_link(block.pk, "user 1")
    path = f"/rosters/{token}/calendar"
    assert path in page(client, f"/rosters/{token}")
    assert "The calendar of Acme" in page(client, path)
    found = FRESH.search(page(client, path, deed="issue", alarm=""))
    assert found
    assert b"2 seats are kept for you" in client.get(found[1]).content


def test_the_facilitators_calendar_is_behind_the_door(client: Client) -> None:
    assert client.get("/office/calendar/").status_code == 302
    assert client.post("/office/calendar/", {"deed": "issue"}).status_code == 302
    client.force_login(User.objects.create_owner("owner@example.org"))
    assert "/office/calendar/" in page(client, "/office/")
    assert FRESH.search(page(client, "/office/calendar/", deed="issue", alarm=""))


@pytest.mark.parametrize("path", ["/registrations/x/calendar", "/rosters/x/calendar"])
def test_a_dead_link_has_no_calendar(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.post(path, {"deed": "issue"}).status_code == 404


def test_a_private_page_is_kept_by_nobody(client: Client) -> None:
    token = link_token(world.register(world.publish(), "Ada"))
    response = client.get(f"/registrations/{token}/calendar")
    assert "no-store" in response["cache-control"]
    assert response["x-robots-tag"] == "noindex"


def test_a_form_without_its_own_token_does_nothing() -> None:
    token = link_token(world.register(world.publish(), "Ada"))
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"/registrations/{token}/calendar", {"deed": "issue"}).status_code == 403
    assert not FeedLink.objects.exists()


def test_a_downloaded_workshop_is_the_very_entry_of_the_feed(client: Client) -> None:
    workshop = world.publish()
    feed_life.render_marked()
    world.change(workshop, title="Renamed")
    response = client.get(f"/workshops/{workshop.uid}/calendar.ics")
    feed_life.render_marked()
    assert response["content-disposition"] == 'attachment; filename="workshop.ics"'
    (saved,) = Calendar.from_ical(response.content).walk("VEVENT")
    (subscribed,) = Calendar.from_ical(client.get("/feeds/workshops.ics").content).walk("VEVENT")
    assert saved.to_ical() == subscribed.to_ical()
    assert b"SEQUENCE:1" in saved.to_ical()
    assert f"/workshops/{workshop.uid}/calendar.ics" in page(client, "/")


def test_a_workshop_that_is_not_for_the_public_cannot_be_downloaded(client: Client) -> None:
    private = world.publish(audience=Audience.PRIVATE)
    draft = world.publish(state=State.SCHEDULED, start=world.START + timedelta(days=1))
    for uid in (private.uid, draft.uid, "x", "%00"):
        assert client.get(f"/workshops/{uid}/calendar.ics").status_code == 404
