"""The fault board: every kind of trouble, before and after the commit."""

from __future__ import annotations

import contextlib
import threading
import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import pytest
import requests

from orchestrator.gateways.sandbox_zoom.fault import Kind
from orchestrator.gateways.sandbox_zoom.server import SandboxZoom

if TYPE_CHECKING:
    from tests.orchestrator.gateways.sandbox_zoom.conftest import Caller, StandingClock

CREATE = "/users/me/meetings"
BODY = {"topic": "x", "start_time": "2026-12-08T17:00:00Z"}

NO_ANSWER = ["refused", "reset", "truncated"]
WRONG_ANSWERS: list[tuple[str, tuple[int, int | None]]] = [
    ("html_502", (502, None)),
    ("html_503", (503, None)),
    ("error_500", (500, 500)),
    ("ok_with_error", (200, 500)),
    ("token_401", (401, 124)),
    ("scopes_4711", (400, 4711)),
    ("limit_seconds", (429, 429)),
    ("limit_date", (429, 429)),
    ("limit_daily", (429, 429)),
    ("limit_daily_bare", (429, 429)),
    ("redirect_302", (302, None)),
    ("redirect_307", (307, None)),
    ("redirect_302_other_host", (302, None)),
    ("redirect_307_other_host", (307, None)),
]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("kind", NO_ANSWER)
def test_a_broken_answer_strikes_before_or_after_the_commit(
    caller: Caller, sandbox: SandboxZoom, kind: str, when: str
) -> None:
    sandbox.faults.add(kind, method="POST", when=when)

    with pytest.raises(requests.RequestException):
        caller("POST", CREATE, json=BODY)

    assert len(sandbox.store.meetings()) == (when == "after")
    assert sandbox.store.calls()[-1].remark == f"fault: {kind} {when} commit"
    assert sandbox.faults.listed() == []
    caller.create()


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_wrong_answer_strikes_before_or_after_the_commit(
    caller: Caller, sandbox: SandboxZoom, when: str
) -> None:
    for kind, (status, code) in WRONG_ANSWERS:
        before = len(sandbox.store.meetings())
        sandbox.faults.add(kind, method="POST", when=when)

        answer = caller("POST", CREATE, json=BODY)

        assert answer.status_code == status, kind
        if code is not None:
            assert answer.json()["code"] == code, kind
        assert len(sandbox.store.meetings()) - before == (when == "after"), kind
        assert caller("POST", CREATE, json=BODY).status_code == 201, kind


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_no_fault_leaves_a_call_without_entry_in_the_log(
    caller: Caller, sandbox: SandboxZoom, method: str
) -> None:
    body = {"topic": "y"} if method == "PATCH" else None
    for kind in Kind:
        made = caller.create()
        sandbox.faults.add(kind, path="/v2/*", when="after", seconds=0)

        with contextlib.suppress(requests.RequestException):
            caller(method, f"/meetings/{made['id']}", json=body)

        last = sandbox.store.calls()[-1]
        assert (last.method, last.path) == (method, f"/v2/meetings/{made['id']}")
        sandbox.faults.clear()


def test_a_deletion_with_a_lost_answer_is_done(caller: Caller, sandbox: SandboxZoom) -> None:
    made = caller.create()
    sandbox.faults.add("truncated", method="DELETE", when="after")

    with pytest.raises(requests.RequestException):
        caller("DELETE", f"/meetings/{made['id']}")

    assert caller("GET", f"/meetings/{made['id']}").json()["code"] == 3001


def test_a_fault_strikes_only_its_method_and_path(caller: Caller, sandbox: SandboxZoom) -> None:
    sandbox.faults.add("error_500", method="PATCH", path="/v2/meetings/*", times=None)

    made = caller.create()

    assert caller("GET", f"/meetings/{made['id']}").status_code == 200
    for _ in range(3):
        assert caller("PATCH", f"/meetings/{made['id']}", json={}).status_code == 500


def test_faults_of_one_group_strike_one_call_after_the_other(
    caller: Caller, sandbox: SandboxZoom
) -> None:
    sandbox.faults.add("html_502", times=2)
    sandbox.faults.add("error_500")

    seen = [caller("GET", "/users/me").status_code for _ in range(4)]

    assert seen == [502, 502, 500, 200]


def test_an_after_fault_waits_for_a_call_that_succeeds(
    caller: Caller, sandbox: SandboxZoom
) -> None:
    sandbox.faults.add("html_502", method="POST", when="after")

    assert caller("POST", CREATE, json={"topic": 5}).status_code == 400
    assert caller("POST", CREATE, json=BODY).status_code == 502


