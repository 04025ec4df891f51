"""HTTP as it goes over the wire: wrong paths, methods and bodies, and a restart."""

from __future__ import annotations

import http.client
import socket
import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from orchestrator.gateways.sandbox_zoom.server import DEMO_CREDENTIALS, Credentials, SandboxZoom

if TYPE_CHECKING:
    from pathlib import Path

    from tests.orchestrator.gateways.sandbox_zoom.conftest import Caller


def test_an_unknown_path_gets_404_and_a_wrong_method_405(caller: Caller) -> None:
    lost = caller("GET", "/webinars/5")
    wrong = caller("PUT", "/users/me")

    assert (lost.status_code, lost.json()["code"]) == (404, 2300)
    assert wrong.status_code == 405


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b"5", b"\xff", b'{"a": "\\ud800"}', b"[" * 100_000, b"9" * 5000]
)
def test_a_body_that_is_no_json_object_gets_400_and_code_300(caller: Caller, body: bytes) -> None:
    answer = caller("POST", "/users/me/meetings", data=body)

    assert (answer.status_code, answer.json()["code"]) == (400, 300)


def test_a_body_over_a_megabyte_gets_413(caller: Caller) -> None:
    connection = http.client.HTTPConnection(caller.url.removeprefix("http://"), timeout=5)
    connection.putrequest("POST", "/v2/users/me/meetings")
    connection.putheader("Content-Length", "1000001")
    connection.endheaders()

    assert connection.getresponse().status == 413
    connection.close()


def test_who_sends_ten_megabytes_can_read_the_413(caller: Caller) -> None:
    answer = caller("POST", "/users/me/meetings", data=b"x" * 10_000_000)

    assert (answer.status_code, answer.json()["code"]) == (413, 300)


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [("Content-Length", "many", 400), ("Transfer-Encoding", "chunked", 411)],
)
def test_a_body_of_unclear_length_is_refused(
    caller: Caller, header: str, value: str, status: int
) -> None:
    connection = http.client.HTTPConnection(caller.url.removeprefix("http://"), timeout=5)
    connection.putrequest("POST", "/v2/users/me/meetings")
    connection.putheader(header, value)
    connection.endheaders()

    assert connection.getresponse().status == status
    connection.close()


def test_meetings_ids_and_calls_outlive_a_restart_at_the_same_port(
    caller: Caller, sandbox: SandboxZoom
) -> None:
    made, url = caller.create(), sandbox.url
    sandbox.stop()
    sandbox.stop()
    assert sandbox.store.meetings()[0].id == made["id"]

    sandbox.start()
    sandbox.start()

    assert sandbox.url == url
    assert caller("GET", f"/meetings/{made['id']}").json() == made
    assert [call.status for call in sandbox.store.calls()] == [200, 201, 200]


def test_another_sandbox_on_the_directory_goes_on_with_its_meetings(
    caller: Caller, sandbox: SandboxZoom, tmp_path: Path
) -> None:
    made = caller.create()

    again = SandboxZoom(tmp_path)

    assert [one.id for one in again.store.meetings()] == [made["id"]]
    assert len(again.store.users()) == len(sandbox.store.users())


def test_stopping_is_prompt_while_a_caller_keeps_its_connection(
    caller: Caller, sandbox: SandboxZoom
) -> None:
    address = sandbox.url.removeprefix("http://").split(":")
    with socket.create_connection((address[0], int(address[1]))) as silent:
        caller.create()
        began = time.monotonic()
        sandbox.stop()
        assert time.monotonic() - began < 1
        silent.settimeout(1)
        assert silent.recv(1) == b""


def test_a_sandbox_that_never_started_has_no_address(tmp_path: Path) -> None:
    own = Credentials("account", "client", "secret", "webhook")
    sandbox = SandboxZoom(tmp_path, credentials=own)

    with pytest.raises(RuntimeError, match="before it is started"):
        _ = sandbox.url
    assert sandbox.credentials != DEMO_CREDENTIALS


def test_the_call_log_tells_method_path_status_and_time(
    caller: Caller, sandbox: SandboxZoom
) -> None:
    caller("GET", "/meetings/5")

    [call] = sandbox.store.calls(1)

    assert (call.method, call.path, call.status) == ("GET", "/v2/meetings/5", 404)
    assert call.at.isoformat() == "2026-11-23T16:00:00+00:00"
    assert call.remark == "Meeting does not exist: 5."


def test_the_call_log_keeps_the_last_fifty_thousand(
    caller: Caller, sandbox: SandboxZoom, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "sandbox-zoom.sqlite3")) as db, db:
        db.execute("UPDATE calls SET id = 50999")

    caller("GET", "/users/me")
    assert [one.id for one in sandbox.store.calls()] == [50_999, 51_000]
    with closing(sqlite3.connect(tmp_path / "sandbox-zoom.sqlite3")) as db, db:
        db.execute("UPDATE calls SET id = id - 50998")
        db.execute("UPDATE sqlite_sequence SET seq = 50999 WHERE name = 'calls'")
    caller("GET", "/users/me")

    assert [one.id for one in sandbox.store.calls()] == [51_000]
