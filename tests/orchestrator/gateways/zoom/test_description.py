"""Every request we send satisfies Zoom's published description with closed bodies."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
import requests
import world
from pydantic import ValidationError
from set_clock import SetClock
from zoom_description import BODIES, MeetingBody

from jobs import registrants as registrant_jobs
from jobs.tools import Tools
from orchestrator.gateways.sandbox_zoom.server import SandboxZoom
from orchestrator.models import JoinLink
from orchestrator.rules.workshop import State
from orchestrator.services.zoom.join_links import issue_join_link, revoke_join_link

PATHS = ("GET", "DELETE")
KNOWN_QUERIES = {"type", "page_size", "next_page_token", "status"}


@pytest.mark.django_db
def test_a_whole_life_sends_nothing_that_zoom_does_not_describe(
    tools: Tools, sandbox: SandboxZoom, at: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[requests.PreparedRequest] = []
    real = requests.Session.send

    def recording(self: Any, request: requests.PreparedRequest, **more: Any) -> requests.Response:
        sent.append(request)
        return real(self, request, **more)

    monkeypatch.setattr(requests.Session, "send", recording)
    workshop = world.publish(title="Workshop “” 🙂 " + "x" * 180)
    world.settle(tools, at, minutes=2)
    issue_join_link(workshop, "Ada " + "L" * 100, "ada@example.org")
    issue_join_link(workshop, "Bo", "bo@example.org")
    JoinLink.objects.filter(name="Bo").update(email="bo@nowhere")  # refused: then each alone
    registrant_jobs.reconcile_due(tools)
    revoke_join_link(JoinLink.objects.get(email="ada@example.org").pk)
    registrant_jobs.reconcile_due(tools)
    moved = world.START + timedelta(days=1)
    world.change(workshop, start=moved, end=moved + timedelta(hours=4))
    world.settle(tools, at, minutes=65)
    world.change(workshop, state=State.CANCELLED)
    world.settle(tools, at, minutes=2)

    described = set()
    for request in sent:
        path, _, query = (request.url or "").removeprefix(sandbox.url).partition("?")
        if path == "/oauth/token":
            continue
        assert {part.partition("=")[0] for part in query.split("&") if part} <= KNOWN_QUERIES
        key = (
            str(request.method),
            re.sub(r"/(users|meetings)/[^/]+", r"/\1/{}", path.removeprefix("/v2")),
        )
        if key[0] in PATHS:
            assert request.body is None
        else:
            BODIES[key].model_validate(json.loads(request.body or b""))
            described.add(key)
    assert described == set(BODIES)
    assert not [call.remark for call in sandbox.store.calls() if "unknown" in call.remark]


def test_the_description_refuses_a_name_that_zoom_does_not_know() -> None:
    with pytest.raises(ValidationError):
        MeetingBody.model_validate({"topic": "x", "user_id": "me"})
