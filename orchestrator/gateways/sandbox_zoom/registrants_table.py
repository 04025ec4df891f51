"""Registrants as rows: who asked for a personal link to which meeting."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from calendars import clock
from orchestrator.gateways.sandbox_zoom import instants

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from orchestrator.gateways.sandbox_zoom.exchange import Json


@dataclass(frozen=True, slots=True)
class Registrant:
    """One person's registration; status is approved, pending, denied or cancelled."""

    seq: int
    id: str
    meeting_id: int
    email: str
    first_name: str
    last_name: str
    status: str
    created_at: datetime


def add(db: sqlite3.Connection, meeting_id: int, person: Json, status: str) -> Registrant:
    """Store a registrant; an address that is registered already keeps its id."""
    row = db.execute(
        "INSERT INTO registrants"
        " (id, meeting_id, email, first_name, last_name, status, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (meeting_id, email) DO UPDATE SET"
        " first_name = excluded.first_name, last_name = excluded.last_name,"
        " status = excluded.status RETURNING *",
        [
            base64.urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip("="),
            meeting_id,
            person["email"],
            person["first_name"],
            person.get("last_name", ""),
            status,
            instants.stored(clock.now()),
        ],
    ).fetchone()
    return _registrant(row)


def every(db: sqlite3.Connection, meeting_id: int, status: str = "") -> list[Registrant]:
    """Return a meeting's registrants in the order they came: all, or those of one status."""
    rows = db.execute(
        "SELECT * FROM registrants WHERE meeting_id = ? AND (? = '' OR status = ?) ORDER BY seq",
        [meeting_id, status, status],
    )
    return [_registrant(row) for row in rows]


def find(db: sqlite3.Connection, meeting_id: int, registrant_id: str) -> Registrant | None:
    """Return one registrant of a meeting."""
    row = db.execute(
        "SELECT * FROM registrants WHERE meeting_id = ? AND id = ?", [meeting_id, registrant_id]
    ).fetchone()
    return _registrant(row) if row else None


def set_status(db: sqlite3.Connection, registrant: Registrant, status: str) -> None:
    """Approve, deny or cancel."""
    db.execute("UPDATE registrants SET status = ? WHERE id = ?", [status, registrant.id])


def remove(db: sqlite3.Connection, registrant: Registrant) -> None:
    """Forget a registrant."""
    db.execute("DELETE FROM registrants WHERE id = ?", [registrant.id])


def _registrant(row: sqlite3.Row) -> Registrant:
    return Registrant(**dict(row) | {"created_at": instants.parsed(row["created_at"])})
