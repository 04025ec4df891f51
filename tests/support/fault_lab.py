"""The fault laboratory: small worlds of one database, one sandbox Zoom and one simulated clock.

The sandbox runs in the test's own process, as Zoom does not crash with us; everything of the house
runs in processes that can be killed. A world starts from a prepared state and is thrown away.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from django.conf import settings
from fault_clock import BEGINNING, SharedClock
from fault_databases import Databases, databases
from fault_processes import Deeds, Ending, Zygote

from calendars import clock
from orchestrator.gateways.sandbox_zoom import meetings_table
from orchestrator.gateways.sandbox_zoom.meetings_table import Meeting
from orchestrator.gateways.sandbox_zoom.server import SandboxZoom

MEMORY_DISK = Path("/dev/shm")  # noqa: S108 -- kills lose no page cache, so no disk is needed
REHEARSAL: Deeds = [
    ["publish", "a", "2026-12-09T13:00:00+00:00"],
    ["play", 65],
    ["cancel", "a"],
    ["play", 5],
    ["report"],
]
FOREIGN = ("A person's own", "[ref:w-of-another-house]\nNot ours")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A state to start from: the name of its database, its Zoom and its time."""

    database: str
    zoom: Path
    at: datetime
    foreign: tuple[Meeting, ...]


@dataclass(frozen=True, slots=True)
class World:
    """One database, one Zoom, one clock; processes come and go in it."""

    zygote: Zygote
    sandbox: SandboxZoom
    clock: SharedClock
    foreign: tuple[Meeting, ...]
    order: dict[str, Any] = field(default_factory=dict)

    def run(self, deeds: Deeds, *, zygote: Zygote | None = None, **options: Any) -> Ending:
        """Let a process of its own do the deeds, and wait for its end."""
        running = zygote or self.zygote
        running.start({**self.order, "deeds": deeds, **options})
        return running.ending()

    def live(self) -> list[Meeting]:
        """Return the meetings that stand in Zoom, in the order of creation."""
        return self.sandbox.store.meetings(deleted=False)

    def tagged(self, tag: str) -> list[Meeting]:
        """Return the standing meetings that carry our tag."""
        return [meeting for meeting in self.live() if meeting.tag == f"[ref:{tag}]"]

    def make_twin(self, meeting: Meeting) -> Meeting:
        """Put a second meeting like that one into Zoom."""
        twin = replace(meeting, id=meetings_table.new_id(), uuid=meetings_table.new_uuid(), seq=0)
        with self.sandbox._database.write() as db:
            return meetings_table.insert(db, twin)

    def most_budget_used(self) -> int:
        """Return the most creates and updates that Zoom counted for a host on one UTC day."""
        with self.sandbox._database.read() as db:
            row = db.execute("SELECT max(used) FROM budget WHERE subject LIKE 'host:%'").fetchone()
        return int(row[0] or 0)


class Laboratory:
    """Makes worlds; close it in the end."""

    def __init__(self) -> None:
        with ExitStack() as stack:
            parent = MEMORY_DISK if MEMORY_DISK.is_dir() else None
            self.directory = Path(tempfile.mkdtemp(prefix="orchestrator-faults-", dir=parent))
            stack.callback(shutil.rmtree, self.directory, ignore_errors=True)
            self.databases: Databases = databases(self.directory)
            stack.callback(self.databases.close)
            self.zygote = stack.enter_context(Zygote(self.directory))
            self._prepared: dict[str, Prepared] = {}
            self._worlds = 0
            self._rehearse(self.zygote)
            self._stack = stack.pop_all()

    @property
    def one_worker(self) -> bool:
        """Say whether leases are known dead at a start, as `serve` knows on SQLite."""
        return not settings.COMPANY.storage.database_url

    def second_zygote(self) -> Zygote:
        """Return one more zygote, for a second process beside the first; close it yourself."""
        zygote = Zygote(self.directory)
        self._rehearse(zygote)
        return zygote

    def prepared(self, deeds: Deeds) -> Prepared:
        """Return the state after these deeds done in peace; made once and kept."""
        key = repr(deeds)
        if key not in self._prepared:
            start = self._beginning() if deeds else None
            self._prepared[key] = self._prepare(deeds, start)
        return self._prepared[key]

    @contextmanager
    def world(self, start: Prepared) -> Iterator[World]:
        """Run a world that starts from there; the house's clock in this process is the world's."""
        self._worlds += 1
        name = f"world_{self._worlds}"
        directory = self.directory / name
        directory.mkdir()
        shutil.copytree(start.zoom, directory, dirs_exist_ok=True)
        database = self.databases.copy(start.database, name)
        shared = SharedClock(directory / "clock")
        shared.at = start.at
        try:
            with clock.clock_set(shared):
                sandbox = SandboxZoom(directory)
                sandbox.limits.per_second = None  # a simulated second is no second
                with sandbox:
                    order = {
                        "database": database,
                        "zoom": sandbox.url,
                        "clock": str(directory / "clock"),
                    }
                    yield World(self.zygote, sandbox, shared, start.foreign, order)
        finally:
            self.databases.drop(database)
            shutil.rmtree(directory)

    def close(self) -> None:
        self._stack.close()

    def _rehearse(self, zygote: Zygote) -> None:
        """Warm the zygote up: a first query or call costs ten times the second."""
        with self.world(self._beginning()) as world:
            world.run(REHEARSAL, zygote=zygote, inside=True)

    def _beginning(self) -> Prepared:
        return self.prepared([])

    def _prepare(self, deeds: Deeds, start: Prepared | None) -> Prepared:
        number = len(self._prepared)
        zoom = self.directory / f"zoom-{number}"
        zoom.mkdir()
        if start is None:
            return self._first(zoom)
        with self.world(start) as world:
            world.run(deeds)
            at = world.clock.at
            database = self.databases.copy(world.order["database"], f"prepared_{number}")
            world.sandbox.stop()
            shutil.copy(world.sandbox._database.path, zoom)
        return Prepared(database, zoom, at, start.foreign)

    def _first(self, zoom: Path) -> Prepared:
        """Return the beginning: migrated, our host known to Zoom, two meetings of others there."""
        database = self.databases.create("beginning")
        SharedClock(zoom / "clock")
        order = {"database": database, "zoom": "http://127.0.0.1:1", "clock": str(zoom / "clock")}
        self.zygote.start({**order, "deeds": [["migrate"]]})
        self.zygote.ending()
        (zoom / "clock").unlink()
        with clock.clock_set(lambda: BEGINNING):
            sandbox = SandboxZoom(zoom)
            host = sandbox.store.add_user(settings.COMPANY.zoom.host)
            with sandbox._database.write() as db:
                foreign = tuple(
                    meetings_table.insert(db, _foreign(host.id, agenda)) for agenda in FOREIGN
                )
        return Prepared(database, zoom, BEGINNING, foreign)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _foreign(host_id: str, agenda: str) -> Meeting:
    return Meeting(
        id=meetings_table.new_id(),
        uuid=meetings_table.new_uuid(),
        host_id=host_id,
        topic="Theirs",
        type=meetings_table.SCHEDULED_MEETING,
        start_time=datetime(2026, 12, 9, 13, tzinfo=BEGINNING.tzinfo),
        duration=240,
        timezone="UTC",
        agenda=agenda,
        password="secret",
        settings={},
        created_at=BEGINNING,
    )
