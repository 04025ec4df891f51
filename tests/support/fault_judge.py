"""The judge of the fault laboratory: what must hold in a world when all is quiet again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from fault_lab import World
from fault_processes import Report

from orchestrator.gateways.sandbox_zoom.meetings_table import Meeting

BUDGET = 100


def broken(world: World, report: Report) -> list[str]:
    """Return a sentence for everything that is not as promised."""
    return [
        *(f"{uid}: {wrong}" for uid, seen in report.items() for wrong in _workshop(world, seen)),
        *_others(world, report),
    ]


def _workshop(world: World, seen: dict[str, Any]) -> Iterator[str]:
    ours = world.tagged(seen["tag"]) if seen["tag"] else []
    if seen["wanted"] is None:
        if ours:
            yield f"not wanted, but {len(ours)} meetings stand"
        if seen["zoom_id"] is not None:
            yield "not wanted, but its row names a meeting"
        return
    if len(ours) != 1:
        yield f"{len(ours)} meetings stand instead of one (its row: {_row(seen)})"
    elif ours[0].id != seen["zoom_id"]:
        yield f"the meeting that stands is not the one its row names ({_row(seen)})"
    elif not _is_as_wanted(ours[0], seen["wanted"]):
        yield f"its meeting is at {ours[0].start_time}, wanted {seen['wanted']} ({_row(seen)})"
    elif seen["state"] != "live" or seen["problem"]:
        yield f"its row is not at rest: {_row(seen)}"


def _is_as_wanted(meeting: Meeting, wanted: list[Any]) -> bool:
    start, minutes = datetime.fromisoformat(wanted[0]), wanted[1]
    return (meeting.start_time, meeting.duration) == (start, minutes)


def _row(seen: dict[str, Any]) -> str:
    return f"{seen['state']}, {seen['problem']}"


def _others(world: World, report: Report) -> Iterator[str]:
    live = world.live()
    for meeting in world.foreign:
        if meeting not in live:
            yield f"a foreign meeting was touched: {meeting.agenda!r}"
    tags = {f"[ref:{seen['tag']}]" for seen in report.values()}
    strays = [m for m in live if m not in world.foreign and m.tag not in tags]
    if strays:
        yield f"{len(strays)} meetings stand that no row knows"
    if world.most_budget_used() > BUDGET:
        yield f"{world.most_budget_used()} creates and updates on one UTC day"
