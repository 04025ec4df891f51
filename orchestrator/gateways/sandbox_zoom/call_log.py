"""The log of calls: what was asked when, and how it was answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from calendars import clock
from orchestrator.gateways.sandbox_zoom import instants

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

_KEPT = 50_000
_PRUNED_EVERY = 1_000


@dataclass(frozen=True, slots=True)
class LoggedCall:
    """One call; status 0 means that no answer left. `path` has no query."""

    id: int
    at: datetime
    method: str
    path: str
    status: int
    remark: str


def append(
    db: sqlite3.Connection, method: str, path: str, *, status: int, remark: str = ""
) -> None:
    """Log a call at the clock's now; only the last fifty thousand are kept."""
    number = db.execute(
        "INSERT INTO calls (at, method, path, status, remark) VALUES (?, ?, ?, ?, ?)",
        [instants.stored(clock.now()), method, path, status, remark],
    ).lastrowid
    if number and number % _PRUNED_EVERY == 0:
        db.execute("DELETE FROM calls WHERE id <= ?", [number - _KEPT])


def last(db: sqlite3.Connection, count: int) -> list[LoggedCall]:
    """Return the last calls, the newest last."""
    rows = db.execute("SELECT * FROM calls ORDER BY id DESC LIMIT ?", [count]).fetchall()
    values = [dict(row) for row in reversed(rows)]
    return [LoggedCall(**one | {"at": instants.parsed(one["at"])}) for one in values]
