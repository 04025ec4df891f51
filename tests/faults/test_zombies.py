from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from datetime import timedelta

import psutil
import pytest
from fault_judge import broken
from fault_lab import Laboratory, World
from fault_processes import Deeds, Zygote
from fault_scenes import CANCEL, MADE, MOVE, PUBLISH

from orchestrator.services.work import LEASE

pytestmark = pytest.mark.kills
LATER = ["publish", "a", "2026-12-23T13:00:00+00:00"]


@pytest.fixture(scope="module")
def second(lab: Laboratory) -> Iterator[Zygote]:
    with lab.second_zygote() as zygote:
        yield zygote


def stopped_before(world: World, call: str, deeds: Deeds) -> int:
    """Let a worker do the deeds and stop it between its last fence and that call."""
    pid = world.zygote.start({**world.order, "deeds": deeds, "stop_at": f"before {call}"})
    deadline = time.monotonic() + 10
    while psutil.Process(pid).status() != psutil.STATUS_STOPPED:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    return pid


def woken(world: World, pid: int) -> None:
    os.kill(pid, signal.SIGCONT)
    assert world.zygote.ending().signal == 0


def ours(world: World) -> list[object]:
    return [meeting.start_time for meeting in world.live() if meeting not in world.foreign]


def quiet(world: World, second: Zygote) -> list[str]:
    """Let the hourly sweep come by twice, and judge."""
    (report,) = world.run([["play", 130], ["report"]], zygote=second).reports
    return broken(world, report)


def test_a_meeting_that_a_zombie_made_is_swept_and_the_named_one_stays(
    lab: Laboratory, second: Zygote
) -> None:
    with lab.world(lab.prepared([])) as world:
        create = "POST /v2/users/facilitator%40example.org/meetings"
        zombie = stopped_before(world, create, [PUBLISH, ["reconcile"]])
        world.clock.at += LEASE + timedelta(seconds=1)
        (report,) = world.run([["play", 10], ["report"]], zygote=second).reports
        named = report["a"]["zoom_id"]
        assert len(ours(world)) == 1
        woken(world, zombie)
        assert len(ours(world)) == 2  # so the zombie did make one
        assert quiet(world, second) == []
        assert [m.id for m in world.tagged(report["a"]["tag"])] == [named]


def test_a_time_that_a_zombie_wrote_is_put_right_and_is_no_persons_drift(
    lab: Laboratory, second: Zygote
) -> None:
    with lab.world(lab.prepared(MADE)) as world:
        zombie = stopped_before(world, "PATCH /v2/meetings/N", [MOVE, ["reconcile"]])
        world.clock.at += LEASE + timedelta(seconds=1)
        world.run([LATER, ["play", 10]], zygote=second)
        right = ours(world)
        woken(world, zombie)
        assert ours(world) != right  # so the zombie did overwrite it
        assert quiet(world, second) == []
        assert ours(world) == right


def test_a_meeting_that_a_zombie_took_away_comes_back_when_it_is_wanted_again(
    lab: Laboratory, second: Zygote
) -> None:
    with lab.world(lab.prepared(MADE)) as world:
        zombie = stopped_before(world, "DELETE /v2/meetings/N", [CANCEL, ["reconcile"]])
        world.clock.at += LEASE + timedelta(seconds=1)
        world.run([PUBLISH, ["play", 10]], zygote=second)
        (before,) = (meeting.id for meeting in world.live() if meeting not in world.foreign)
        woken(world, zombie)
        assert world.sandbox.store.meeting(before).deleted_at  # so the zombie did delete it
        assert quiet(world, second) == []
        assert len(ours(world)) == 1
