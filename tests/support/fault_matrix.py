"""One case of the matrix: kill at a step, recover in a new process, judge."""

from __future__ import annotations

import signal
from dataclasses import dataclass

from fault_judge import broken
from fault_lab import Laboratory
from fault_processes import Deeds
from fault_scenes import PLANS, SCENES

QUIET = 130  # minutes: longer than any lag, and two more sweeps


@dataclass(frozen=True, slots=True)
class Cell:
    """A scene under a plan of faults; `naive` for the reconciler that must fail."""

    scene: str
    plan: str
    naive: bool = False

    def __str__(self) -> str:
        return f"{self.scene}, {self.plan}"


def steps_of(lab: Laboratory, cell: Cell) -> list[str]:
    """Return the names of all steps of a run that nobody kills."""
    scene = SCENES[cell.scene]
    with lab.world(lab.prepared(scene.before)) as world:
        PLANS[cell.plan](world, scene)
        return world.run(scene.act, naive=cell.naive).steps


def verdict(lab: Laboratory, cell: Cell, kill_at: int) -> list[str]:
    """Kill at that step (0: never), recover, and return what is not as promised."""
    scene = SCENES[cell.scene]
    with lab.world(lab.prepared(scene.before)) as world:
        PLANS[cell.plan](world, scene)
        killed = world.run(scene.act, naive=cell.naive, kill_at=kill_at)
        assert killed.signal == (signal.SIGKILL if kill_at else 0)
        ending = world.run(_recovery(lab, scene.wish), naive=cell.naive)
        before, after = ending.reports
        wrong = broken(world, after)
        wrong += [error for error in ending.failures if not error.startswith("ZoomError")]
        if cell.scene in ("create", "update") and _name(before) not in (None, _name(after)):
            wrong.append("the published link changed")
        return wrong


def _recovery(lab: Laboratory, wish: Deeds) -> Deeds:
    release = [["release"]] if lab.one_worker else []
    return [["report"], *release, *wish, ["play", QUIET], ["report"]]


def _name(report: dict[str, dict[str, object]]) -> object:
    return report.get("a", {}).get("zoom_id")
