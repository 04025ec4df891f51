"""One engine per storage: a file lock that dies with its process."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class StorageBusy(Exception):  # noqa: N818 -- says what is the case
    """Another process works on this storage; the message names it."""


@contextmanager
def storage_locked(directory: Path) -> Iterator[None]:
    """Hold the storage's lock inside the block. Raises StorageBusy when another process has it."""
    directory.mkdir(parents=True, exist_ok=True)
    handle = os.open(directory / "engine.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 20).decode("ascii", "replace").strip() or "unknown"
            raise StorageBusy(
                f"{directory} is in use by another orchestrator (process {holder}). "
                "Stop that one first, or name another [storage] directory."
            ) from None
        os.truncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)
