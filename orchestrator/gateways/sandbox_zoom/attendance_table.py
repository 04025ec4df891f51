"""Sessions and visits as rows: when a meeting ran, and who was in it from when to when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from calendars import clock
from orchestrator.gateways.sandbox_zoom import instants, meetings_table

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from orchestrator.gateways.sandbox_zoom.meetings_table import Meeting


@dataclass(frozen=True, slots=True)
class Session:
    """One run of a meeting under its own uuid; `ended_at` is None while it is live."""

    uuid: str
    meeting_id: int
    started_at: datetime
    ended_at: datetime | None

    @property
    def minutes(self) -> int:
        """Return how long it ran, in begun minutes."""
        return -int((self.started_at - (self.ended_at or clock.now())).total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class Visit:
    """One stay of one person; a rejoin is another visit with another uuid."""

    user_id: int
    session: str
    uuid: str
    name: str
    email: str
    registrant_id: str
    room: str
    joined_at: datetime
    left_at: datetime | None

    @property
    def seconds(self) -> int:
        """Return how long the person stayed."""
        return int(((self.left_at or clock.now()) - self.joined_at).total_seconds())


def open_session(db: sqlite3.Connection, meeting: Meeting) -> None:
    """Start a session under the meeting's present uuid."""
    now = instants.stored(clock.now())
    db.execute("INSERT INTO sessions VALUES (?, ?, ?, NULL)", [meeting.uuid, meeting.id, now])


def close_session(db: sqlite3.Connection, uuid: str) -> None:
    """End a session and every visit in it."""
    now = instants.stored(clock.now())
    db.execute("UPDATE sessions SET ended_at = ? WHERE uuid = ?", [now, uuid])
    db.execute("UPDATE visits SET left_at = ? WHERE session = ? AND left_at IS NULL", [now, uuid])


def sessions(db: sqlite3.Connection, name: str = "", *, ended: bool = True) -> list[Session]:
    """Return the sessions of a meeting id or uuid, of all without one, the oldest first."""
    rows = db.execute(
        "SELECT * FROM sessions WHERE (? = '' OR uuid = ? OR CAST(meeting_id AS TEXT) = ?)"
        " AND (ended_at IS NOT NULL) = ? ORDER BY started_at",
        [name, name, name, ended],
    )
    return [_session(row) for row in rows]


def enter(
    db: sqlite3.Connection, session: str, name: str, *, email: str, registrant_id: str
) -> Visit:
    """Store a person's arrival."""
    row = db.execute(
        "INSERT INTO visits (session, uuid, name, email, registrant_id, room, joined_at)"
        " VALUES (?, ?, ?, ?, ?, '', ?) RETURNING *",
        [
            session,
            meetings_table.new_uuid(),
            name,
            email,
            registrant_id,
            instants.stored(clock.now()),
        ],
    ).fetchone()
    return _visit(row)


def visits(db: sqlite3.Connection, session: str) -> list[Visit]:
    """Return the visits of a session in the order of arrival."""
    rows = db.execute("SELECT * FROM visits WHERE session = ? ORDER BY user_id", [session])
    return [_visit(row) for row in rows]


def find_visit(db: sqlite3.Connection, uuid: str) -> Visit | None:
    """Return the visit of that participant uuid."""
    row = db.execute("SELECT * FROM visits WHERE uuid = ?", [uuid]).fetchone()
    return _visit(row) if row else None


def visit_by_number(db: sqlite3.Connection, user_id: int) -> Visit | None:
    """Return the visit of that number."""
    row = db.execute("SELECT * FROM visits WHERE user_id = ?", [user_id]).fetchone()
    return _visit(row) if row else None


def move(db: sqlite3.Connection, visit: Visit, room: str) -> None:
    """Put a person into a breakout room; an empty name is the main room."""
    db.execute("UPDATE visits SET room = ? WHERE uuid = ?", [room, visit.uuid])


def leave(db: sqlite3.Connection, visit: Visit) -> None:
    """Store a person's departure."""
    now = instants.stored(clock.now())
    db.execute("UPDATE visits SET left_at = ?, room = '' WHERE uuid = ?", [now, visit.uuid])


def _session(row: sqlite3.Row) -> Session:
    values = dict(row)
    return Session(**values | _instants(values, "started_at", "ended_at"))


def _visit(row: sqlite3.Row) -> Visit:
    values = dict(row)
    return Visit(**values | _instants(values, "joined_at", "left_at"))


def _instants(values: dict[str, str], *names: str) -> dict[str, datetime | None]:
    return {name: instants.parsed(values[name]) if values[name] else None for name in names}
