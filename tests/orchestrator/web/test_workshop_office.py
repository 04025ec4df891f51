from __future__ import annotations

import re
from datetime import timedelta

import pytest
import world
from django.conf import settings
from django.test import Client
from set_clock import SetClock

from jobs import registrants as registrant_jobs
from jobs.tools import Tools
from orchestrator.gateways.sandbox_zoom.server import SandboxZoom
from orchestrator.models import JoinLink, Meeting, User, Workshop
from orchestrator.rules.workshop import State
from orchestrator.services.zoom import join_links, meetings

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client: Client, at: SetClock) -> Client:
    client.force_login(User.objects.create_owner("owner@example.org"))
    return client


@pytest.fixture
def workshop(tools: Tools, at: SetClock) -> Workshop:
    made = world.publish()
    world.settle(tools, at, minutes=5)
    return made


@pytest.fixture
def at_the_sandbox(sandbox: SandboxZoom, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the settings point at the running sandbox, as the served demo's do."""
    address = {"base_url": f"{sandbox.url}/v2", "oauth_url": f"{sandbox.url}/oauth/token"}
    zoom = settings.COMPANY.zoom.model_copy(update=address)
    monkeypatch.setattr(settings, "COMPANY", settings.COMPANY.model_copy(update={"zoom": zoom}))


def text(body: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body.decode()))


def page(workshop: Workshop) -> str:
    return f"/office/workshops/{workshop.pk}/"


def test_every_address_of_the_office_is_closed_to_strangers(
    client: Client, workshop: Workshop
) -> None:
    assert client.get(page(workshop)).status_code == 302
    for tail in ("meeting/replace", "start", "links", "links/1/revoke"):
        response = client.post(page(workshop) + tail)
        assert response["location"].startswith("/account/login/"), tail
    assert Meeting.objects.get().zoom_id
    assert not JoinLink.objects.exists()


def test_nothing_is_changed_by_looking(owner: Client, workshop: Workshop) -> None:
    for tail in ("meeting/replace", "start", "links", "links/1/revoke"):
        assert owner.get(page(workshop) + tail).status_code == 405


def test_the_page_says_how_the_meeting_stands(
    owner: Client, workshop: Workshop, tools: Tools, at: SetClock
) -> None:
    meeting = world.meeting_of(workshop)
    assert f"Number {meeting.zoom_id}" in text(owner.get(page(workshop)).content)
    later = world.publish(start=at.at + timedelta(days=90))
    assert "It is made on 22 Dec 2026" in text(owner.get(page(later)).content)
    soon = world.publish(start=at.at + timedelta(days=9))
    assert "It is made within a minute" in text(owner.get(page(soon)).content)
    Meeting.objects.create(workshop=soon, state="doubtful")
    assert "did not say whether" in text(owner.get(page(soon)).content)
    undecided = world.publish(
        state=State.TO_BE_DECIDED, start=None, month=at.at.date().replace(day=1)
    )
    assert "date to be decided" in text(owner.get(page(undecided)).content)
    assert owner.get("/office/workshops/99999/").status_code == 404


@pytest.mark.parametrize(
    ("remedy", "topic"), [("adopt", "Theirs"), ("restore", "Workshop"), ("replace", "Workshop")]
)
def test_drift_is_shown_side_by_side_and_mended_by_one_click(
    owner: Client,
    workshop: Workshop,
    tools: Tools,
    sandbox: SandboxZoom,
    at: SetClock,
    remedy: str,
    topic: str,
) -> None:
    meeting = world.meeting_of(workshop)
    sandbox.store.edit_meeting(meeting.zoom_id or 0, topic="Theirs")
    meetings.mark(workshop)
    world.settle(tools, at, minutes=5)
    shown = text(owner.get(page(workshop)).content)
    assert "topic Workshop Theirs" in shown
    assert "Theirs" not in text(owner.get("/").content)
    assert owner.post(f"{page(workshop)}meeting/{remedy}").status_code == 302
    world.settle(tools, at, minutes=65)
    assert [one.topic for one in sandbox.store.meetings(deleted=False)] == [topic]
    assert "different in Zoom" not in text(owner.get(page(workshop)).content)
    again = owner.post(f"{page(workshop)}meeting/adopt")
    assert (again.status_code, "nothing was changed" in text(again.content)) == (409, True)


def test_a_version_of_zoom_without_a_time_is_shown_and_not_adopted(
    owner: Client, workshop: Workshop
) -> None:
    meeting = world.meeting_of(workshop)
    assert meeting.written
    found = {**meeting.written, "start": "0001-01-01T00:00:00+00:00", "changed": ["start"]}
    Meeting.objects.update(state="drifted", found=found)
    assert "no fixed time" in text(owner.get(page(workshop)).content)
    assert owner.post(f"{page(workshop)}meeting/adopt").status_code == 409
    found = {**meeting.written, "timezone": "Etc/GMT+8", "changed": ["timezone"]}
    Meeting.objects.update(found=found)
    assert owner.post(f"{page(workshop)}meeting/adopt").status_code == 409
    assert Workshop.objects.get().timezone == "America/Los_Angeles"


