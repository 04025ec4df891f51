from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import pairwise

import pytest
from django.conf import settings
from fault_judge import broken
from fault_lab import Laboratory
from fault_processes import Zygote
from fault_scenes import PUBLISH, START

from jobs.tools import Tools, sandbox_tools
from orchestrator.gateways.sandbox_zoom.server import SandboxZoom
from orchestrator.gateways.zoom.errors import ZoomError

READ_TIMEOUT = 0.3
SLACK = 0.7  # a busy machine
MINUTES = 180.0
CREATE = "/v2/users/*/meetings"


@pytest.fixture
def hasty(sandbox: SandboxZoom, tools: Tools) -> Tools:
    zoom = settings.COMPANY.zoom
    hurried = zoom.model_copy(update={"read_timeout_seconds": READ_TIMEOUT})
    return sandbox_tools(sandbox, hurried, tools.mail)


@pytest.fixture(scope="module")
def second(lab: Laboratory) -> Iterator[Zygote]:
    with lab.second_zygote() as zygote:
        yield zygote


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("kind", ["stall", "oauth_stall"])
def test_no_call_lasts_longer_than_its_timeout_however_long_zoom_stalls(
    hasty: Tools, sandbox: SandboxZoom, kind: str, when: str
) -> None:
    sandbox.faults.add(kind, when=when, seconds=MINUTES)
    begun = time.monotonic()
    with pytest.raises(ZoomError) as raised:
        hasty.zoom.list()
    assert READ_TIMEOUT <= time.monotonic() - begun < READ_TIMEOUT + SLACK
    assert not raised.value.permanent
    assert hasty.zoom.list() == []


def test_one_workshop_whose_call_stalls_does_not_hold_up_the_others(lab: Laboratory) -> None:
    others = [["publish", key, START] for key in ("b", "c", "d")]
    with lab.world(lab.prepared([])) as world:
        world.sandbox.faults.add("stall", "POST", CREATE, seconds=MINUTES)
        begun = time.monotonic()
        deeds = [PUBLISH, *others, ["reconcile"], ["report"]]
        (report,) = world.run(deeds, read_timeout=READ_TIMEOUT).reports
        assert time.monotonic() - begun < READ_TIMEOUT + 2
        assert [seen["state"] for seen in report.values()].count("live") == len(others)
        (report,) = world.run([["release"], ["play", 65], ["report"]]).reports
        assert broken(world, report) == []


def test_while_a_call_stalls_another_process_reads_and_writes_at_once(
    lab: Laboratory, second: Zygote
) -> None:
    patience = 3.0
    with lab.world(lab.prepared([])) as world:
        world.sandbox.faults.add("stall", "POST", CREATE, seconds=MINUTES)
        deeds = [PUBLISH, ["reconcile"]]
        begun = time.monotonic()
        world.zygote.start({**world.order, "deeds": deeds, "read_timeout": patience})
        while world.sandbox.faults.listed():
            assert time.monotonic() - begun < patience
            time.sleep(0.01)
        moments = [time.monotonic()]
        for key in ("b", "c", "d"):
            world.run([["publish", key, START], ["report"]], zygote=second)
            moments.append(time.monotonic())
        assert max(after - before for before, after in pairwise(moments)) < 1
        world.zygote.ending()
        assert time.monotonic() - begun < patience + SLACK + 1
