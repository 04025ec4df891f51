"""Killing the sender of mail: what a run of processes leaves in a real SMTP server, judged."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from fault_lab import Laboratory, World
from fault_processes import Deeds
from smtp_catcher import DROP, Catcher

MOST_PROCESSES = 2_000
QUIET_MINUTES = 120
NUISANCES = (
    ("connect", "421 busy"),
    ("mail", "451 later"),
    ("rcpt", "450 4.2.0 greylisted"),
    ("rcpt", "554 5.7.1 relay access denied"),
    ("data", "421 closing"),
    ("data", DROP),
    ("taken", DROP),
)


@dataclass(slots=True)
class Post:
    """A world that owes so many messages, and the mail server that takes them."""

    world: World
    catcher: Catcher
    owed: int
    naive: bool
    release: Deeds
    kills: int = 0
    lost_answers: int = 0
    steps: list[str] = field(default_factory=list)

    def run(self, kill_at: int = 0) -> bool:
        """Let one process send until it is killed or done; return whether it was killed."""
        deeds = [*self.release, ["post"]]
        ending = self.world.run(deeds, kill_at=kill_at, naive=self.naive, smtp=self.catcher.port)
        self.steps = ending.steps
        self.kills += ending.signal == signal.SIGKILL
        return ending.signal == signal.SIGKILL

    def recovered(self) -> list[str]:
        """Let the clock's timetable run in peace; return what is not as promised."""
        deeds: Deeds = [["post"], ["mail"]] if self.naive else [["play", QUIET_MINUTES], ["mail"]]
        options: dict[str, Any] = {"naive": self.naive, "smtp": self.catcher.port, "inside": True}
        ending = self.world.run([*self.release, *deeds], **options)
        while self.catcher.open:
            time.sleep(0.005)
        return self._broken(ending.reports[0])

    def _broken(self, report: dict[str, dict[str, str]]) -> list[str]:
        counted = self.catcher.counted()
        named = {(row["recipient"], row["message_id"]) for row in report.values()}
        wrong = [f"never sent: {to}" for to, _ in named - set(counted)]
        wrong += [f"another Message-ID: {to}" for to, _ in set(counted) - named]
        wrong += [f"{row['state']}: {to}" for to, row in report.items() if row["state"] != "sent"]
        if self.repeats > self.kills + self.lost_answers:
            wrong.append(f"{self.repeats} repeats after {self.kills} kills")
        if self.owed != len(report):
            wrong.append(f"{len(report)} messages of {self.owed}")
        return wrong

    @property
    def repeats(self) -> int:
        """Return how many messages came once more than they should."""
        counted = self.catcher.counted()
        return counted.total() - len(counted)


@contextmanager
def post(lab: Laboratory, owed: int, *, naive: bool = False) -> Iterator[Post]:
    """Open a world that owes so many messages, with a mail server of its own."""
    release: Deeds = [["release"]] if lab.one_worker else []
    with lab.world(lab.prepared([["owe", owed]])) as world, Catcher() as catcher:
        yield Post(world, catcher, owed, naive, release)


def kill_at_random(one: Post, seed: int) -> None:
    """Kill one process after the other at a seeded random step until one comes to its end."""
    dice = random.Random(seed)  # noqa: S311 -- a die, no secret
    while one.run(kill_at=dice.randint(1, 700)):
        assert one.kills < MOST_PROCESSES


def kill_amid_nuisances(one: Post, seed: int, *, processes: int) -> None:
    """The same, while the mail server has something new to complain of each time."""
    dice = random.Random(seed)  # noqa: S311 -- a die, no secret
    for _ in range(processes):
        stage, answer = dice.choice(NUISANCES)
        fault = one.catcher.fail(stage, answer, times=dice.randint(1, 3))
        meant = fault.times
        one.run(kill_at=dice.randint(1, 150))
        one.lost_answers += meant - fault.times if stage == "taken" else 0
        one.catcher.mend()
        one.world.clock.at += timedelta(seconds=dice.randint(0, 60))
