"""Zoom's limits: per second in real seconds, per day by the set clock's UTC day."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from orchestrator.gateways.sandbox_zoom.store import DEMO_BASIC_HOST as BASIC_HOST

if TYPE_CHECKING:
    from orchestrator.gateways.sandbox_zoom.server import SandboxZoom
    from tests.orchestrator.gateways.sandbox_zoom.conftest import Caller, StandingClock


def test_the_101st_create_or_update_of_a_utc_day_is_refused_without_retry_after(
    caller: Caller, sandbox: SandboxZoom, standing: StandingClock
) -> None:
    sandbox.limits.meetings_per_day = 3
    made = caller.create()
    caller.create()
    path = f"/meetings/{made['id']}"
    assert caller("PATCH", path, json={"topic": "x"}).status_code == 204

    refused = caller("PATCH", path, json={"topic": "y"})

    assert (refused.status_code, refused.json()["code"]) == (429, 429)
    assert "daily rate limit (3) of Meeting Create/Update" in refused.json()["message"]
    assert not {"Retry-After", "X-RateLimit-Type"} & set(refused.headers)
    assert caller("DELETE", path).status_code == 204
    caller.create(host=BASIC_HOST)
    assert sandbox.store.meeting_calls_used(made["host_id"]) == 3
    standing.advance(hours=8)
    caller.log_in().create()


def test_the_daily_limit_is_a_hundred_unless_set(sandbox: SandboxZoom) -> None:
    assert sandbox.limits.meetings_per_day == 100


def test_a_refused_body_costs_nothing_of_the_day(caller: Caller, sandbox: SandboxZoom) -> None:
    caller("POST", "/users/me/meetings", json={"topic": 5})

    assert sandbox.store.meeting_calls_used(sandbox.store.users()[0].id) == 0


def test_too_many_calls_in_a_second_get_429_with_type_and_retry_after(
    caller: Caller, sandbox: SandboxZoom
) -> None:
    sandbox.limits.per_second = {"light": 1}
    answers = [caller("GET", "/users/me") for _ in range(2)]

    assert [one.status_code for one in answers] == [200, 429]
    assert answers[1].headers["X-RateLimit-Type"] == "QPS"
    assert answers[1].headers["Retry-After"] == "1"
    assert caller("GET", "/users").status_code == 200


def test_a_second_later_one_may_call_again(caller: Caller, sandbox: SandboxZoom) -> None:
    sandbox.limits.per_second = {"light": 1}
    sandbox.limits.window_seconds = 0.05
    assert caller("GET", "/users/me").status_code == 200

    time.sleep(0.06)

    assert caller("GET", "/users/me").status_code == 200


def test_limits_can_be_switched_off(caller: Caller, sandbox: SandboxZoom) -> None:
    sandbox.limits.meetings_per_day = 0
    sandbox.limits.switch_off()

    caller.create()


def test_many_callers_at_once_get_no_more_than_the_day_allows(
    sandbox: SandboxZoom, new_caller: type[Caller]
) -> None:
    sandbox.limits.meetings_per_day = 5

    def create(_: int) -> int:
        one = new_caller(sandbox.url)
        with one.session:
            return one.log_in()("POST", "/users/me/meetings", json={}).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(create, range(12)))

    assert (statuses.count(201), statuses.count(429)) == (5, 7)
    assert len(sandbox.store.meetings()) == 5