def test_a_fault_can_be_taken_off(caller: Caller, sandbox: SandboxZoom) -> None:
    first = sandbox.faults.add("html_502", times=None)
    sandbox.faults.add("html_503")

    sandbox.faults.remove(first.number)
    assert caller("GET", "/users/me").status_code == 503
    sandbox.faults.add("html_502", times=None)
    sandbox.faults.clear()
    assert caller("GET", "/users/me").status_code == 200


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("earthquake", {}),
        ("reset", {"when": "during"}),
        ("reset", {"times": 0}),
        ("stall", {"seconds": -1}),
        ("reset", {"colour": "red"}),
    ],
)
def test_a_fault_that_does_not_exist_is_refused(
    sandbox: SandboxZoom, kind: str, options: dict[str, Any]
) -> None:
    with pytest.raises((ValueError, TypeError)):
        sandbox.faults.add(kind, **options)
    assert sandbox.faults.listed() == []


def test_a_401_for_ever_outlives_every_new_token(caller: Caller, sandbox: SandboxZoom) -> None:
    sandbox.faults.add("token_401", times=None)

    for _ in range(3):
        assert caller.log_in()("GET", "/users/me").json()["code"] == 124


def test_oauth_faults_strike_the_token_and_nothing_else(
    caller: Caller, sandbox: SandboxZoom
) -> None:
    sandbox.faults.add("oauth_invalid_client")
    sandbox.faults.add("oauth_500")
    sandbox.faults.add("oauth_stall", seconds=0.05)

    assert caller("GET", "/users/me").status_code == 200
    refused = caller.token_answer()
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_client")
    assert caller.token_answer().status_code == 500
    assert caller.token_answer().status_code == 200


def test_the_429s_tell_the_wait_in_four_ways(
    caller: Caller, sandbox: SandboxZoom, standing: StandingClock
) -> None:
    kinds = ["limit_seconds", "limit_date", "limit_daily", "limit_daily_bare"]
    for kind in kinds:
        sandbox.faults.add(kind, seconds=7)

    seconds, date, daily, bare = (caller("GET", "/users/me") for _ in kinds)

    assert (seconds.headers["Retry-After"], seconds.headers["X-RateLimit-Type"]) == ("7", "QPS")
    wait = parsedate_to_datetime(date.headers["Retry-After"]) - standing()
    assert wait.total_seconds() == 7
    assert daily.headers["Retry-After"] == "2026-11-24T00:00:00Z"
    assert daily.headers["X-RateLimit-Type"] == "Daily-limit"
    assert not {"Retry-After", "X-RateLimit-Type"} & set(bare.headers)
    assert "daily rate limit (100)" in bare.json()["message"]


def test_redirects_lead_to_the_same_or_another_host(caller: Caller, sandbox: SandboxZoom) -> None:
    sandbox.faults.add("redirect_307")
    sandbox.faults.add("redirect_302_other_host")

    same = caller("GET", "/users", params={"page_size": "1"}).headers["Location"]
    other = caller("GET", "/users").headers["Location"]

    assert same == f"{caller.url}/v2/users?page_size=1"
    assert other.startswith("http://localhost:")


def test_a_stall_before_commit_lands_though_the_caller_left(
    caller: Caller, sandbox: SandboxZoom
) -> None:
    sandbox.faults.add("stall", method="POST", seconds=0.2)

    with pytest.raises(requests.Timeout):
        caller("POST", CREATE, json=BODY, timeout=0.05)
    assert sandbox.store.meetings() == []

    deadline = time.monotonic() + 2
    while not sandbox.store.meetings() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert len(sandbox.store.meetings()) == 1


def test_a_stall_after_commit_keeps_the_answer_back(caller: Caller, sandbox: SandboxZoom) -> None:
    sandbox.faults.add("stall", method="POST", seconds=0.2, when="after")

    with pytest.raises(requests.Timeout):
        caller("POST", CREATE, json=BODY, timeout=0.05)

    assert len(sandbox.store.meetings()) == 1


def test_stopping_ends_a_stall_without_a_commit(caller: Caller, sandbox: SandboxZoom) -> None:
    sandbox.faults.add("stall", method="POST", seconds=60)
    failed: list[Exception] = []

    def call() -> None:
        try:
            caller("POST", CREATE, json=BODY, timeout=5)
        except requests.RequestException as error:
            failed.append(error)

    thread = threading.Thread(target=call)
    thread.start()
    while sandbox.faults.listed():
        time.sleep(0.01)
    began = time.monotonic()
    sandbox.stop()
    thread.join()

    assert time.monotonic() - began < 1
    assert len(failed) == 1
    assert sandbox.store.meetings() == []
