from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from django.conf import settings
from set_clock import SetClock

from jobs.tools import Tools
from orchestrator.gateways.sandbox_zoom.server import SandboxZoom
from orchestrator.gateways.zoom import gateway as module
from orchestrator.gateways.zoom.errors import ZoomError
from orchestrator.gateways.zoom.gateway import ZoomGateway
from orchestrator.rules.meeting import SPEC_NAMES, MeetingSpec, differences

START = datetime(2026, 12, 9, 13, tzinfo=UTC)
SPEC = MeetingSpec("Workshop: reports & “replies”", START, 240, "America/Los_Angeles")


@pytest.fixture
def zoom(tools: Tools, at: SetClock) -> ZoomGateway:
    return tools.zoom


def test_a_meeting_is_made_as_wanted_and_read_back_the_same(
    zoom: ZoomGateway, sandbox: SandboxZoom
) -> None:
    made = zoom.create(SPEC, "w-1")
    assert made.tag == "w-1"
    assert made.join_url.startswith("http")
    assert differences(SPEC, made) == ()
    assert zoom.get(made.zoom_id) == made
    (stored,) = sandbox.store.meetings()
    assert (stored.start_time, stored.type) == (START, 2)
    for key, value in SPEC.settings.items():
        assert stored.settings[key] == value


def test_a_start_in_another_zone_reaches_zoom_as_the_same_instant(
    zoom: ZoomGateway, sandbox: SandboxZoom
) -> None:
    elsewhere = START.astimezone(timezone(timedelta(hours=-8)))
    zoom.create(MeetingSpec("Workshop", elsewhere, 240, "America/Los_Angeles"), "w-1")
    assert sandbox.store.meetings()[0].start_time == START


def test_a_change_is_written_and_the_tag_stays(zoom: ZoomGateway) -> None:
    made = zoom.create(SPEC, "w-1")
    moved = MeetingSpec("Other", START + timedelta(days=1), 120, "UTC")
    zoom.update(made.zoom_id, moved, SPEC_NAMES)
    found = zoom.get(made.zoom_id)
    assert found is not None
    assert (found.spec, found.tag) == (moved, "w-1")


def test_a_deleted_meeting_is_none_and_deleting_it_again_is_fine(zoom: ZoomGateway) -> None:
    made = zoom.create(SPEC, "w-1")
    zoom.delete(made.zoom_id)
    zoom.delete(made.zoom_id)
    assert zoom.get(made.zoom_id) is None


def test_only_code_3001_means_gone(zoom: ZoomGateway, sandbox: SandboxZoom) -> None:
    made = zoom.create(SPEC, "w-1")
    sandbox.faults.add("error_500", "GET")
    with pytest.raises(ZoomError):
        zoom.get(made.zoom_id)
    sandbox.faults.add("error_500", "DELETE")
    with pytest.raises(ZoomError):
        zoom.delete(made.zoom_id)


def test_a_list_shows_every_page_and_foreign_meetings_without_a_tag(
    zoom: ZoomGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAGE_SIZE", 2)
    made = {zoom.create(SPEC, f"w-{number}").zoom_id for number in range(5)}
    foreign = zoom._meetings.create(user_id=zoom.host, topic="Private", type=2, start_time=START)
    listed = zoom.list()
    assert {meeting.zoom_id for meeting in listed if meeting.tag} == made
    assert [meeting.zoom_id for meeting in listed if not meeting.tag] == [foreign["id"]]
    assert all(meeting.settings == {} for meeting in listed)


def test_a_list_that_never_ends_is_given_up(
    zoom: ZoomGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAGE_SIZE", 1)
    monkeypatch.setattr(module, "MOST_PAGES", 2)
    for number in range(4):
        zoom.create(SPEC, f"w-{number}")
    with pytest.raises(ZoomError, match="more than 2 pages"):
        zoom.list()


def test_the_host_of_the_settings_is_whose_meetings_they_are(
    zoom: ZoomGateway, sandbox: SandboxZoom
) -> None:
    zoom.create(SPEC, "w-1")
    (host,) = [u for u in sandbox.store.users() if u.email == settings.COMPANY.zoom.host]
    assert sandbox.store.meetings()[0].host_id == host.id


@pytest.mark.parametrize("raw", [{}, {"id": "x"}, {"id": 1, "start_time": "soon"}])
def test_a_meeting_described_unreadably_is_an_error_and_no_crash(raw: dict[str, Any]) -> None:
    with pytest.raises(ZoomError, match="unreadably"):
        module._found(raw)


def test_a_page_token_that_comes_twice_is_a_loop(zoom: ZoomGateway) -> None:
    zoom._meetings.list = lambda **_: {"meetings": [], "next_page_token": "same"}
    with pytest.raises(ZoomError, match="in circles"):
        zoom.list()
