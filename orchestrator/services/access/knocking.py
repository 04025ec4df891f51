"""How often a network or an account may knock at a door: counted in one table for all nodes.

A verdict "not before then" is remembered in the process, so that whoever goes on knocking costs
neither a write nor a read. Reads may be counted a stride at a time, so that most cost nothing.
"""

from __future__ import annotations

import math
from collections import OrderedDict, defaultdict
from threading import Lock
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Min
from django.utils.crypto import salted_hmac

from calendars import clock
from orchestrator.models import Knock

if TYPE_CHECKING:
    from datetime import datetime

    from orchestrator.rules.limit import Limit

MOST_REMEMBERED = 10_000
COUNT = """
    INSERT INTO orchestrator_knock (key, count, ends_at) VALUES (%s, %s, %s)
    ON CONFLICT (key) DO UPDATE SET count = orchestrator_knock.count + excluded.count
    RETURNING count
"""


class Doorkeeper:
    """One process's doorkeeper: counts in the shared table, remembers who has to wait."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[str, datetime] = OrderedDict()
        self._uncounted: defaultdict[str, int] = defaultdict(int)
        self._lock = Lock()

    def knock(self, door: str, who: str, limit: Limit, *, stride: int = 1) -> int:
        """Count one knock; return 0 when it is allowed, else how many seconds to wait.

        `who` is any stable text, such as a network. With a stride only every so many knocks at this
        process are written down; the limit is then held to so many per process.
        """
        now = clock.now()
        key, ends = _key(door, who, limit)
        until = self._waiting.get(key)
        if until is not None:
            return _seconds(until, now)
        with self._lock:
            self._uncounted[key] += 1
            due = self._uncounted[key] if self._uncounted[key] >= stride else 0
            if due:
                del self._uncounted[key]
            elif len(self._uncounted) > MOST_REMEMBERED:
                self._uncounted.clear()
        if not due or _counted(key, due, ends) <= limit.times:
            return 0
        self._remember(key, ends)
        return _seconds(ends, now)

    @property
    def nobody_waits(self) -> bool:
        """Say whether this process knows of nobody who has to wait."""
        return not self._waiting

    def waits(self, door: str, who: str, limit: Limit) -> int:
        """Return how many seconds somebody has to wait, as this process knows; count nothing."""
        key, _ = _key(door, who, limit)
        until = self._waiting.get(key)
        return _seconds(until, clock.now()) if until else 0

    def _remember(self, key: str, until: datetime) -> None:
        with self._lock:
            self._waiting[key] = until
            if len(self._waiting) > MOST_REMEMBERED:
                self._waiting.popitem(last=False)


def blurred(who: str) -> str:
    """Return what may be kept of a network or an account: a hash under the house's own key."""
    return salted_hmac("orchestrator.knocking", who, algorithm="sha256").hexdigest()


def forget_what_is_over() -> int:
    """Drop the counts whose window is over; return how many."""
    return Knock.objects.filter(ends_at__lte=clock.now()).delete()[0]


def next_due() -> datetime | None:
    """Return when the first count is over (UTC), None when there is none."""
    found: datetime | None = Knock.objects.aggregate(first=Min("ends_at"))["first"]
    return found


def _key(door: str, who: str, limit: Limit) -> tuple[str, datetime]:
    number, ends = limit.window(clock.now())
    return blurred(f"{door}|{limit.seconds}|{number}|{who}"), ends


def _counted(key: str, times: int, ends: datetime) -> int:
    """Add to a count in one statement, atomic by itself; return what it is now."""
    with connection.cursor() as cursor:
        ends_at = connection.ops.adapt_datetimefield_value(ends)
        cursor.execute(COUNT, [key, times, ends_at])
        return int(cursor.fetchone()[0])


def _seconds(until: datetime, now: datetime) -> int:
    return max(1, math.ceil((until - now).total_seconds()))
