"""Calendars on this machine: a local .ics file, and the one that needs no account at all."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from calendars import busy
from calendars.remote.port import OnlyRead, RemoteError, RemoteReading, memory_key, still_holds

if TYPE_CHECKING:
    from pathlib import Path

    from calendars.busy import Policy, Span
    from calendars.remote.port import Memory, WrittenEntry

LARGEST_BYTES = 10_000_000


class NoCalendar:
    """The embedded default: never busy, and what is written is in our own books anyway."""

    def read(self, window: Span, memory: Memory) -> RemoteReading:  # noqa: ARG002 -- the port's
        """Return that nothing is busy."""
        return RemoteReading(memory={})

    def write(self, entry: WrittenEntry, memory: Memory) -> Memory:  # noqa: ARG002 -- the port's
        """Do nothing."""
        return {}

    def remove(self, entry_id: str) -> None:
        """Do nothing."""


class IcsFile(OnlyRead):
    """A local .ics file that somebody else keeps; it is only read."""

    def __init__(self, path: Path, policy: Policy) -> None:
        self._path = path
        self._policy = policy

    def read(self, window: Span, memory: Memory) -> RemoteReading:
        """Return when its owner is busy; the same bytes are not read twice. Raises RemoteError."""
        try:
            with self._path.open("rb") as file:
                body = file.read(LARGEST_BYTES + 1)
        except OSError as error:
            raise RemoteError(f"The calendar file cannot be read: {error.strerror}.") from error
        return read_body(body, window, memory, self._policy)


def read_body(body: bytes, window: Span, memory: Memory, policy: Policy) -> RemoteReading:
    """Return what a whole .ics body says; unchanged when its bytes are those remembered.

    Raises RemoteError for one that is too large or cannot be understood.
    """
    if len(body) > LARGEST_BYTES:
        raise RemoteError(f"The calendar is larger than {LARGEST_BYTES // 1_000_000} MB.")
    key = memory_key(window, policy)
    fingerprint = hashlib.sha256(body).hexdigest()
    if memory.get("hash") == fingerprint and still_holds(memory, key):
        return RemoteReading(memory=memory, unchanged=True)
    try:
        found = busy.read(body, window, policy)
    except busy.CalendarUnreadable as error:
        raise RemoteError(str(error)) from error
    return RemoteReading(found.busy, found.listed, found.notes, {**key, "hash": fingerprint})
