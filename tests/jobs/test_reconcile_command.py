from __future__ import annotations

from pathlib import Path

import pytest
import world
from django.conf import settings
from django.core.management import CommandError, call_command
from set_clock import SetClock

from jobs.storage_lock import storage_locked
from orchestrator.gateways.sandbox_zoom.server import SandboxZoom
from orchestrator.models import Meeting, Work
from orchestrator.rules.workshop import State

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_the_sandbox(
    sandbox: SandboxZoom, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, at: SetClock
) -> None:
    """Let the settings point at the running sandbox and a storage of our own."""
    addresses = {"base_url": f"{sandbox.url}/v2", "oauth_url": f"{sandbox.url}/oauth/token"}
    changed = {
        "zoom": settings.COMPANY.zoom.model_copy(update=addresses),
        "storage": settings.COMPANY.storage.model_copy(update={"directory": tmp_path}),
    }
    monkeypatch.setattr(settings, "COMPANY", settings.COMPANY.model_copy(update=changed))


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    call_command("reconcile", *arguments)
    return capsys.readouterr().out


def test_a_dry_run_prints_the_plan_and_changes_nothing(
    capsys: pytest.CaptureFixture[str], sandbox: SandboxZoom, at: SetClock
) -> None:
    assert "nothing to do" in run(capsys, "--dry-run")
    world.publish(title="To be made")
    world.publish(title="Far away", start=at.at.replace(year=2027, month=6))
    before = list(Work.objects.values())
    plan = run(capsys, "--dry-run")
    assert "Wed 9 Dec 2026 05:00 PST" in plan
    assert "create" in plan
    assert "nothing" in plan
    assert (sandbox.store.meetings(), Meeting.objects.count()) == ([], 0)
    assert list(Work.objects.values()) == before


def test_without_dry_run_it_is_done_and_the_plan_is_empty_then(
    capsys: pytest.CaptureFixture[str], sandbox: SandboxZoom
) -> None:
    workshop = world.publish()
    assert "create" not in run(capsys)
    meeting = world.meeting_of(workshop)
    assert [one.id for one in sandbox.store.meetings()] == [meeting.zoom_id]
    sandbox.store.edit_meeting(meeting.zoom_id or 0, topic="Theirs")
    assert f"drift meeting {meeting.zoom_id}: topic" in run(capsys, "--dry-run")
    world.change(workshop, state=State.CANCELLED)
    assert f"delete meeting {meeting.zoom_id}" in run(capsys, "--dry-run")


def test_beside_a_running_service_only_a_dry_run_is_allowed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with storage_locked(tmp_path):
        with pytest.raises(CommandError, match="--dry-run works beside it"):
            run(capsys)
        run(capsys, "--dry-run")


def test_a_zoom_that_cannot_be_read_is_a_sentence(
    capsys: pytest.CaptureFixture[str], sandbox: SandboxZoom
) -> None:
    world.publish()
    sandbox.faults.add("scopes_4711", times=None)
    with pytest.raises(CommandError, match=r"Zoom cannot be read: .*4711"):
        run(capsys, "--dry-run")