def test_a_remedy_that_does_not_exist_is_a_404(owner: Client, workshop: Workshop) -> None:
    assert owner.post(f"{page(workshop)}meeting/explode").status_code == 404
    assert (
        owner.post(f"{page(world.publish(state=State.CANCELLED))}meeting/adopt").status_code == 404
    )


def test_a_join_link_is_shown_once_and_can_be_revoked(
    owner: Client, client: Client, workshop: Workshop, tools: Tools, at: SetClock
) -> None:
    shown = owner.post(f"{page(workshop)}links", {"name": "Ada <b>", "email": "ada@example.org"})
    (token,) = re.findall(r"/join/([\w-]+)", shown.content.decode())
    assert b"Ada <b>" not in shown.content
    assert token not in owner.get(page(workshop)).content.decode()
    registrant_jobs.reconcile_due(tools)
    assert "Registered in Zoom" in text(owner.get(page(workshop)).content)
    at.at = world.START
    entered = client.get(f"/join/{token}")
    assert entered.status_code == 302
    assert entered["referrer-policy"] == "no-referrer"
    link = JoinLink.objects.get()
    assert owner.post(f"{page(workshop)}links/{link.pk}/revoke").status_code == 302
    assert client.get(f"/join/{token}").status_code == 404
    assert "Revoked" in text(owner.get(page(workshop)).content)


def test_a_link_for_nobody_is_refused_and_what_was_typed_stays(
    owner: Client, workshop: Workshop
) -> None:
    refused = owner.post(f"{page(workshop)}links", {"name": "Ada", "email": "nonsense"})
    assert refused.status_code == 422
    assert "What would be right: an address like ada@example.org" in text(refused.content)
    assert b'value="nonsense"' in refused.content


@pytest.mark.usefixtures("at_the_sandbox")
def test_the_host_is_led_in_by_a_fresh_link_that_is_kept_nowhere(
    owner: Client, workshop: Workshop, sandbox: SandboxZoom
) -> None:
    response = owner.post(f"{page(workshop)}start")
    assert response.status_code == 200
    assert response["refresh"].startswith(f"0;url={sandbox.url}/s/")
    assert response["referrer-policy"] == "no-referrer"
    assert "no-store" in response["cache-control"]
    for row in Meeting.objects.values():
        assert "/s/" not in str(row)


@pytest.mark.usefixtures("at_the_sandbox")
def test_when_zoom_is_silent_the_host_is_told_how_to_start_by_hand(
    owner: Client, workshop: Workshop, sandbox: SandboxZoom
) -> None:
    sandbox.faults.add("error_500", "GET", times=None)
    response = owner.post(f"{page(workshop)}start")
    assert response.status_code == 503
    assert response["referrer-policy"] == "same-origin"  # else "Try again" is refused as foreign
    assert str(world.meeting_of(workshop).zoom_id) in text(response.content)
    sandbox.faults.clear()
    assert owner.post(f"/office/workshops/{world.publish().pk}/start").status_code == 404


def test_the_join_page_says_in_the_visitors_time_when_it_opens(
    client: Client, workshop: Workshop, at: SetClock
) -> None:
    token = join_links.issue_join_link(workshop, "Ada", "ada@example.org")
    early = client.get(f"/join/{token}?timezone=Europe/Berlin")
    assert (early.status_code, early["refresh"]) == (200, "60")
    assert "opens at 1:45 pm CET (Berlin) on Wednesday 9 December 2026" in text(
        early.content
    ).replace(" )", ")")
    at.at = world.START
    preparing = client.get(f"/join/{token}")
    assert (preparing["refresh"], "being prepared" in text(preparing.content)) == ("10", True)
    at.forward(hours=4)
    over = client.get(f"/join/{token}")
    assert "This workshop is over" in text(over.content)
    assert "refresh" not in over.headers
    Workshop.objects.update(state=State.CANCELLED)
    assert "was cancelled" in text(client.get(f"/join/{token}").content)
    for response in (early, preparing, over):
        assert "/j/" not in response.content.decode()
        assert "no-store" in response["cache-control"]


@pytest.mark.parametrize("token", ["x", "%00", "a" * 3000, "..%2f..", "ü"])
def test_an_unknown_link_is_a_plain_404(client: Client, at: SetClock, token: str) -> None:
    assert client.get(f"/join/{token}").status_code == 404


def test_a_workshop_without_a_date_keeps_its_links(client: Client, at: SetClock) -> None:
    undecided = world.publish(
        state=State.TO_BE_DECIDED, start=None, month=at.at.date().replace(day=1)
    )
    token = join_links.issue_join_link(undecided, "Ada", "ada@example.org")
    assert "still to be decided" in text(client.get(f"/join/{token}").content)
