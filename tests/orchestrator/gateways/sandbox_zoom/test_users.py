"""Users: who can host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.gateways.sandbox_zoom.store import DEMO_BASIC_HOST as BASIC_HOST
from orchestrator.gateways.sandbox_zoom.store import DEMO_HOST as HOST

if TYPE_CHECKING:
    from orchestrator.gateways.sandbox_zoom.server import SandboxZoom
    from tests.orchestrator.gateways.sandbox_zoom.conftest import Caller


def test_a_user_is_found_by_id_email_and_me(caller: Caller) -> None:
    me = caller("GET", "/users/me").json()

    assert me["email"] == HOST
    assert caller("GET", f"/users/{me['id']}").json() == me
    assert caller("GET", f"/users/{HOST.upper()}").json() == me


def test_a_licensed_user_is_type_2_and_a_basic_one_type_1(caller: Caller) -> None:
    listed = caller("GET", "/users").json()

    assert {one["email"]: one["type"] for one in listed["users"]} == {HOST: 2, BASIC_HOST: 1}
    assert listed["total_records"] == 2


def test_a_user_added_by_hand_is_there(caller: Caller, sandbox: SandboxZoom) -> None:
    added = sandbox.store.add_user("second@example.com", licensed=False)

    assert sandbox.store.add_user("Second@example.com") == added
    assert added in sandbox.store.users()
    assert caller("GET", "/users/second@example.com").json()["id"] == added.id


def test_an_unknown_user_gets_404_and_code_1001(caller: Caller) -> None:
    for path in ("/users/nobody", "/users/nobody/settings", "/users/nobody/meetings"):
        answer = caller("GET", path)
        assert (answer.status_code, answer.json()["code"]) == (404, 1001)


def test_only_a_basic_plan_has_a_time_limit_in_its_settings(caller: Caller) -> None:
    licensed = caller("GET", "/users/me/settings").json()["feature"]
    basic = caller("GET", f"/users/{BASIC_HOST}/settings").json()["feature"]

    assert "meeting_duration_minutes" not in licensed
    assert basic["meeting_duration_minutes"] == 40
