"""One simulated clock for several processes: eight bytes in a file that all of them map."""

from __future__ import annotations

import mmap
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BEGINNING = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class SharedClock:
    """Reads and sets `at`; what one process sets, all others read at once."""

    def __init__(self, file: Path) -> None:
        if not file.exists():
            file.write_bytes(struct.pack("<q", (BEGINNING - EPOCH) // MICROSECOND))
        with file.open("r+b") as handle:
            self._memory = mmap.mmap(handle.fileno(), 8)

    def __call__(self) -> datetime:
        return self.at

    @property
    def at(self) -> datetime:
        microseconds: int = struct.unpack_from("<q", self._memory)[0]
        return EPOCH + timedelta(microseconds=microseconds)

    @at.setter
    def at(self, moment: datetime) -> None:
        struct.pack_into("<q", self._memory, 0, (moment - EPOCH) // MICROSECOND)
