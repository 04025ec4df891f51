"""The matrix of the fault laboratory: what is going on, and what goes wrong meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from fault_lab import World
from fault_processes import Deeds

CREATE = "/v2/users/*/meetings"
LAG_SECONDS = 100  # inside the two minutes that Zoom was seen to need at most
START, MOVED = "2026-12-09T13:00:00+00:00", "2026-12-16T13:00:00+00:00"
PEACE = 65  # minutes: the timetable's hourly sweep comes twice


@dataclass(frozen=True, slots=True)
class Scene:
    """One thing that people do: before it, while it can be killed, and the wish that must hold."""

    before: Deeds
    act: Deeds
    wish: Deeds
    methods: tuple[str, ...]

    @property
    def creates(self) -> bool:
        return "POST" in self.methods


PUBLISH = ["publish", "a", START]
CANCEL = ["cancel", "a"]
MOVE = ["publish", "a", MOVED]
MADE: Deeds = [PUBLISH, ["play", 5]]

SCENES = {
    "create": Scene([], [PUBLISH, ["play", PEACE]], [PUBLISH], ("POST",)),
    "update": Scene(MADE, [MOVE, ["play", PEACE]], [MOVE], ("PATCH",)),
    "delete": Scene(MADE, [CANCEL, ["play", PEACE]], [CANCEL], ("DELETE",)),
    "revive": Scene(
        MADE,
        [CANCEL, ["reconcile"], PUBLISH, ["play", PEACE]],
        [PUBLISH],
        ("DELETE", "POST"),
    ),
}


def _none(world: World, scene: Scene) -> None:
    """Let nothing go wrong but the kill."""


def _lost(world: World, scene: Scene) -> None:
    for method in scene.methods:
        world.sandbox.faults.add("reset", method, _path(method), when="after")


def _late(world: World, scene: Scene) -> None:
    for method in scene.methods:
        world.sandbox.faults.add("lands_late", method, _path(method), seconds=LAG_SECONDS)


def _failing(world: World, scene: Scene) -> None:
    for method in scene.methods:
        world.sandbox.faults.add("error_500", method, _path(method), times=2)


def _lag(world: World, scene: Scene) -> None:
    """Let lists not show a new meeting for a while, nor, where none is new, the old one."""
    if scene.creates:
        world.sandbox.faults.add("list_lag", "POST", CREATE, seconds=LAG_SECONDS)
    ours = [m.id for m in world.live() if m not in world.foreign]
    until = world.clock.at + timedelta(seconds=LAG_SECONDS)
    world.sandbox._veil.hide(ours, until=until, lists=0)


def _duplicate(world: World, scene: Scene) -> None:
    """Let a create make two, and where one was made before have a twin stand there."""
    if scene.creates:
        world.sandbox.faults.add("duplicate", "POST", CREATE)
    for meeting in [m for m in world.live() if m not in world.foreign]:
        world.make_twin(meeting)


def _lost_and_lag(world: World, scene: Scene) -> None:
    _lost(world, scene)
    _lag(world, scene)


def _path(method: str) -> str:
    return CREATE if method == "POST" else "/v2/meetings/*"


PLANS: dict[str, Callable[[World, Scene], None]] = {
    "none": _none,
    "lost": _lost,
    "late": _late,
    "500 twice": _failing,
    "list lags": _lag,
    "duplicate": _duplicate,
    "lost and lag": _lost_and_lag,
}
