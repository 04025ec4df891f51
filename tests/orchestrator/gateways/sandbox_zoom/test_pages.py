"""The pages a person opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import requests

if TYPE_CHECKING:
    from orchestrator.gateways.sandbox_zoom.server import SandboxZoom
    from tests.orchestrator.gateways.sandbox_zoom.conftest import Caller, StandingClock


def _get(url: str) -> requests.Response:
    return requests.get(url, timeout=5)


def test_the_board_shows_meetings_and_calls_with_every_text_escaped(
    caller: Caller, sandbox: SandboxZoom
) -> None:
    caller.create(topic="<b>Bold</b>", agenda="[ref:17]")
    caller.create(type=1)
    sandbox.store.delete_meeting(caller.create(topic="Gone")["id"])

    page = _get(f"{sandbox.url}/").text

    assert "&lt;b&gt;Bold&lt;/b&gt;" in page
    assert "Tue 08 Dec 2026 17:00 for 240 min" in page
    assert "[ref:17]" in page
    assert "at once" in page
    assert "state deleted" in page
    assert "Meetings (2)" in page
    assert "POST /v2/users/facilitator@example.com/meetings" in page


def test_the_empty_board_says_so(sandbox: SandboxZoom) -> None:
    assert "Nothing yet." in _get(f"{sandbox.url}/").text


def test_pages_bring_their_own_style_and_nothing_from_elsewhere(sandbox: SandboxZoom) -> None:
    page = _get(f"{sandbox.url}/")
    style = _get(f"{sandbox.url}/style.css")

    assert style.headers["Content-Type"].startswith("text/css")
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "style=" not in page.text


def test_a_join_link_leads_to_where_zoom_would_open(caller: Caller) -> None:
    made = caller.create()

    page = _get(made["join_url"])

    assert page.status_code == 200
    assert "This is where Zoom would open as a participant" in page.text


def test_a_start_link_works_for_two_hours(caller: Caller, standing: StandingClock) -> None:
    link = caller.create()["start_url"]

    assert "as its host" in _get(link).text
    standing.advance(hours=2, seconds=1)
    assert _get(link).status_code == 403
    assert _get(link.split("?")[0] + "?zak=5.x").status_code == 403


def test_links_of_a_deleted_meeting_lead_nowhere(caller: Caller, sandbox: SandboxZoom) -> None:
    made = caller.create()
    sandbox.store.delete_meeting(made["id"])

    assert _get(made["join_url"]).status_code == 404
    assert _get(f"{sandbox.url}/j/x").status_code == 404
    assert _get(f"{sandbox.url}/favicon.ico").status_code == 404


def test_a_page_is_only_looked_at(sandbox: SandboxZoom) -> None:
    assert requests.post(f"{sandbox.url}/", timeout=5).status_code == 405
    assert requests.head(f"{sandbox.url}/", timeout=5).content == b""
