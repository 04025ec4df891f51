"""The sandbox's memory on disk: one SQLite file, written through before any answer leaves."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE_NAME = "sandbox-zoom.sqlite3"
_IDLE_CONNECTIONS = 4

_SCHEMA = """
CREATE TABLE IF NOT EXISTS users (
    id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE COLLATE NOCASE, first_name TEXT NOT NULL,
    last_name TEXT NOT NULL, licensed INTEGER NOT NULL, capacity INTEGER NOT NULL,
    timezone TEXT NOT NULL, owner INTEGER NOT NULL, created_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS meetings (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id INTEGER NOT NULL UNIQUE, uuid TEXT NOT NULL UNIQUE,
    host_id TEXT NOT NULL REFERENCES users, topic TEXT NOT NULL, type INTEGER NOT NULL,
    start_time TEXT, duration INTEGER NOT NULL, timezone TEXT NOT NULL, agenda TEXT NOT NULL,
    password TEXT NOT NULL, settings TEXT NOT NULL, created_at TEXT NOT NULL,
    status TEXT NOT NULL, deleted_at TEXT);
CREATE TABLE IF NOT EXISTS registrants (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    meeting_id INTEGER NOT NULL REFERENCES meetings (id), email TEXT NOT NULL COLLATE NOCASE,
    first_name TEXT NOT NULL, last_name TEXT NOT NULL, status TEXT NOT NULL,
    created_at TEXT NOT NULL, UNIQUE (meeting_id, email));
CREATE TABLE IF NOT EXISTS sessions (
    uuid TEXT PRIMARY KEY, meeting_id INTEGER NOT NULL REFERENCES meetings (id),
    started_at TEXT NOT NULL, ended_at TEXT);
CREATE TABLE IF NOT EXISTS visits (
    user_id INTEGER PRIMARY KEY AUTOINCREMENT, session TEXT NOT NULL REFERENCES sessions (uuid),
    uuid TEXT NOT NULL UNIQUE, name TEXT NOT NULL, email TEXT NOT NULL,
    registrant_id TEXT NOT NULL, room TEXT NOT NULL, joined_at TEXT NOT NULL, left_at TEXT);
CREATE TABLE IF NOT EXISTS tokens (hash TEXT PRIMARY KEY, expires_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS budget (
    subject TEXT NOT NULL, day TEXT NOT NULL, used INTEGER NOT NULL, PRIMARY KEY (subject, day));
CREATE TABLE IF NOT EXISTS late_calls (
    id INTEGER PRIMARY KEY AUTOINCREMENT, due TEXT NOT NULL, method TEXT NOT NULL,
    path TEXT NOT NULL, query TEXT NOT NULL, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS calls (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, method TEXT NOT NULL,
    path TEXT NOT NULL, status INTEGER NOT NULL, remark TEXT NOT NULL);
"""


def connect(path: Path) -> sqlite3.Connection:
    """Open the file in WAL mode; a commit has reached the disk when it returns."""
    connection = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA foreign_keys=ON")
    return connection


class Database:
    """Transactions on the file: one writer at a time, any number of readers."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.path = directory / FILE_NAME
        self._pool_lock = threading.Lock()
        self._write_lock = threading.RLock()
        self._idle: list[sqlite3.Connection] = []
        self._keeping = True  # until `close`, so that setting up opens the file once
        with self._borrowed() as connection:
            connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} COMMIT;")

    def keep_connections(self) -> None:
        """Keep a few connections open between transactions, until `close`."""
        self._keeping = True

    def close(self) -> None:
        """Close what is idle; the database stays usable, each use then opens its own."""
        with self._pool_lock:
            self._keeping = False
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Read one consistent state."""
        with self._borrowed() as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("ROLLBACK")

    @contextmanager
    def write(self, *, durable: bool = True) -> Iterator[sqlite3.Connection]:
        """Write all or nothing; not `durable` survives a killed process, but no power loss."""
        level = "FULL" if durable else "NORMAL"
        with self._write_lock, self._borrowed() as connection:
            connection.execute(f"PRAGMA synchronous={level}")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    @contextmanager
    def _borrowed(self) -> Iterator[sqlite3.Connection]:
        with self._pool_lock:
            connection = self._idle.pop() if self._idle else connect(self.path)
        try:
            yield connection
        finally:
            self._give_back(connection)

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with self._pool_lock:
            if self._keeping and len(self._idle) < _IDLE_CONNECTIONS:
                self._idle.append(connection)
                return
        connection.close()
