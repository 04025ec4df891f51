"""Zoom users as rows: hosts, licensed or basic."""

from __future__ import annotations

import base64
import secrets
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

from calendars import clock
from orchestrator.gateways.sandbox_zoom import instants

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class User:
    """A Zoom user; `licensed` may require registration, `owner` is who "me" means."""

    id: str
    email: str
    first_name: str
    last_name: str
    licensed: bool
    capacity: int
    timezone: str
    owner: bool
    created_at: datetime


def new_user(
    email: str, *, licensed: bool = True, owner: bool = False, capacity: int = 100
) -> User:
    """Return a user who is not stored yet; the name is made from the address."""
    user_id = base64.urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip("=")
    name = email.split("@", 1)[0].title()
    zone = "America/Los_Angeles"
    return User(user_id, email, name, "Example", licensed, capacity, zone, owner, clock.now())


def insert(db: sqlite3.Connection, user: User) -> None:
    """Store a user unless the address is taken."""
    values = [*astuple(user)[:-1], instants.stored(user.created_at)]
    db.execute("INSERT OR IGNORE INTO users VALUES (?,?,?,?,?,?,?,?,?)", values)


def every(db: sqlite3.Connection) -> list[User]:
    """Return all users, the oldest first."""
    return [_user(row) for row in db.execute("SELECT * FROM users ORDER BY rowid")]


def find(db: sqlite3.Connection, name: str) -> User | None:
    """Return the user of that id or e-mail address; "me" is the account's owner."""
    row = db.execute(
        "SELECT * FROM users WHERE id = ? OR email = ? OR (? = 'me' AND owner) LIMIT 1",
        [name, name, name],
    ).fetchone()
    return _user(row) if row else None


def _user(row: sqlite3.Row) -> User:
    values = dict(row)
    values["licensed"] = bool(values["licensed"])
    values["owner"] = bool(values["owner"])
    values["created_at"] = instants.parsed(values["created_at"])
    return User(**values)
