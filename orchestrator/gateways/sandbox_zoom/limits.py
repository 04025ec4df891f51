"""How often one may call: Zoom's limits per second (real seconds) and per UTC day (set clock)."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from calendars import clock
from orchestrator.gateways.sandbox_zoom.exchange import ZoomError

if TYPE_CHECKING:
    import sqlite3

PRO_PER_SECOND = {"light": 30, "medium": 20, "heavy": 10}
_MEETINGS_SPENT = (
    "You have exceeded the daily rate limit ({limit}) of Meeting Create/Update API requests"
    " permitted for this particular user. You may resume these requests at GMT 00:00:00."
)
_REGISTRANT_SPENT = (
    "You have exceeded the daily rate limit of ({limit}) for Add meeting registrant API requests"
    " for the registrant ({email}). You can resume these API requests at GMT 00:00:00."
)


def per_second_error(category: str, limit: int, retry_after: str = "1") -> ZoomError:
    """Return Zoom's 429 for too many calls in one second."""
    headers = {
        "X-RateLimit-Category": category.title(),
        "X-RateLimit-Type": "QPS",
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": "0",
        "Retry-After": retry_after,
    }
    message = "You have reached the maximum per-second rate limit for this API. Try again later."
    return ZoomError(429, 429, message, headers=headers)


def meetings_spent_error(limit: int) -> ZoomError:
    """Return Zoom's 429 for the 100 a day: as once seen, without Retry-After or type."""
    headers = {
        "X-RateLimit-Category": "Light",
        "X-RateLimit-Limit": "6000",
        "X-RateLimit-Remaining": "5893",
    }
    return ZoomError(429, 429, _MEETINGS_SPENT.format(limit=limit), headers=headers)


@dataclass(slots=True)
class Limits:
    """The limits in force; None switches one off. Set them while the sandbox runs."""

    per_second: dict[str, int] | None = field(default_factory=PRO_PER_SECOND.copy)
    meetings_per_day: int | None = 100
    adds_per_registrant_per_day: int | None = 3
    window_seconds: float = 1.0
    _recent: dict[str, deque[float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def switch_off(self) -> None:
        """Let everybody call as often as they like."""
        self.per_second = self.meetings_per_day = self.adds_per_registrant_per_day = None

    def count_call(self, category: str) -> None:
        """Count a call of this second; raises ZoomError 429 when there were too many."""
        limit = (self.per_second or {}).get(category)
        if limit is None:
            return
        with self._lock:
            recent = self._recent.setdefault(category, deque())
            moment = time.monotonic()
            while recent and recent[0] <= moment - self.window_seconds:
                recent.popleft()
            if len(recent) >= limit:
                raise per_second_error(category, limit)
            recent.append(moment)

    def spend_meeting_call(self, db: sqlite3.Connection, host_id: str) -> None:
        """Take one of a host's creates and updates of this UTC day; raises ZoomError 429."""
        limit = self.meetings_per_day
        if _spend(db, f"host:{host_id}", limit):
            return
        raise meetings_spent_error(limit or 0)

    def spend_registrant_add(self, db: sqlite3.Connection, meeting_id: int, email: str) -> None:
        """Take one of the adds that one address has per meeting and day; raises ZoomError 429."""
        limit = self.adds_per_registrant_per_day
        if _spend(db, f"registrant:{meeting_id}:{email.lower()}", limit):
            return
        raise ZoomError(429, 429, _REGISTRANT_SPENT.format(limit=limit, email=email))


def meeting_calls_used(db: sqlite3.Connection, host_id: str) -> int:
    """Return how many creates and updates a host has used this UTC day."""
    return _used(db, f"host:{host_id}")


def _used(db: sqlite3.Connection, subject: str) -> int:
    row = db.execute(
        "SELECT used FROM budget WHERE subject = ? AND day = ?", [subject, _utc_day()]
    ).fetchone()
    return int(row["used"]) if row else 0


def _spend(db: sqlite3.Connection, subject: str, limit: int | None) -> bool:
    if limit is not None and _used(db, subject) >= limit:
        return False
    db.execute(
        "INSERT INTO budget VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET used = used + 1",
        [subject, _utc_day()],
    )
    return True


def _utc_day() -> str:
    return clock.now().date().isoformat()
