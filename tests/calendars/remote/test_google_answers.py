from __future__ import annotations

import json
import threading

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google_asked import remote, timed
from google_calendar import JSON, GoogleStandIn, problem
from http_stand_in import Reply
from ics_made import WINDOW

from calendars.remote.port import RemoteError


@pytest.mark.parametrize(
    ("reply", "reason", "permanent"),
    [
        (Reply(200, b"<html>sign in</html>", {"Content-Type": "text/html"}), "no usable answer", False),
        (Reply(200, b"[]", JSON), "no usable answer", False),
        (Reply(204), "no list of events", False),
        (Reply(500, b"oops"), "cannot answer just now", False),
        (problem(503, "backendError"), "cannot answer just now", False),
        (problem(429, "rateLimitExceeded"), "cannot answer just now", False),
        (problem(403, "rateLimitExceeded"), "cannot answer just now", False),
        (problem(403, "forbidden"), "does not let us", True),
        (Reply(403, b"<html>no</html>"), "does not let us", True),
        (problem(404, "notFound"), "knows no such calendar", True),
        (problem(400, "badRequest"), "refused what we asked", True),
        (problem(410, "gone"), "refused what we asked", True),
        (Reply(200, b"{}", JSON, stall=3), "no usable answer", False),
    ],
)  # fmt: skip
def test_an_answer_that_is_no_list_is_never_taken_for_a_free_calendar(
    stand_in: GoogleStandIn, reply: Reply, reason: str, *, permanent: bool
) -> None:
    stand_in.faults = [reply]
    with pytest.raises(RemoteError) as refused:
        remote(stand_in).read(WINDOW, {})
    assert reason in str(refused.value)
    assert refused.value.permanent is permanent
    assert (refused.value.retry_at is not None) is ("just now" in reason)


def test_an_access_token_that_google_no_longer_takes_is_renewed(stand_in: GoogleStandIn) -> None:
    stand_in.faults = [problem(401, "authError")]
    assert remote(stand_in).read(WINDOW, {}).busy == ()
    stand_in.faults = [problem(401, "authError")] * 5
    with pytest.raises(RemoteError, match="does not accept our permission") as refused:
        remote(stand_in).read(WINDOW, {})
    assert refused.value.permanent


def test_a_short_fault_is_tried_again_at_once(stand_in: GoogleStandIn) -> None:
    stand_in.faults = [problem(503, "backendError")]
    assert remote(stand_in, retries=1).read(WINDOW, {}).busy == ()


@pytest.mark.parametrize(("token", "permanent"), [("revoked", True), ("busy", False)])
def test_a_permission_that_is_not_renewed_needs_a_person_and_a_busy_google_does_not(
    stand_in: GoogleStandIn, token: str, *, permanent: bool
) -> None:
    told = json.loads(stand_in.credentials()) | {"refresh_token": token}
    with pytest.raises(RemoteError, match="renew our permission") as refused:
        remote(stand_in, credentials=json.dumps(told)).read(WINDOW, {})
    assert refused.value.permanent is permanent
    assert "revoked" not in str(refused.value)


def test_a_google_that_is_not_there_may_come_back(stand_in: GoogleStandIn) -> None:
    told = json.loads(stand_in.credentials()) | {"token_uri": "http://127.0.0.1:9/token"}
    with pytest.raises(RemoteError, match="no usable answer") as refused:
        remote(stand_in, credentials=json.dumps(told)).read(WINDOW, {})
    assert not refused.value.permanent


@pytest.mark.parametrize("text", ["", "{}", "[]", '"x"', '{"type": "service_account", "private_key": "x"}'])  # fmt: skip
def test_credentials_that_are_none_are_named(stand_in: GoogleStandIn, text: str) -> None:
    with pytest.raises(RemoteError, match="credentials for Google") as refused:
        remote(stand_in, credentials=text).read(WINDOW, {})
    assert refused.value.permanent


def test_a_service_account_may_act_for_a_person(stand_in: GoogleStandIn) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    text = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
    told = {
        "type": "service_account", "client_email": "robot@example.org", "private_key": text,
        "private_key_id": "1", "token_uri": f"{stand_in.url}/token",
    }  # fmt: skip
    stand_in.put("one", **timed("2026-12-01"))
    for user in ("", "host@example.org"):
        found = remote(stand_in, credentials=json.dumps(told), user=user).read(WINDOW, {})
        assert len(found.busy) == 1


def test_many_threads_read_at_once(stand_in: GoogleStandIn) -> None:
    stand_in.put("one", **timed("2026-12-01"))
    found: list[int] = []
    shared = remote(stand_in, timeout_seconds=10)
    threads = [
        threading.Thread(target=lambda: found.append(len(shared.read(WINDOW, {}).busy)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [1] * 8
