from __future__ import annotations

import contextlib
import socket
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from set_clock import SetClock

from orchestrator.gateways.sandbox_zoom.server import SandboxZoom
from orchestrator.gateways.zoom import errors, transport
from orchestrator.gateways.zoom.errors import ZoomError, refused
from orchestrator.gateways.zoom.transport import ZoomAccess, ZoomTransport

NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)
BODY = {"topic": "Workshop", "type": 2, "start_time": "2026-12-09T13:00:00Z", "duration": 240}
MEETINGS = "/users/me/meetings"


@pytest.fixture
def access(sandbox: SandboxZoom) -> ZoomAccess:
    known = sandbox.credentials
    return ZoomAccess(
        base_url=f"{sandbox.url}/v2",
        oauth_url=f"{sandbox.url}/oauth/token",
        account_id=known.account_id,
        client_id=known.client_id,
        client_secret=known.client_secret,
        connect_timeout=1,
        read_timeout=1,
    )


def get(access: ZoomAccess, path: str = MEETINGS, **params: Any) -> dict[str, Any]:
    return ZoomTransport(access).request("GET", path, params=params, body=None)


def failure(access: ZoomAccess, method: str = "GET") -> ZoomError:
    with pytest.raises(ZoomError) as failed:
        ZoomTransport(access).request(
            method, MEETINGS, params={}, body=None if method == "GET" else BODY
        )
    return failed.value


def tokens_fetched(sandbox: SandboxZoom) -> int:
    return sum(call.path.startswith("/oauth") for call in sandbox.store.calls())


def test_one_token_serves_many_calls_and_is_renewed_before_it_expires(
    sandbox: SandboxZoom, access: ZoomAccess, at: SetClock
) -> None:
    zoom = ZoomTransport(access)
    for minutes in (0, 1, 54, 55, 56):
        at.at = NOW + timedelta(minutes=minutes)
        zoom.request("GET", MEETINGS, params={}, body=None)
    assert tokens_fetched(sandbox) == 2


