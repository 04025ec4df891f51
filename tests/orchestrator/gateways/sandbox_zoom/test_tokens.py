"""Server-to-server OAuth as Zoom answers it."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import requests

if TYPE_CHECKING:
    from pathlib import Path

    from orchestrator.gateways.sandbox_zoom.server import SandboxZoom
    from tests.orchestrator.gateways.sandbox_zoom.conftest import Caller, StandingClock


def test_right_credentials_get_a_bearer_token_for_an_hour(caller: Caller) -> None:
    answer = caller.token_answer()

    assert answer.status_code == 200
    body = answer.json()
    assert (body["token_type"], body["expires_in"]) == ("bearer", 3600)
    assert body["api_url"] == caller.url


def test_the_account_may_also_be_named_in_the_body(caller: Caller, sandbox: SandboxZoom) -> None:
    known = sandbox.credentials
    answer = requests.post(
        f"{caller.url}/oauth/token",
        data={"grant_type": "account_credentials", "account_id": known.account_id},
        auth=(known.client_id, known.client_secret),
        timeout=5,
    )

    assert answer.status_code == 200


def test_wrong_credentials_get_invalid_client(caller: Caller) -> None:
    for headers in ({"Authorization": "Basic !"}, {"Authorization": "Basic bm86bm8="}, {}):
        answer = requests.post(f"{caller.url}/oauth/token", headers=headers, timeout=5)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_client")


def test_a_wrong_grant_or_account_is_refused_by_name(caller: Caller) -> None:
    grant = caller.token_answer(grant_type="password")
    account = caller.token_answer(account_id="another")

    assert (grant.status_code, grant.json()["error"]) == (400, "unsupported_grant_type")
    assert (account.status_code, account.json()["error"]) == (400, "invalid_request")


def test_a_token_is_asked_for_with_post_only(caller: Caller) -> None:
    assert requests.get(f"{caller.url}/oauth/token", timeout=5).status_code == 405


def test_a_token_ends_after_an_hour_with_401_and_code_124(
    caller: Caller, standing: StandingClock
) -> None:
    standing.advance(seconds=3599)
    assert caller("GET", "/users/me").status_code == 200

    standing.advance(seconds=1)
    late = caller("GET", "/users/me")

    assert (late.status_code, late.json()["code"]) == (401, 124)
    assert "expired" in late.json()["message"]


def test_a_missing_or_unknown_token_gets_401_and_code_124(caller: Caller) -> None:
    for header in ("", "Bearer nobody", "Bearer None", "Basic nobody", "Bearer"):
        answer = caller("GET", "/users/me", headers={"Authorization": header})
        assert (answer.status_code, answer.json()["code"]) == (401, 124)


def test_a_token_is_kept_as_a_hash_and_outlives_a_restart(
    caller: Caller, sandbox: SandboxZoom, tmp_path: Path
) -> None:
    token = str(caller.session.headers["Authorization"]).split()[1]
    sandbox.stop()
    with sqlite3.connect(tmp_path / "sandbox-zoom.sqlite3") as db:
        kept = "".join(str(row) for row in db.execute("SELECT * FROM tokens"))
    db.close()
    assert token not in kept

    sandbox.start()

    assert caller("GET", "/users/me").status_code == 200
