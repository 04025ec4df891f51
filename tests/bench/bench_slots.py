"""Free times: what deciding them costs, how that grows, and how long a visitor waits for a page.

Deciding is measured in processor time from parsed intervals; a request over real HTTP beside one
for `/healthz` in the same run.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import requests

if TYPE_CHECKING:
    from collections.abc import Callable

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
import processes

from calendars.hours import Hours, day_of
from calendars.slots import Availability, Busy, Diary, SlotRules

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
WEEK = (day_of(("09:00-12:00", "13:00-17:00")),) * 5 + ((), ())
LIMITS_MS = {(60, 500): 10.0, (365, 5_000): 60.0}
WORST_GROWTH = 2.4  # twice the events, at most a little more than twice the time
LIMIT_REQUEST_MS = 50.0
REPEATS, REQUESTS = 20, 60
CLAIMS = """
import django; django.setup()
from datetime import timedelta
from django.conf import settings
from calendars import clock
from orchestrator.models import TimeClaim
begin = clock.now().replace(minute=0, second=0, microsecond=0)
TimeClaim.objects.bulk_create(
    TimeClaim(
        facilitator=settings.COMPANY.zoom.host, kind="bench", key=str(number),
        start=begin + timedelta(hours=3 * number), end=begin + timedelta(hours=3 * number + 1),
    )
    for number in range(500)
)
"""


def main() -> int:
    """Print the figures; return 1 when a limit is broken."""
    broken = False
    for (days, events), limit in LIMITS_MS.items():
        took = deciding(days, events)
        broken |= took > limit
        print(f"{days:4} days, {events:6} events {took:7.1f} ms of processor   (limit {limit:.0f})")
    growth = deciding(365, 10_000) / deciding(365, 5_000)
    broken |= growth > WORST_GROWTH
    print(f"{'10,000 / 5,000 events':24} {growth:7.2f} x   (limit {WORST_GROWTH})")
    return broken | requested()


def deciding(days: int, events: int) -> float:
    """Return the least processor time (ms) of laying out a diary and deciding all its times."""
    chance = random.Random(events)  # noqa: S311 -- the same calendar at every run
    starts = (NOW + timedelta(minutes=15 * chance.randrange(days * 96)) for _ in range(events))
    lengths = (15, 30, 60, 90)
    busy = [Busy(start, start + timedelta(minutes=chance.choice(lengths))) for start in starts]
    half, quarter = timedelta(minutes=30), timedelta(minutes=15)
    rules = SlotRules(half, half, timedelta(hours=12), days, quarter, quarter, daily_cap=4)
    best = float("inf")
    for _ in range(REPEATS):
        since = time.process_time()
        seen = Availability(Hours("America/Los_Angeles", WEEK), Diary(busy), rules, NOW)
        list(seen.starts(date(2026, 1, 1), date(2029, 1, 1)))
        best = min(best, time.process_time() - since)
    return best * 1000


def requested() -> bool:
    """Print how long warm requests take, with 500 claims in the ledger; say if it is too long."""
    with tempfile.TemporaryDirectory() as storage, processes.served(Path(storage)) as house:
        house.wait_until_ready()
        processes.python(Path(storage), CLAIMS)
        session = requests.Session()
        asked: dict[str, list[float]] = {}
        for _ in range(REQUESTS):
            for path in ("/api/v1/consultations/slots", "/consultations/", "/healthz"):
                get = partial(session.get, house.url + path, timeout=10)
                asked.setdefault(path, []).append(timed(get))
    usual = {path: median(times[5:]) for path, times in asked.items()}
    for path, took in usual.items():
        print(f"{path:28} {took:7.1f} ms   {took / usual['/healthz']:5.1f} times /healthz")
    return max(usual.values()) > LIMIT_REQUEST_MS


def timed(call: Callable[[], requests.Response]) -> float:
    """Return the milliseconds of one request that must answer 200."""
    since = time.perf_counter()
    assert call().status_code == 200
    return (time.perf_counter() - since) * 1000


if __name__ == "__main__":
    sys.exit(main())
