"""Webhooks as Zoom signs and sends them, and in ways that only happen on bad days."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
import requests

from orchestrator.gateways.sandbox_zoom.server import DEMO_CREDENTIALS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from orchestrator.gateways.sandbox_zoom.server import SandboxZoom
    from tests.orchestrator.gateways.sandbox_zoom.conftest import Caller, StandingClock

SECRET = DEMO_CREDENTIALS.webhook_secret.encode()


def _hmac(content: bytes) -> str:
    return hmac.new(SECRET, content, hashlib.sha256).hexdigest()


@dataclass
class Inbox:
    """A receiver on loopback that keeps what it gets."""

    status: int = 200
    knows_the_secret: bool = True
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""

    def take(self, headers: dict[str, str], body: bytes) -> bytes:
        self.got.append((headers, body))
        content = json.loads(body)
        if content["event"] != "endpoint.url_validation" or not self.knows_the_secret:
            return b"thanks"
        plain = content["payload"]["plainToken"]
        return json.dumps({"plainToken": plain, "encryptedToken": _hmac(plain.encode())}).encode()

    def events(self) -> list[str]:
        return [str(json.loads(body)["event"]) for _, body in self.got]

    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(body)["payload"]["object"] for _, body in self.got]


@pytest.fixture
def inbox(sandbox: SandboxZoom) -> Iterator[Inbox]:
    box = Inbox()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = box.take({key.lower(): value for key, value in self.headers.items()}, body)
            self.send_response(box.status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        box.url = f"http://127.0.0.1:{server.server_port}/webhooks/zoom?from=sandbox"
        sandbox.webhooks.target = box.url
        yield box
        server.shutdown()
        thread.join()


def test_create_update_and_delete_are_told(
    caller: Caller, sandbox: SandboxZoom, inbox: Inbox
) -> None:
    made = caller.create()
    caller("PATCH", f"/meetings/{made['id']}", json={"topic": "New"})
    caller("DELETE", f"/meetings/{made['id']}")
    assert sandbox.webhooks.wait_until_sent()

    assert inbox.events() == ["meeting.created", "meeting.updated", "meeting.deleted"]
    assert [one["id"] for one in inbox.objects()] == [made["id"]] * 3
    created = inbox.objects()[0]
    assert (created["topic"], created["start_time"]) == (made["topic"], made["start_time"])
    update = json.loads(inbox.got[1][1])["payload"]
    assert update["object"]["topic"] == "New"
    assert update["old_object"]["topic"] == "Incident response"
    assert "duration" not in update["object"]
    assert update["account_id"] == DEMO_CREDENTIALS.account_id


def test_a_message_is_signed_over_its_raw_bytes(
    caller: Caller, sandbox: SandboxZoom, inbox: Inbox, standing: StandingClock
) -> None:
    caller.create(topic="Workshop 🎓")
    sandbox.webhooks.timestamp_in_ms = True
    caller.create()
    assert sandbox.webhooks.wait_until_sent()

    stamps = []
    for headers, body in inbox.got:
        stamp = headers["x-zm-request-timestamp"]
        stamps.append(int(stamp))
        assert headers["x-zm-signature"] == "v0=" + _hmac(b"v0:" + stamp.encode() + b":" + body)
    seconds = int(standing().timestamp())
    assert stamps == [seconds, seconds * 1000]
    assert "🎓".encode() in inbox.got[0][1]
    assert json.loads(inbox.got[0][1])["event_ts"] == seconds * 1000


def test_changes_by_hand_are_told_too(caller: Caller, sandbox: SandboxZoom, inbox: Inbox) -> None:
    number = caller.create()["id"]
    sandbox.store.edit_meeting(number, duration=30)
    sandbox.store.delete_meeting(number)
    assert sandbox.webhooks.wait_until_sent()

    assert inbox.events()[1:] == ["meeting.updated", "meeting.deleted"]


def test_people_who_come_change_rooms_and_go_are_told(
    caller: Caller, sandbox: SandboxZoom, inbox: Inbox
) -> None:
    number = caller.create()["id"]
    stage = sandbox.attendance
    stage.start_meeting(number)
    ada = stage.join(number, "Ada", email="ada@example.com", registrant_id="reg-1")
    stage.enter_room(ada.uuid, "Pair 1")
    stage.enter_room(ada.uuid, "Pair 2")
    stage.enter_room(ada.uuid, "Pair 2")
    stage.leave(ada.uuid)
    stage.end_meeting(number)
    assert sandbox.webhooks.wait_until_sent()

    assert inbox.events()[1:] == [
        "meeting.started",
        "meeting.participant_joined",
        "meeting.participant_joined_breakout_room",
        "meeting.participant_left_breakout_room",
        "meeting.participant_joined_breakout_room",
        "meeting.participant_left_breakout_room",
        "meeting.participant_left",
        "meeting.ended",
    ]
    seen = inbox.objects()
    person = seen[2]["participant"]
    assert (person["user_name"], person["registrant_id"]) == ("Ada", "reg-1")
    assert person["participant_uuid"] == ada.uuid
    rooms = [one.get("breakout_room_uuid") for one in seen]
    assert rooms[3] == rooms[4] != rooms[5] == rooms[6]
    assert rooms[7] is None
    assert "leave_time" in seen[7]["participant"]


def test_the_end_through_the_api_is_told(
    caller: Caller, sandbox: SandboxZoom, inbox: Inbox
) -> None:
    number = caller.create(type=1)["id"]
    sandbox.attendance.start_meeting(number)
    caller("PUT", f"/meetings/{number}/status", json={"action": "end"})
    assert sandbox.webhooks.wait_until_sent()

    assert inbox.events()[-1] == "meeting.ended"
    assert "start_time" not in inbox.objects()[-1]


def test_held_messages_go_in_any_order_and_repeatedly(
    caller: Caller, sandbox: SandboxZoom, inbox: Inbox
) -> None:
    sandbox.webhooks.paused = True
    number = caller.create()["id"]
    caller("DELETE", f"/meetings/{number}")
    assert sandbox.webhooks.wait_until_sent()
    assert inbox.got == []

    sandbox.webhooks.send(2, 1, 1)
    assert sandbox.webhooks.wait_until_sent()

    assert inbox.events() == ["meeting.deleted", "meeting.created", "meeting.created"]
    assert inbox.got[1][1] == inbox.got[2][1]
    stamps = [one[0]["x-zm-request-timestamp"] for one in inbox.got]
    assert len(set(stamps)) == 1
    with pytest.raises(LookupError):
        sandbox.webhooks.send(9)


def test_ids_can_be_sent_as_text(caller: Caller, sandbox: SandboxZoom, inbox: Inbox) -> None:
    sandbox.webhooks.ids_as_text = True
    number = caller.create()["id"]
    sandbox.store.edit_meeting(number, topic="x")
    assert sandbox.webhooks.wait_until_sent()

    assert [one["id"] for one in inbox.objects()] == [str(number)] * 2


def test_an_event_nobody_has_heard_of_can_be_sent(sandbox: SandboxZoom, inbox: Inbox) -> None:
    sandbox.webhooks.announce_raw("meeting.danced", {"object": {"id": 1}})
    assert sandbox.webhooks.wait_until_sent()

    assert inbox.events() == ["meeting.danced"]


def test_a_target_proves_that_it_knows_the_secret(sandbox: SandboxZoom, inbox: Inbox) -> None:
    assert sandbox.webhooks.validate()

    inbox.knows_the_secret = False
    assert not sandbox.webhooks.validate()
    assert [one.statuses for one in sandbox.webhooks.deliveries] == [[200], [200]]


def test_each_attempt_is_noted_with_its_status(
    caller: Caller, sandbox: SandboxZoom, inbox: Inbox
) -> None:
    inbox.status = 500
    caller.create()
    assert sandbox.webhooks.wait_until_sent()
    sandbox.webhooks.target = "http://127.0.0.1:1/"
    sandbox.webhooks.send(1)
    assert sandbox.webhooks.wait_until_sent()

    assert sandbox.webhooks.deliveries[0].statuses == [500, 0]


def test_without_a_target_nothing_is_made(caller: Caller, sandbox: SandboxZoom) -> None:
    caller.create()

    assert sandbox.webhooks.deliveries == []


@pytest.mark.parametrize("url", ["https://127.0.0.1/", "http://example.com/", "nonsense"])
def test_webhooks_never_leave_this_machine(sandbox: SandboxZoom, url: str) -> None:
    with pytest.raises(ValueError, match="loopback"):
        sandbox.webhooks.target = url


def test_a_fault_after_the_commit_still_tells_what_happened(
    caller: Caller, sandbox: SandboxZoom, inbox: Inbox, standing: StandingClock
) -> None:
    sandbox.faults.add("lands_late", seconds=60)
    for _ in range(2):
        with pytest.raises(requests.ConnectionError):
            caller("POST", "/users/me/meetings", json={})
        sandbox.faults.add("reset", when="after")
    assert sandbox.webhooks.wait_until_sent()
    assert inbox.events() == ["meeting.created"]

    standing.advance(seconds=60)
    assert len(sandbox.store.meetings()) == 2
    assert sandbox.webhooks.wait_until_sent()
    assert inbox.events() == ["meeting.created"] * 2
