from __future__ import annotations

from datetime import timedelta
from typing import Any

import live_world
import pytest
import world
from live_world import number
from set_clock import SetClock

from jobs import live as live_jobs
from jobs import meetings as meeting_jobs
from jobs.tools import Tools
from orchestrator.gateways.sandbox_zoom.server import SandboxZoom
from orchestrator.gateways.zoom.errors import ZoomError
from orchestrator.gateways.zoom.gateway import breakout_rooms_in
from orchestrator.gateways.zoom.values import BreakoutRoom
from orchestrator.models import LiveSession, Work, Workshop
from orchestrator.services import drift, work
from orchestrator.services.live import breakouts, clicks, drawing
from orchestrator.services.zoom import meetings, zoom_budget

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(tools: Tools, at: SetClock) -> Workshop:
    """Return a workshop of four with its meeting, the evening before, its plan drawn."""
    made = world.publish()
    for name in live_world.NAMES[:4]:
        world.register(made, name)
    world.settle(tools, at, minutes=5)
    at.at = made.span[0] - timedelta(hours=20)
    drawing.draw_plan(made.pk)
    return made


def in_zoom(sandbox: SandboxZoom) -> dict[str, list[str]]:
    (meeting,) = sandbox.store.meetings(deleted=False)
    rooms = meeting.settings["breakout_room"].get("rooms", [])
    return {room["name"]: sorted(room["participants"]) for room in rooms}


def planned(workshop: Workshop) -> dict[str, list[str]]:
    return {
        name: [f"{one.lower()}@example.org" for one in people]
        for name, people in live_world.rooms(workshop, 1).items()
    }


def writes(sandbox: SandboxZoom) -> int:
    return sum(call.method == "PATCH" for call in sandbox.store.calls())


def problem() -> str:
    return LiveSession.objects.get().rooms_problem


def test_the_first_round_stands_in_zoom_is_changed_with_the_plan_and_written_only_then(
    workshop: Workshop, tools: Tools, sandbox: SandboxZoom
) -> None:
    live_jobs.pre_assign_due(tools)
    assert in_zoom(sandbox) == planned(workshop)
    live_world.do(workshop, clicks.no_show, number("Ada"))
    live_jobs.pre_assign_due(tools)
    assert in_zoom(sandbox) == planned(workshop)
    assert "ada@" not in str(in_zoom(sandbox))
    live_world.do(workshop, clicks.undo)
    live_jobs.pre_assign_due(tools)
    assert in_zoom(sandbox) == planned(workshop)
    assert breakouts.unmarked_since()
    breakouts.mark_coming()
    live_jobs.pre_assign_due(tools)
    assert writes(sandbox) == 3


def test_the_meeting_is_not_taken_for_changed_and_neither_reconciler_undoes_the_other(
    workshop: Workshop, tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    live_jobs.pre_assign_due(tools)
    meetings.mark(workshop)
    world.settle(tools, at, minutes=90)
    assert world.meeting_of(workshop).state == "live"
    world.change(workshop, title="Another title")
    world.settle(tools, at, minutes=5)
    assert in_zoom(sandbox) == planned(workshop)


def test_rooms_that_a_person_changed_in_zoom_are_left_alone_and_said_so(
    workshop: Workshop, tools: Tools, sandbox: SandboxZoom
) -> None:
    live_jobs.pre_assign_due(tools)
    by_hand = (BreakoutRoom("Mine", ("x@example.org",)),)
    tools.zoom.pre_assign(world.meeting_of(workshop).zoom_id or 0, by_hand)
    live_world.do(workshop, clicks.no_show, number("Ada"))
    live_jobs.pre_assign_due(tools)
    assert in_zoom(sandbox) == {"Mine": ["x@example.org"]}
    assert "by hand" in problem()


def test_an_answer_that_was_lost_is_not_taken_for_a_persons_work(
    workshop: Workshop, tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    sandbox.faults.add("reset", "PATCH", when="after")
    live_jobs.pre_assign_due(tools)
    assert "could not be prepared" in problem()
    live_world.do(workshop, clicks.no_show, number("Ada"))
    at.forward(minutes=2)
    live_jobs.pre_assign_due(tools)
    assert (in_zoom(sandbox), problem()) == (planned(workshop), "")


def test_a_replacement_meeting_gets_the_rooms_too(
    workshop: Workshop, tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    live_jobs.pre_assign_due(tools)
    drift.make_replacement(world.meeting_of(workshop).pk, "user 1")
    live_jobs.pre_assign_due(tools)
    assert work.next_due(breakouts.KIND) == at.at + breakouts.NOT_YET
    for _ in range(3):
        world.settle(tools, at, minutes=10)
        live_jobs.pre_assign_due(tools)
    meeting_jobs.sweep(tools)
    assert in_zoom(sandbox) == planned(workshop)


def test_once_the_session_has_begun_zoom_is_left_to_the_people_in_it(
    workshop: Workshop, tools: Tools, sandbox: SandboxZoom
) -> None:
    live_world.do(workshop, clicks.next_segment)
    live_jobs.pre_assign_due(tools)
    assert breakouts.unmarked_since() is None
    breakouts.mark_coming()
    assert (in_zoom(sandbox), work.next_due(breakouts.KIND)) == ({}, None)


def test_whom_zoom_takes_no_address_of_is_in_no_room_beforehand(workshop: Workshop) -> None:
    workshop.registrations.filter(name="Ada").update(email="a" * 120 + "@example.org")
    workshop.registrations.filter(name="Bo").update(email="")
    found = breakouts.wanted_rooms(live_world.live(workshop))
    assert sorted(one for room in found for one in room.emails) == [
        "cy@example.org", "di@example.org",
    ]  # fmt: skip


def test_a_spent_day_and_a_refusal_wait_and_are_shown(
    workshop: Workshop, tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    for _ in range(80):
        zoom_budget.spend(tools.zoom.host, urgent=False)
    live_jobs.pre_assign_due(tools)
    assert "used up" in problem()
    due = work.next_due(breakouts.KIND)
    assert due
    assert due > at.at + timedelta(hours=1)


def test_a_lost_claim_writes_nothing(
    workshop: Workshop, tools: Tools, sandbox: SandboxZoom
) -> None:
    (held,) = work.claim(breakouts.KIND)
    Work.objects.update(token="somebody else")
    with pytest.raises(work.ClaimLost):
        breakouts.reconcile(held, tools.zoom)
    assert writes(sandbox) == 0


def test_a_workshop_that_is_gone_has_no_rooms(workshop: Workshop, tools: Tools) -> None:
    work.touch(breakouts.KIND, "99999")
    live_jobs.pre_assign_due(tools)
    assert not Work.objects.filter(key="99999", due__isnull=False).exists()


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (None, ()),
        ({"enable": False, "rooms": [{"name": "x"}]}, ()),
        ({"enable": True}, ()),
        ({"enable": True, "rooms": [{"name": "Pair 1"}]}, (BreakoutRoom("Pair 1", ()),)),
    ],
)
def test_what_zoom_says_of_rooms_is_read(raw: Any, found: Any) -> None:
    assert breakout_rooms_in(raw) == found


@pytest.mark.parametrize(
    "raw", [{"enable": True, "rooms": [{}]}, ["x"], {"enable": True, "rooms": [1]}]
)
def test_what_cannot_be_read_is_an_error_of_zoom(raw: Any) -> None:
    with pytest.raises(ZoomError, match="unreadably"):
        breakout_rooms_in(raw)
