"""How often something may be done: so many times in each minute, hour or day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

SECONDS = {"minute": 60, "hour": 3600, "day": 86_400}
WRITTEN = re.compile(r"([1-9][0-9]{0,6}) per (minute|hour|day)")


@dataclass(frozen=True, slots=True)
class Limit:
    """So many times in each window of so many seconds; windows are counted from 1970."""

    times: int
    seconds: int

    def window(self, now: datetime) -> tuple[int, datetime]:
        """Return the number of the window in force, and when it ends (UTC).

        >>> Limit(10, 3600).window(datetime(2026, 11, 22, 17, 30, tzinfo=UTC))[1].isoformat()
        '2026-11-22T18:00:00+00:00'
        """
        number = int(now.timestamp()) // self.seconds
        return number, datetime.fromtimestamp(0, UTC) + timedelta(
            seconds=(number + 1) * self.seconds
        )


@cache
def read_limit(text: str) -> Limit:
    """Return the limit that a setting names. Raises ValueError.

    >>> read_limit("10 per hour")
    Limit(times=10, seconds=3600)
    """
    found = WRITTEN.fullmatch(text.strip())
    if found is None:
        raise ValueError('must be written like "10 per hour"; also per minute, per day')
    return Limit(int(found[1]), SECONDS[found[2]])
