"""Calls whose answer was lost and that commit later; they outlive the process, as Zoom would.

Nothing waits for the instant: a late call lands when somebody next looks after it is due, which
nobody can tell from a call that landed in time, and which works with a clock that jumps.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from calendars import clock
from orchestrator.gateways.sandbox_zoom import instants, routes
from orchestrator.gateways.sandbox_zoom.call import Call
from orchestrator.gateways.sandbox_zoom.exchange import Request, ZoomError
from orchestrator.gateways.sandbox_zoom.links import Place

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from orchestrator.gateways.sandbox_zoom.database import Database
    from orchestrator.gateways.sandbox_zoom.events import Event
    from orchestrator.gateways.sandbox_zoom.limits import Limits

_NOWHERE = Place("", "")  # links of an answer that nobody gets


def keep(db: sqlite3.Connection, request: Request, seconds: float) -> None:
    """Remember a call that commits so many seconds from now, by the set clock."""
    due = instants.stored(clock.now() + timedelta(seconds=seconds))
    db.execute(
        "INSERT INTO late_calls (due, method, path, query, body) VALUES (?, ?, ?, ?, ?)",
        [due, request.method, request.path, json.dumps(request.query), request.body],
    )


@dataclass(frozen=True, slots=True)
class LateCalls:
    """Lands what is due."""

    database: Database
    limits: Limits
    announce: Callable[[Event], None]

    def land_due(self) -> None:
        """Commit every remembered call whose time has come, each in its own transaction."""
        with self.database.read() as db:
            due = _due(db)
        for number in due:
            events: list[Event] = []
            with self.database.write() as db:
                self._land(db, number, events)
            for event in events:
                self.announce(event)

    def _land(self, db: sqlite3.Connection, number: int, events: list[Event]) -> None:
        row = db.execute("DELETE FROM late_calls WHERE id = ? RETURNING *", [number]).fetchone()
        if row is None:
            return  # another thread was faster
        query = json.loads(row["query"])
        request = Request(row["method"], row["path"], query=query, body=row["body"])
        route, arguments = routes.match(request.method, request.path)
        db.execute("SAVEPOINT landing")
        try:
            route.endpoint(Call(request, db, _NOWHERE, self.limits, events=events), *arguments)
        except ZoomError:
            db.execute("ROLLBACK TO landing")


def _due(db: sqlite3.Connection) -> list[int]:
    rows = db.execute(
        "SELECT id FROM late_calls WHERE due <= ? ORDER BY id", [instants.stored(clock.now())]
    )
    return [row["id"] for row in rows]
