"""Zoom meetings as rows, deleted ones included."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from calendars import clock
from orchestrator.gateways.sandbox_zoom import instants

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

_INSTANTS = ("start_time", "created_at", "deleted_at")
_LOWEST_ID = 80_000_000_000  # eleven digits, as Zoom's: too large for 32 bits
INSTANT_MEETING, SCHEDULED_MEETING = 1, 2


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting; `duration` in minutes, `seq` counts creations, `deleted_at` None while alive."""

    id: int
    uuid: str
    host_id: str
    topic: str
    type: int
    start_time: datetime | None
    duration: int
    timezone: str
    agenda: str
    password: str
    settings: dict[str, Any]
    created_at: datetime
    status: str = "waiting"
    deleted_at: datetime | None = None
    seq: int = 0

    @property
    def tag(self) -> str:
        """The first line of the agenda when it is a reference such as `[ref:17]`, else empty."""
        first = self.agenda.split("\n", 1)[0].strip()
        return first if first.startswith("[ref:") else ""


_COLUMNS = [column.name for column in fields(Meeting) if column.name != "seq"]


def new_id() -> int:
    """Return a meeting id nobody can guess."""
    return _LOWEST_ID + secrets.randbelow(10_000_000_000)


def new_uuid() -> str:
    """Return a meeting UUID: base64, so it may hold "/", "+" and "="."""
    return base64.b64encode(secrets.token_bytes(16)).decode()


def insert(db: sqlite3.Connection, meeting: Meeting) -> Meeting:
    """Store a new meeting and return it with its place in the order of creation."""
    marks = ",".join("?" * len(_COLUMNS))
    statement = f"INSERT INTO meetings ({','.join(_COLUMNS)}) VALUES ({marks})"  # noqa: S608 -- our own column names
    return replace(meeting, seq=db.execute(statement, _values(meeting)).lastrowid or 0)


def save(db: sqlite3.Connection, meeting: Meeting) -> None:
    """Store a changed meeting."""
    marks = ",".join(f"{name} = ?" for name in _COLUMNS)
    statement = f"UPDATE meetings SET {marks} WHERE id = ?"  # noqa: S608 -- our own column names
    db.execute(statement, [*_values(meeting), meeting.id])


def delete(db: sqlite3.Connection, meeting: Meeting) -> Meeting:
    """Mark a meeting as deleted, keep its row, and return it."""
    gone = replace(meeting, deleted_at=clock.now())
    save(db, gone)
    return gone


def find(db: sqlite3.Connection, meeting_id: int) -> Meeting | None:
    """Return the meeting of that id, deleted or not."""
    row = db.execute("SELECT * FROM meetings WHERE id = ?", [meeting_id]).fetchone()
    return _meeting(row) if row else None


def every(db: sqlite3.Connection, *, host_id: str = "", deleted: bool = True) -> list[Meeting]:
    """Return all meetings in the order of creation: of one host, or of every host."""
    rows = db.execute(
        "SELECT * FROM meetings WHERE (? = '' OR host_id = ?) AND (? OR deleted_at IS NULL)"
        " ORDER BY seq",
        [host_id, host_id, deleted],
    )
    return [_meeting(row) for row in rows]


def _values(meeting: Meeting) -> list[object]:
    values: dict[str, Any] = {name: getattr(meeting, name) for name in _COLUMNS}
    values["settings"] = json.dumps(meeting.settings)
    for name in _INSTANTS:
        values[name] = instants.stored(values[name]) if values[name] else None
    return list(values.values())


def _meeting(row: sqlite3.Row) -> Meeting:
    values = dict(row)
    values["settings"] = json.loads(values["settings"])
    for name in _INSTANTS:
        values[name] = instants.parsed(values[name]) if values[name] else None
    return Meeting(**values)
