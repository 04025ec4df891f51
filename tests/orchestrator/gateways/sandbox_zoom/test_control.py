"""The sandbox's own API and the forms of its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import requests

if TYPE_CHECKING:
    from orchestrator.gateways.sandbox_zoom.server import SandboxZoom
    from tests.orchestrator.gateways.sandbox_zoom.conftest import Caller


class Hand:
    """Calls /sandbox/ with JSON, or with a form as the page does."""

    def __init__(self, url: str) -> None:
        self.url = url

    def __call__(self, method: str, path: str, /, **fields: object) -> Any:
        answer = requests.request(method, f"{self.url}/sandbox/{path}", json=fields, timeout=5)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def status(self, method: str, path: str, **options: Any) -> int:
        address = f"{self.url}/sandbox/{path}"
        return requests.request(method, address, timeout=5, **options).status_code

    def form(self, path: str, /, **fields: str) -> None:
        address = f"{self.url}/sandbox/{path}"
        headers = {"Origin": self.url}
        answer = requests.post(
            address, data=fields, headers=headers, timeout=5, allow_redirects=False
        )
        assert (answer.status_code, answer.headers["Location"]) == (303, "/")


@pytest.fixture
def hand(sandbox: SandboxZoom) -> Hand:
    return Hand(sandbox.url)


def test_faults_are_set_listed_and_taken_off(hand: Hand, caller: Caller) -> None:
    first = hand("POST", "faults", kind="html_502", method="get", times=None)
    hand("POST", "faults", kind="dropped_settings", settings=["waiting_room"])

    assert (first["kind"], first["method"], first["left"]) == ("html_502", "GET", None)
    assert caller("GET", "/users/me").status_code == 502
    assert [one["kind"] for one in hand("GET", "faults")] == ["html_502", "dropped_settings"]
    hand("DELETE", f"faults/{first['number']}")
    assert [one["kind"] for one in hand("GET", "faults")] == ["dropped_settings"]
    hand("DELETE", "faults")
    assert hand("GET", "faults") == []


def test_a_person_edits_and_deletes_a_meeting(hand: Hand, caller: Caller) -> None:
    number = caller.create(agenda="[ref:17]")["id"]

    edited = hand(
        "POST", f"meetings/{number}/edit", topic="By hand", start_time="2026-12-09T18:00:00Z"
    )
    hand("POST", f"meetings/{number}/delete")

    assert (edited["topic"], edited["start_time"]) == ("By hand", "2026-12-09T18:00:00Z")
    [seen] = hand("GET", "meetings")
    assert seen["deleted_at"] == "2026-11-23T16:00:00Z"
    assert (seen["tag"], seen["topic"]) == ("[ref:17]", "By hand")


def test_people_join_move_and_leave(hand: Hand, caller: Caller, sandbox: SandboxZoom) -> None:
    number = caller.create()["id"]
    hand("POST", f"meetings/{number}/start")
    ada = hand("POST", f"meetings/{number}/join", name="Ada", email="ada@example.com")
    hand("POST", f"participants/{ada['user_id']}/room", room="Pair 1")
    assert [one.room for one in sandbox.attendance.present(number)] == ["Pair 1"]

    hand("POST", f"participants/{ada['user_id']}/leave")
    hand("POST", f"meetings/{number}/end")

    answer = caller("GET", f"/past_meetings/{number}/participants").json()
    assert [one["name"] for one in answer["participants"]] == ["Ada"]


def test_limits_are_set_by_name(hand: Hand, caller: Caller) -> None:
    assert hand("POST", "limits", meetings_per_day=0, per_second=None) == {
        "adds_per_registrant_per_day": 3,
        "meetings_per_day": 0,
        "per_second": None,
    }
    assert caller("POST", "/users/me/meetings", json={}).status_code == 429
    assert hand.status("POST", "limits", json={"speed": 1}) == 404


def test_the_call_log_can_be_read(hand: Hand, caller: Caller) -> None:
    caller("GET", "/users/me")

    last = hand("GET", "calls")[-1]

    assert (last["method"], last["path"], last["status"]) == ("GET", "/v2/users/me", 200)


def test_webhooks_are_set_sent_and_validated(
    hand: Hand, caller: Caller, sandbox: SandboxZoom
) -> None:
    hand("POST", "webhooks", target="http://127.0.0.1:1/", paused=True)
    caller.create()
    hand("POST", "webhooks/send", numbers=[1, 1])
    assert sandbox.webhooks.wait_until_sent()

    shown = hand("GET", "webhooks")
    assert shown["deliveries"] == [{"number": 1, "event": "meeting.created", "statuses": [0, 0]}]
    assert (shown["target"], shown["paused"]) == ("http://127.0.0.1:1/", True)
    assert hand("POST", "webhooks/validate") == {"valid": False}
    assert hand.status("POST", "webhooks", json={"colour": "red"}) == 404


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("faults", {"kind": "earthquake"}, 400),
        ("faults", {"kind": "reset", "times": "x"}, 400),
        ("faults", {}, 400),
        ("faults", [], 400),
        ("meetings/5/edit", {}, 404),
        ("meetings/5/start", {}, 404),
        ("participants/5/leave", {}, 404),
        ("webhooks/send", {"numbers": [7]}, 404),
        ("webhooks", {"target": "http://example.com/"}, 400),
        ("nothing", {}, 404),
    ],
)
def test_what_cannot_be_done_is_refused(hand: Hand, path: str, body: object, status: int) -> None:
    assert hand.status("POST", path, json=body) == status


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Host": "evil.example"}],
)
def test_a_foreign_page_can_set_nothing(hand: Hand, headers: dict[str, str]) -> None:
    assert hand.status("POST", "faults", json={"kind": "reset"}, headers=headers) == 403
    assert hand("GET", "faults") == []


def test_the_forms_do_what_the_api_does(hand: Hand, caller: Caller, sandbox: SandboxZoom) -> None:
    number = caller.create()["id"]
    hand.form(f"meetings/{number}/edit", topic="Form", start_time="2026-12-09T18:00", duration="30")
    hand.form(f"meetings/{number}/edit", topic="", start_time="2026-12-09T18:00:30")
    hand.form("faults", kind="stall", method="*", path="/v2/*", times="for ever", seconds="2.5")
    hand.form("faults", kind="reset", times="3")
    hand.form("webhooks", target="http://127.0.0.1:1/", paused="on", ids_as_text="off")

    meeting = sandbox.store.meeting(number)
    assert (meeting.topic, meeting.duration) == ("Form", 30)
    assert f"{meeting.start_time}" == "2026-12-09 18:00:30+00:00"
    assert [(one.kind, one.left, one.seconds) for one in sandbox.faults.listed()] == [
        ("stall", None, 2.5),
        ("reset", 3, 1.0),
    ]
    assert (sandbox.webhooks.paused, sandbox.webhooks.ids_as_text) == (True, False)
    sandbox.store.edit_meeting(number, topic="Again")
    hand.form("webhooks/send", numbers="1, 1")
    assert sandbox.webhooks.wait_until_sent()
    hand.form("webhooks", target="")
    assert sandbox.webhooks.target == ""


def test_the_page_shows_every_form_and_state(
    hand: Hand, caller: Caller, sandbox: SandboxZoom
) -> None:
    number = caller.create(topic="Running")["id"]
    caller.create(topic="Waiting")
    sandbox.webhooks.target = "http://127.0.0.1:1/"
    sandbox.attendance.start_meeting(number)
    visit = sandbox.attendance.join(number, "<Ada>")
    sandbox.faults.add("html_502", times=None)
    assert sandbox.webhooks.wait_until_sent()

    page = requests.get(f"{hand.url}/", timeout=5).text

    for path in (
        f"meetings/{number}/end",
        f"meetings/{number}/join",
        f"participants/{visit.user_id}/leave",
        f"participants/{visit.user_id}/room",
        "faults/1/remove",
        "faults/clear",
        "webhooks/validate",
    ):
        assert f'action="/sandbox/{path}"' in page
    assert "Let &lt;Ada&gt; leave" in page
    assert "for ever" in page
    assert "meeting.participant_joined" in page