def test_threads_that_start_together_fetch_one_token(
    sandbox: SandboxZoom, access: ZoomAccess
) -> None:
    zoom = ZoomTransport(access)
    threads = [
        threading.Thread(target=lambda: zoom.request("GET", MEETINGS, params={}, body=None))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert tokens_fetched(sandbox) == 1


def test_a_rejected_token_is_replaced_and_the_call_replayed_once(
    sandbox: SandboxZoom, access: ZoomAccess
) -> None:
    sandbox.faults.add("token_401", "GET")
    assert get(access)["meetings"] == []
    assert tokens_fetched(sandbox) == 2
    sandbox.faults.add("token_401", "GET", times=None)
    assert failure(access).status == 401


def test_a_create_whose_token_was_rejected_is_not_replayed_but_may_be_tried_at_once(
    sandbox: SandboxZoom, access: ZoomAccess, at: SetClock
) -> None:
    sandbox.faults.add("token_401", "POST", MEETINGS_PATTERN)
    error = failure(access, "POST")
    assert (error.permanent, error.doubtful, error.retry_at) == (False, False, at.at)
    assert sandbox.store.meetings() == []


MEETINGS_PATTERN = "/v2/users/*/meetings"


@pytest.mark.parametrize(
    ("kind", "doubtful", "permanent"),
    [
        ("refused", True, False),
        ("reset", True, False),
        ("truncated", True, False),
        ("html_502", True, False),
        ("html_503", True, False),
        ("error_500", True, False),
        ("ok_with_error", True, False),
        ("scopes_4711", False, True),
        ("redirect_302", True, False),
        ("redirect_307", True, False),
        ("redirect_302_other_host", True, False),
        ("redirect_307_other_host", True, False),
        ("limit_seconds", False, False),
        ("limit_date", False, False),
        ("limit_daily", False, False),
        ("limit_daily_bare", False, False),
    ],
)
@pytest.mark.parametrize("when", ["before", "after"])
def test_each_fault_of_a_create_is_an_error_that_says_what_is_known(
    sandbox: SandboxZoom,
    access: ZoomAccess,
    kind: str,
    when: str,
    *,
    doubtful: bool,
    permanent: bool,
) -> None:
    sandbox.faults.add(kind, "POST", MEETINGS_PATTERN, when=when)
    error = failure(access, "POST")
    assert (error.doubtful, error.permanent) == (doubtful, permanent)
    assert access.client_secret not in str(error)
    assert len(sandbox.store.meetings()) == (when == "after")


def test_no_call_lasts_longer_than_its_timeouts(sandbox: SandboxZoom, access: ZoomAccess) -> None:
    sandbox.faults.add("stall", "GET", seconds=30)
    sandbox.faults.add("oauth_stall", seconds=30, times=1)
    quick = replace(access, read_timeout=0.2)
    since = time.monotonic()
    assert not failure(quick).doubtful  # the token's answer never came: nothing was asked
    assert failure(quick).doubtful
    assert time.monotonic() - since < 5


@pytest.mark.parametrize(
    ("kind", "permanent"), [("oauth_invalid_client", True), ("oauth_500", False)]
)
def test_a_token_that_is_refused_leaves_no_doubt_about_the_call(
    sandbox: SandboxZoom, access: ZoomAccess, kind: str, *, permanent: bool
) -> None:
    sandbox.faults.add(kind)
    error = failure(access, "POST")
    assert (error.doubtful, error.permanent) == (False, permanent)


def test_a_connection_nobody_accepts_leaves_no_doubt(access: ZoomAccess) -> None:
    error = failure(replace(access, oauth_url="http://127.0.0.1:9/oauth/token"))
    assert not error.doubtful
    assert not error.permanent


def test_a_netrc_file_never_replaces_our_token(
    access: ZoomAccess, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login thief password thief\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    assert "meetings" in get(access)


def test_a_query_says_true_and_false_in_small_letters() -> None:
    assert [transport._query_value(value) for value in (True, False, 300, "a")] == [
        "true", "false", "300", "a",
    ]  # fmt: skip


@pytest.mark.parametrize("drip", [b"H", b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n"])
def test_a_server_that_drips_bytes_outlasts_no_deadline(access: ZoomAccess, drip: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def dribble() -> None:
            caller, _ = server.accept()
            with caller, contextlib.suppress(OSError):
                caller.sendall(drip)
                for _ in range(100):
                    time.sleep(0.1)
                    caller.sendall(b"x")

        threading.Thread(target=dribble, daemon=True).start()
        since = time.monotonic()
        slow = replace(
            access, base_url=f"http://127.0.0.1:{port}", connect_timeout=0.3, read_timeout=0.5
        )
        error = failure(slow)
        assert error.doubtful
        assert time.monotonic() - since < 3


def test_jobs_do_not_queue_for_ever_behind_one_that_waits_for_a_token(
    sandbox: SandboxZoom, access: ZoomAccess
) -> None:
    sandbox.faults.add("oauth_stall", seconds=30, times=None)
    zoom = ZoomTransport(replace(access, connect_timeout=0.2, read_timeout=0.2))
    since = time.monotonic()
    threads = [threading.Thread(target=_fail, args=(zoom,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.monotonic() - since < 3


def _fail(zoom: ZoomTransport) -> None:
    with pytest.raises(ZoomError):
        zoom.request("GET", MEETINGS, params={}, body=None)


def test_no_secret_stands_in_the_text_of_what_is_passed_around(access: ZoomAccess) -> None:
    assert access.client_secret not in repr(access)
    assert access.account_id not in repr(access)


def test_an_answer_too_large_or_too_slow_is_given_up(
    access: ZoomAccess, monkeypatch: pytest.MonkeyPatch
) -> None:
    zoom = ZoomTransport(access)
    zoom.request("GET", MEETINGS, params={}, body=None)
    monkeypatch.setattr(transport, "LARGEST_ANSWER_BYTES", 10)
    with pytest.raises(ZoomError, match="too large"):
        zoom.request("GET", MEETINGS, params={}, body=None)


@pytest.mark.parametrize(
    ("retry_after", "message", "expected"),
    [
        ("3", "", NOW + timedelta(seconds=3)),
        ("Sun, 22 Nov 2026 17:01:00 GMT", "", NOW + timedelta(minutes=1)),
        ("2026-11-23T00:00:00Z", "", datetime(2026, 11, 23, tzinfo=UTC)),
        ("", "You have exceeded the daily rate limit (100)", datetime(2026, 11, 23, tzinfo=UTC)),
        ("", "too many per second", NOW + timedelta(seconds=1)),
        ("rubbish", "", NOW + timedelta(seconds=1)),
        ("2020-01-01T00:00:00Z", "", NOW + timedelta(seconds=1)),
        ("99999999999", "", NOW + timedelta(days=1)),
    ],
)
def test_a_429_says_when_to_try_again_in_each_of_its_forms(
    at: SetClock, retry_after: str, message: str, expected: datetime
) -> None:
    error = refused(429, {"message": message}, {"Retry-After": retry_after})
    assert error.retry_at == expected
    assert not error.permanent


def test_an_error_reads_as_a_sentence_with_its_numbers_and_fields(at: SetClock) -> None:
    error = refused(
        400,
        {
            "code": 300,
            "message": "Validation Failed.",
            "errors": [{"field": "topic", "message": "long"}, 7],
        },
        {},
    )
    assert str(error) == "Validation Failed. (HTTP 400, code 300); topic: long"
    assert str(errors.ZoomError("No answer")) == "No answer"
    assert refused(404, {"code": 3001, "message": "x"}, {}).means_gone
    assert not refused(404, {"code": "3001"}, {}).means_gone
