"""A seeded random enemy: wishes, faults, kills and jumps of the clock in any order."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from fault_judge import broken
from fault_lab import Laboratory, World
from fault_processes import Deeds
from fault_scenes import LAG_SECONDS

WORKSHOPS = ("a", "b", "c", "d")
ROUNDS = 12
QUIET = 200  # minutes after the last fault
FIRST = datetime.fromisoformat("2026-12-09T13:00:00+00:00")
BROKEN_ANSWERS = (
    "refused", "reset", "truncated", "html_502", "html_503", "error_500", "ok_with_error",
    "token_401", "limit_seconds", "limit_date", "redirect_302", "redirect_307_other_host",
)  # fmt: skip
CALLS = (
    ("POST", "/v2/users/*/meetings"),
    ("PATCH", "/v2/meetings/*"),
    ("DELETE", "/v2/meetings/*"),
    ("GET", "/v2/*"),
    ("POST", "/oauth/token"),
)
CREATE, WRITES = CALLS[0], CALLS[:3]


class Nemesis:
    """One enemy; the same seed does the same every time."""

    def __init__(self, lab: Laboratory, seed: int) -> None:
        self._lab = lab
        self._random = random.Random(seed)  # noqa: S311 -- a die, no secret
        self._wishes: dict[str, list[str]] = {}
        self.log: list[str] = []
        self.kills = 0

    def verdict(self) -> list[str]:
        """Play a whole sequence, let it become quiet, and return what is not as promised."""
        release: Deeds = [["release"]] if self._lab.one_worker else []
        with self._lab.world(self._lab.prepared([])) as world:
            for _ in range(ROUNDS):
                self._round(world, release)
            world.sandbox.faults.clear()
            last = [*release, *self._wishes.values(), ["play", QUIET], ["report"]]
            (report,) = world.run(last, inside=True).reports
            wanted = {key for key, wish in self._wishes.items() if wish[0] == "publish"}
            assert {key for key, seen in report.items() if seen["wanted"]} == wanted
            return broken(world, report)

    def _round(self, world: World, release: Deeds) -> None:
        dice = self._random
        for _ in range(dice.randrange(3)):
            self._trouble(world)
        deeds: Deeds = [*release]
        for _ in range(dice.randrange(1, 4)):
            deeds.append(self._wish())
            deeds.append(dice.choice([["reconcile"], ["play", dice.choice([0.3, 1, 3, 10, 65])]]))
        if dice.random() < 0.3:
            deeds.append(["wait", dice.choice([0.2, 1, 5, 70])])
        kill_at = dice.choice([0, dice.randrange(1, 250)])
        ending = world.run(deeds, kill_at=kill_at)
        self.kills += ending.signal != 0
        self.log.append(f"{world.clock.at:%H:%M:%S} {deeds} kill at {kill_at}")

    def _wish(self) -> list[str]:
        """Publish, move, cancel or revive one workshop."""
        dice = self._random
        key = dice.choice(WORKSHOPS)
        start = FIRST + timedelta(days=dice.randrange(3))
        wish = ["cancel", key] if dice.random() < 0.35 else ["publish", key, start.isoformat()]
        if wish[0] == "publish" or key in self._wishes:
            self._wishes[key] = wish
        return wish

    def _trouble(self, world: World) -> None:
        """Set a fault, for one or two of the next calls that it fits."""
        dice, faults = self._random, world.sandbox.faults
        kind = dice.choice([*BROKEN_ANSWERS, "lands_late", "list_lag", "duplicate"])
        if kind == "lands_late":
            call = dice.choice(WRITES)
            faults.add(kind, *call, seconds=dice.randrange(1, LAG_SECONDS))
        elif kind in ("list_lag", "duplicate"):
            call = CREATE
            faults.add(kind, *call, seconds=dice.randrange(1, LAG_SECONDS))
        else:
            call = dice.choice(CALLS)
            faults.add(
                kind, *call, when=dice.choice(["before", "after"]), times=dice.choice([1, 2])
            )
        self.log.append(f"{world.clock.at:%H:%M:%S} fault {kind} on {call}")
