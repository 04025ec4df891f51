"""The matrix: a scene under a plan of faults, killed at a step, recovered by another process."""

from __future__ import annotations

import signal
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from fault_judge import broken
from fault_lab import Laboratory
from fault_processes import Deeds
from fault_scenes import PLANS, SCENES

QUIET = 130  # minutes: longer than any lag, and two more sweeps
TELLING = ("INSERT", "UPDATE", "DELETE", "commit", "after")


@dataclass(frozen=True, slots=True)
class Cell:
    """A scene under a plan of faults; `naive` for the reconciler that must fail."""

    scene: str
    plan: str
    naive: bool = False

    def __str__(self) -> str:
        return f"{self.scene}, {self.plan}"


@dataclass(slots=True)
class Result:
    """What became of the kills of one cell; `broken` says for each bad one what was wrong."""

    cell: Cell
    kills: int = 0
    broken: dict[str, list[str]] = field(default_factory=dict)


def cells(*, naive: bool = False) -> list[Cell]:
    """Return every cell of the matrix."""
    return [Cell(scene, plan, naive) for scene in SCENES for plan in PLANS]


def steps_of(lab: Laboratory, cell: Cell) -> list[str]:
    """Return the names of all steps of a run that nobody kills."""
    scene = SCENES[cell.scene]
    with lab.world(lab.prepared(scene.before)) as world:
        PLANS[cell.plan](world, scene)
        return world.run(scene.act, naive=cell.naive).steps


def lasting(steps: list[str]) -> Iterator[int]:
    """Return the numbers of the steps that leave something behind for the next process.

    A kill after a read, or inside a transaction, leaves the world as it was at the step before.
    """
    inside = False
    for number, name in enumerate(steps, 1):
        inside = name != "commit" and (inside or name == "BEGIN")
        if not inside and name.startswith(TELLING):
            yield number


def kill_at(lab: Laboratory, cell: Cell, steps: list[str], numbers: Iterable[int]) -> Result:
    """Run the cell once for each of the numbers (0: without a kill), and judge each."""
    result = Result(cell)
    for number in numbers:
        result.kills += number > 0
        wrong = verdict(lab, cell, number)
        if wrong:
            where = f"step {number}, {steps[number - 1]}" if number else "no kill"
            result.broken[where] = wrong
    return result


def verdict(lab: Laboratory, cell: Cell, step: int) -> list[str]:
    """Kill at that step (0: never), recover, and return what is not as promised."""
    scene = SCENES[cell.scene]
    with lab.world(lab.prepared(scene.before)) as world:
        PLANS[cell.plan](world, scene)
        killed = world.run(scene.act, naive=cell.naive, kill_at=step)
        assert killed.signal == (signal.SIGKILL if step else 0)
        ending = world.run(_recovery(lab, scene.wish), naive=cell.naive, inside=True)
        before, after = ending.reports
        wrong = broken(world, after)
        wrong += [error for error in ending.failures if not error.startswith("ZoomError")]
        if cell.scene in ("create", "update") and _name(before) not in (None, _name(after)):
            wrong.append("the published link changed")
        return wrong


def _recovery(lab: Laboratory, wish: Deeds) -> Deeds:
    release: Deeds = [["release"]] if lab.one_worker else []
    return [["report"], *release, *wish, ["play", QUIET], ["report"]]


def _name(report: dict[str, dict[str, object]]) -> object:
    return report.get("a", {}).get("zoom_id")
