"""What a person does by hand, and what a killed process leaves behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests

from orchestrator.gateways.sandbox_zoom.exchange import ZoomError
from orchestrator.gateways.sandbox_zoom.server import SandboxZoom

if TYPE_CHECKING:
    from tests.orchestrator.gateways.sandbox_zoom.conftest import Caller, StandingClock

_SERVE = """
import sys, pathlib, signal
from orchestrator.gateways.sandbox_zoom.server import SandboxZoom
sandbox = SandboxZoom(pathlib.Path(sys.argv[1]))
sandbox.start()
print(sandbox.url, flush=True)
signal.pause()
"""


def test_an_edit_by_hand_shows_in_the_api_and_costs_no_call(
    caller: Caller, sandbox: SandboxZoom
) -> None:
    made = caller.create()
    start = datetime(2026, 12, 9, 18, 0, tzinfo=UTC)

    sandbox.store.edit_meeting(made["id"], topic="By hand", start_time=start)

    got = caller("GET", f"/meetings/{made['id']}").json()
    assert (got["topic"], got["start_time"]) == ("By hand", "2026-12-09T18:00:00Z")
    assert got["settings"] == made["settings"]
    assert sandbox.store.meeting_calls_used(made["host_id"]) == 1


def test_a_deletion_by_hand_answers_404_with_code_3001(
    caller: Caller, sandbox: SandboxZoom, standing: StandingClock
) -> None:
    made = caller.create()

    gone = sandbox.store.delete_meeting(made["id"])

    assert gone.deleted_at == standing()
    assert caller("GET", f"/meetings/{made['id']}").json()["code"] == 3001


def test_a_meeting_that_never_was_cannot_be_edited(sandbox: SandboxZoom) -> None:
    with pytest.raises(LookupError, match="no meeting 5"):
        sandbox.store.edit_meeting(5, topic="x")
    with pytest.raises(LookupError, match="no meeting 5"):
        sandbox.store.meeting(5)


def test_an_edit_by_hand_obeys_the_same_rules(caller: Caller, sandbox: SandboxZoom) -> None:
    made = caller.create()

    with pytest.raises(ZoomError):
        sandbox.store.edit_meeting(made["id"], topic="x" * 201)


def test_the_tag_is_the_first_line_of_the_agenda(caller: Caller, sandbox: SandboxZoom) -> None:
    caller.create(agenda="[ref:17]\nmore")
    caller.create(agenda="none")

    assert [one.tag for one in sandbox.store.meetings()] == ["[ref:17]", ""]


def test_a_kill_loses_no_answered_call(tmp_path: Path, new_caller: type[Caller]) -> None:
    command = [sys.executable, "-c", _SERVE, str(tmp_path)]
    root = Path(__file__).parents[4]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdout is not None
        caller = new_caller(process.stdout.readline().strip()).log_in()
        with caller.session:
            made = [caller.create()["id"] for _ in range(3)]
            os.kill(process.pid, signal.SIGKILL)
            with pytest.raises(requests.ConnectionError):
                caller.create()

    with SandboxZoom(tmp_path) as sandbox, requests.Session() as session:
        again = new_caller(sandbox.url, session).log_in()
        assert [one["id"] for one in again.meetings()] == made
