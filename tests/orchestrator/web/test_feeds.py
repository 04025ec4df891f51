"""The feeds' door: what calendar apps get, how they are told that nothing changed, and dead ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import feed_life
import pytest
import world
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar
from set_clock import SetClock

from orchestrator.models import FeedLink, PublishedFeed
from orchestrator.rules.patience import BURST
from orchestrator.services.seats import feed_links
from orchestrator.services.seats.feed_links import FACILITATOR
from orchestrator.web.hardening import ALWAYS

pytestmark = pytest.mark.django_db
PUBLIC = "/feeds/workshops.ics"


@pytest.fixture(autouse=True)
def standing_clock(at: SetClock) -> SetClock:
    return at


def path_of(token: str) -> str:
    return f"/feeds/{token}.ics"


def summaries(body: bytes) -> list[str]:
    return [str(event["summary"]) for event in Calendar.from_ical(body).walk("VEVENT")]


def test_the_public_feed_is_a_calendar_with_validators_and_no_cookies(client: Client) -> None:
    workshop = world.publish()
    response = client.get(PUBLIC)
    (event,) = Calendar.from_ical(response.content).walk("VEVENT")
    assert event["uid"] == workshop.uid
    assert dict(response.headers) | {"ETag": "", "Last-Modified": "", "Content-Length": ""} == {
        "Content-Type": "text/calendar; charset=utf-8",
        "Content-Disposition": 'inline; filename="workshops.ics"',
        "Cache-Control": "public, max-age=900",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Content-Security-Policy": ALWAYS["Content-Security-Policy"],
        "Permissions-Policy": ALWAYS["Permissions-Policy"],
        "ETag": "", "Last-Modified": "", "Content-Length": "",
    }  # fmt: skip
    assert int(response["content-length"]) == len(response.content)
    assert response.cookies == {}


def test_a_feed_is_not_packed_even_for_a_reader_that_would_take_it(client: Client) -> None:
    response = client.get(PUBLIC, headers={"accept-encoding": "gzip, br"})
    assert response.content.startswith(b"BEGIN:VCALENDAR")
    assert "content-encoding" not in response.headers


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', '"a",W/{} , "b"', "*"])
def test_a_reader_that_has_the_feed_gets_304_with_the_validators(client: Client, form: str) -> None:
    world.publish()
    whole = client.get(PUBLIC)
    known = {"if-none-match": form.format(whole["etag"])}
    response = client.get(PUBLIC, headers=known)
    assert (response.status_code, response.content) == (304, b"")
    for name in ("etag", "last-modified", "cache-control"):
        assert response[name] == whole[name]
    world.publish(start=world.START + timedelta(days=1))
    feed_life.render()
    again = client.get(PUBLIC, headers={"if-none-match": whole["etag"]})
    assert (again.status_code, len(summaries(again.content))) == (200, 2)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"if-modified-since": "{modified}"}, 304),
        ({"if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"}, 304),
        ({"if-modified-since": "Sat, 01 Jan 2000 00:00:00 GMT"}, 200),
        ({"if-modified-since": "yesterday, about noon"}, 200),
        ({"if-none-match": '"other"', "if-modified-since": "{modified}"}, 200),
        ({"if-none-match": "{etag}", "if-modified-since": "Sat, 01 Jan 2000 00:00:00 GMT"}, 304),
        ({"if-none-match": "rubbish, \x00"}, 200),
    ],
)
def test_what_a_reader_has_is_judged_by_the_etag_and_then_by_the_date(
    client: Client, headers: dict[str, str], status: int
) -> None:
    whole = client.get(PUBLIC)
    facts = {"etag": whole["etag"], "modified": whole["last-modified"]}
    asked = {name: value.format(**facts) for name, value in headers.items()}
    assert client.get(PUBLIC, headers=asked).status_code == status


def test_two_changes_in_one_second_have_two_dates(client: Client, at: SetClock) -> None:
    dates = []
    for day in range(2):
        world.publish(start=world.START + timedelta(days=day))
        feed_life.render()
        dates.append(parsedate_to_datetime(client.get(PUBLIC)["last-modified"]))
    assert dates == [at.at, at.at + timedelta(seconds=1)]


def test_a_head_has_the_headers_and_anything_else_is_refused(client: Client) -> None:
    whole, head = client.get(PUBLIC), client.head(PUBLIC)
    assert head.headers == whole.headers
    assert head.content == b""
    refused = client.post(PUBLIC)
    assert (refused.status_code, refused["allow"]) == (405, "GET, HEAD")


def test_asking_renders_nothing_and_takes_at_most_one_query(client: Client) -> None:
    workshop = world.publish()
    token = feed_links.issue(FACILITATOR)
    client.get(path_of(token))
    world.change(workshop, title="Renamed")
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path_of(token))
    assert summaries(response.content) == ["Workshop"]
    assert len(queries) <= 1
    feed_life.render()
    assert summaries(client.get(path_of(token)).content) == ["Renamed"]


def test_a_private_feed_is_kept_by_nobody_on_the_way_and_names_its_address_nowhere(
    client: Client,
) -> None:
    token = feed_links.issue(FACILITATOR)
    response = client.get(path_of(token))
    assert response["cache-control"] == "private, max-age=900"
    assert token.encode() not in response.content
    stored = [*FeedLink.objects.values_list(), *PublishedFeed.objects.values_list()]
    assert token not in repr(stored)


def test_an_ended_address_says_so_for_30_days_then_is_gone_and_the_others_live_on(
    client: Client, at: SetClock
) -> None:
    world.publish(start=at.at + timedelta(days=90))
    dead, good = feed_links.issue(FACILITATOR), feed_links.issue(FACILITATOR)
    etag = client.get(path_of(dead))["etag"]
    feed_links.revoke(FACILITATOR, FeedLink.objects.earliest("id").pk)
    told = client.get(path_of(dead), headers={"if-none-match": etag})
    (event,) = Calendar.from_ical(told.content).walk("VEVENT")
    assert (told.status_code, str(event["summary"]), event["transp"]) == (
        200, "This calendar address was replaced", "TRANSPARENT",
    )  # fmt: skip
    at.forward(days=29, hours=23)
    feed_life.render()
    assert client.get(path_of(dead)).content == told.content
    at.forward(hours=1)
    for _ in range(2):
        gone = client.get(path_of(dead))
        assert (gone.status_code, gone["cache-control"]) == (410, "no-store")
        feed_life.render()
    assert bytes(PublishedFeed.objects.earliest("id").body) == b""
    assert summaries(client.get(path_of(good)).content) == ["Workshop"]


@pytest.mark.parametrize(
    "path",
    ["/feeds/" + "x" * 32 + ".ics", "/feeds/public.ics", "/feeds/.ics", "/feeds/", "/feeds/a/b.ics",
     "/feeds/%00.ics", "/feeds/" + "x" * 5000 + ".ics", "/feeds/ü.ics", "/feeds/workshops.ics/"],
)  # fmt: skip
def test_an_address_that_never_was_gets_one_constant_answer(client: Client, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.content) == (
        404,
        b"There is no calendar at this address.\n",
    )
    assert response["cache-control"] == "no-store"
    assert response["x-robots-tag"] == "noindex"


def test_hundreds_of_subscribers_are_served_and_a_machine_gone_wild_is_asked_to_wait(
    client: Client, at: SetClock
) -> None:
    wild, calm = feed_links.issue(FACILITATOR), feed_links.issue(FACILITATOR)
    for _ in range(int(BURST)):
        assert client.get(path_of(wild)).status_code == 200
    refused = client.get(path_of(wild))
    assert (refused.status_code, refused["retry-after"]) == (429, "1")
    assert client.get(path_of(calm)).status_code == 200
    at.forward(seconds=1)
    assert client.get(path_of(wild)).status_code == 200
    for _ in range(1500):  # 500 apps behind one address, each every five minutes, for 15 minutes
        at.forward(seconds=0.6)
        assert client.get(path_of(wild)).status_code == 200


def test_the_feed_of_a_house_without_workshops_is_never_empty(client: Client, at: SetClock) -> None:
    assert summaries(client.get(PUBLIC).content) == ["No workshop is announced yet"]
    token = feed_links.issue(FACILITATOR)
    assert len(summaries(client.get(path_of(token)).content)) == 1
    assert isinstance(at.at, datetime)
