from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from google_calendar import GoogleStandIn, problem
from set_clock import SetClock

from jobs import calendar_sync
from jobs.tools import Tools
from orchestrator.models import CalendarSource
from orchestrator.services import work
from orchestrator.services.access.sign_in import issue_login_token
from orchestrator.services.sources import channels, reading
from orchestrator.services.sources.reading import KIND

pytestmark = pytest.mark.django_db
DOOR = "/webhooks/google-calendar"


@pytest.fixture
def safe(stand_in: GoogleStandIn, monkeypatch: pytest.MonkeyPatch) -> GoogleStandIn:
    """Give a Google whose calendar was read, in a house that is reachable by https."""
    company = settings.COMPANY.company.model_copy(
        update={"public_url": "https://workshops.example"}
    )
    monkeypatch.setattr(
        settings, "COMPANY", settings.COMPANY.model_copy(update={"company": company})
    )
    assert reading.refresh_now(5) == ()
    return stand_in


def knock(client: Client, channel: str, token: str) -> int:
    headers = {"x-goog-channel-id": channel, "x-goog-channel-token": token}
    return client.post(DOOR, headers=headers).status_code


def test_a_channel_is_opened_and_a_change_is_read_at_once(
    safe: GoogleStandIn, client: Client, tools: Tools, at: SetClock
) -> None:
    assert channels.renew_all() == []
    ((channel, told),) = safe.channels.items()
    assert told["address"] == "https://workshops.example/webhooks/google-calendar"
    assert told["token"] not in str(CalendarSource.objects.values())
    calendar_sync.sweep()
    calendar_sync.read_due(tools)
    assert knock(client, channel, told["token"]) == 204
    assert work.next_due(KIND) == at.at


@pytest.mark.parametrize(("channel", "token"), [("", ""), ("x" * 500, "t"), ("a\0b", "t"), ("ü", "ü"), ("known", "wrong"), ("known", ""), ("unknown", "right")])  # fmt: skip
def test_a_channel_or_token_that_is_not_ours_changes_nothing(
    safe: GoogleStandIn, client: Client, channel: str, token: str
) -> None:
    CalendarSource.objects.update(channel_id="known", channel_token_hash=channels._hashed("right"))
    assert knock(client, channel, token) == 404
    assert work.next_due(KIND) is None
    assert client.get(DOOR).status_code == 405


def test_a_channel_is_renewed_before_it_expires_and_the_old_one_closed(
    safe: GoogleStandIn, at: SetClock
) -> None:
    channels.renew_all()
    (first,) = safe.channels
    channels.renew_all()
    assert list(safe.channels) == [first]
    CalendarSource.objects.update(channel_expires=at.at + timedelta(hours=23))
    channels.renew_all()
    (second,) = safe.channels
    assert second != first


def test_without_a_channel_the_calendar_is_still_read_by_the_clock(
    safe: GoogleStandIn, tools: Tools
) -> None:
    safe.after = lambda asked: problem(401, "push") if "watch" in asked.path else None
    assert channels.renew_all() == ["work"]
    calendar_sync.sweep()
    calendar_sync.read_due(tools)
    assert CalendarSource.objects.get().trouble == ""


def test_no_channel_is_opened_where_google_could_not_reach_us(stand_in: GoogleStandIn) -> None:
    reading.refresh_now(5)
    assert channels.renew_all() == []
    assert stand_in.channels == {}


def test_no_channel_is_opened_before_the_first_read(
    stand_in: GoogleStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = settings.COMPANY.company.model_copy(
        update={"public_url": "https://workshops.example"}
    )
    monkeypatch.setattr(
        settings, "COMPANY", settings.COMPANY.model_copy(update={"company": company})
    )
    assert channels.renew_all() == []
    assert stand_in.channels == {}


def office(client: Client) -> str:
    client.post(f"/login/{issue_login_token('owner@example.org')}")
    pages = ("/office/", "/office/health/")
    return "".join(client.get(page).content.decode() for page in pages)


def test_the_office_shows_how_fresh_each_calendar_is(
    stand_in: GoogleStandIn, client: Client, at: SetClock
) -> None:
    page = office(client)
    assert "Outside calendars" in page
    assert "never read" in page
    assert "was not read in time" in page
    stand_in.put(
        "fair",
        summary="Fair <b>",
        start={"date": "2026-12-07"},
        end={"date": "2026-12-09"},
        transparency="transparent",
    )
    stand_in.put(
        "late",
        summary="Far",
        start={"date": "2027-01-25"},
        end={"date": "2027-01-26"},
        transparency="transparent",
    )
    stand_in.put(
        "odd",
        summary="Odd",
        start={"dateTime": "2026-12-01T10:00:00Z"},
        end={"dateTime": "2026-12-01T09:00:00Z"},
    )
    assert reading.refresh_now(5) == ()
    page = office(client)
    assert "last good read 22 Nov 2026, 09:00:00 PST" in page
    assert "Free all day: Fair &lt;b&gt;, 7 Dec – 8 Dec" in page
    assert "Far" not in page
    assert "ends before it starts" in page
    assert "was not read in time" not in page
    at.forward(hours=2)
    assert "was not read in time" in office(client)


def test_the_office_says_nothing_of_calendars_where_there_are_none(client: Client) -> None:
    assert "None. Name your calendars" in office(client)
