"""Registrants: personal links, for licensed hosts and meetings with registration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import requests

from orchestrator.gateways.sandbox_zoom.store import DEMO_BASIC_HOST

if TYPE_CHECKING:
    from orchestrator.gateways.sandbox_zoom.server import SandboxZoom
    from tests.orchestrator.gateways.sandbox_zoom.conftest import Caller, StandingClock

ADA = {"email": "ada@example.com", "first_name": "Ada", "last_name": "L"}
BEN = {"email": "ben@example.com", "first_name": "Ben"}


@pytest.fixture
def path(caller: Caller) -> str:
    made = caller.create(settings={"approval_type": 0})
    return f"/meetings/{made['id']}"


def _listed(caller: Caller, path: str, **query: str) -> list[str]:
    answer = caller("GET", f"{path}/registrants", params=query)
    return [one["email"] for one in answer.json()["registrants"]]


def test_a_registrant_gets_an_id_and_a_personal_join_link(caller: Caller, path: str) -> None:
    answer = caller("POST", f"{path}/registrants", json=ADA)

    assert answer.status_code == 201
    body = answer.json()
    assert f"/meetings/{body['id']}" == path
    assert (body["topic"], body["start_time"]) == ("Incident response", "2026-12-08T17:00:00Z")
    page = requests.get(body["join_url"], timeout=5)
    assert "This is where Zoom would open" in page.text
    forged = body["join_url"].replace(body["registrant_id"], "somebody")
    assert requests.get(forged, timeout=5).status_code == 403


def test_registrants_are_listed_with_their_links(caller: Caller, path: str) -> None:
    made = caller("POST", f"{path}/registrants", json=ADA).json()

    [listed] = caller("GET", f"{path}/registrants").json()["registrants"]

    assert (listed["id"], listed["email"]) == (made["registrant_id"], "ada@example.com")
    assert (listed["status"], listed["join_url"]) == ("approved", made["join_url"])
    assert caller("GET", f"{path}/registrants/{listed['id']}").json() == listed
    assert caller("GET", f"{path}/registrants?status=odd").status_code == 400


def test_the_same_address_keeps_its_id_and_may_be_added_3_times_a_day(
    caller: Caller, path: str, standing: StandingClock
) -> None:
    answers = [caller("POST", f"{path}/registrants", json=ADA) for _ in range(4)]

    assert [one.status_code for one in answers] == [201, 201, 201, 429]
    assert len({one.json()["registrant_id"] for one in answers[:3]}) == 1
    assert "limit of (3) for Add meeting registrant" in answers[3].json()["message"]
    standing.advance(days=1)
    assert caller.log_in()("POST", f"{path}/registrants", json=ADA).status_code == 201


def test_a_meeting_takes_no_more_than_its_hosts_capacity(
    caller: Caller, sandbox: SandboxZoom
) -> None:
    sandbox.store.add_user("small@example.com", capacity=1)
    made = caller.create(host="small@example.com", settings={"approval_type": 0})
    path = f"/meetings/{made['id']}/registrants"
    assert caller("POST", path, json=ADA).status_code == 201

    full = caller("POST", path, json=BEN)

    assert (full.status_code, full.json()["code"]) == (404, 3043)
    assert caller("POST", path, json=ADA).status_code == 201


def test_a_meeting_without_registration_answers_404_with_code_404(caller: Caller) -> None:
    made = caller.create()

    answer = caller("POST", f"/meetings/{made['id']}/registrants", json=ADA)

    assert (answer.status_code, answer.json()["code"]) == (404, 404)


def test_a_host_without_licence_gets_400_with_code_200(caller: Caller) -> None:
    made = caller.create(host=DEMO_BASIC_HOST, settings={"approval_type": 0})

    answer = caller("POST", f"/meetings/{made['id']}/registrants", json=ADA)

    assert (answer.status_code, answer.json()["code"]) == (400, 200)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"email": "ada"}, "email"),
        ({"email": "a" * 120 + "@example.com"}, "email"),
        ({"first_name": ""}, "first_name"),
        ({"first_name": "x" * 65}, "first_name"),
        ({"last_name": 5}, "last_name"),
    ],
)
def test_a_wrong_field_of_a_registrant_is_named(
    caller: Caller, path: str, changes: dict[str, Any], wrong: str
) -> None:
    answer = caller("POST", f"{path}/registrants", json=ADA | changes)

    assert [one["field"] for one in answer.json()["errors"]] == [wrong]


def test_with_manual_approval_the_link_comes_after_it(caller: Caller) -> None:
    path = f"/meetings/{caller.create(settings={'approval_type': 1})['id']}"
    waiting = caller("POST", f"{path}/registrants", json=ADA).json()
    assert "join_url" not in waiting
    assert _listed(caller, path, status="pending") == ["ada@example.com"]
    assert _listed(caller, path) == []

    named = [{"id": waiting["registrant_id"], "email": ADA["email"]}]
    answer = caller(
        "PUT", f"{path}/registrants/status", json={"action": "approve", "registrants": named}
    )

    assert answer.status_code == 204
    assert _listed(caller, path) == ["ada@example.com"]


def test_registrants_are_denied_cancelled_and_deleted(
    caller: Caller, path: str, sandbox: SandboxZoom
) -> None:
    made = caller("POST", f"{path}/batch_registrants", json={"registrants": [ADA, BEN]}).json()
    ada, ben = (one["registrant_id"] for one in made["registrants"])
    for action, one in (("deny", ada), ("cancel", ben)):
        body = {"action": action, "registrants": [{"id": one}]}
        assert caller("PUT", f"{path}/registrants/status", json=body).status_code == 204

    assert _listed(caller, path) == []
    assert _listed(caller, path, status="denied") == ["ada@example.com"]
    assert caller("DELETE", f"{path}/registrants/{ada}").status_code == 204
    meeting_id = int(path.rpartition("/")[2])
    assert [one.status for one in sandbox.store.registrants(meeting_id)] == ["cancelled"]


@pytest.mark.parametrize(
    "body",
    [
        {"action": "love", "registrants": [{"id": "x"}]},
        {"action": "approve"},
        {"action": "approve", "registrants": [5]},
        {"action": "approve", "registrants": [{"id": "x"}]},
    ],
)
def test_a_status_change_of_nobody_is_refused(
    caller: Caller, path: str, body: dict[str, Any]
) -> None:
    answer = caller("PUT", f"{path}/registrants/status", json=body)

    assert (answer.status_code, answer.json()["code"]) == (400, 300)


def test_an_unknown_registrant_cannot_be_deleted(caller: Caller, path: str) -> None:
    assert caller("DELETE", f"{path}/registrants/nobody").status_code == 400


def test_a_batch_is_added_as_a_whole_or_not_at_all(caller: Caller, path: str) -> None:
    broken = {"registrants": [ADA, {"email": "x"}]}
    assert caller("POST", f"{path}/batch_registrants", json=broken).status_code == 400
    assert caller("POST", f"{path}/batch_registrants", json={"registrants": [5]}).status_code == 400
    assert caller("POST", f"{path}/batch_registrants", json={"registrants": []}).status_code == 400
    assert _listed(caller, path) == []

    answer = caller("POST", f"{path}/batch_registrants", json={"registrants": [ADA, BEN]})

    links = {one["email"]: one["join_url"] for one in answer.json()["registrants"]}
    assert set(links) == {"ada@example.com", "ben@example.com"}
    assert _listed(caller, path) == ["ada@example.com", "ben@example.com"]
