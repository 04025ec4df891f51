"""How long a check of a request takes when the tables are warm: place, journey, quote, split.

Posts checks for many places to a served demo over one connection. The limit is 50 ms at the median.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles

import requests

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
import processes

from calendars import clock

CHECKS = 400
LIMIT_MS = 50.0
PLACES = (
    {"zip": "55802"},
    {"zip": "10001"},
    {"zip": "98101"},
    {"zip": "97201"},
    {"city": "Chicago", "state": "IL"},
    {"city": "Saint Paul", "state": "Minnesota"},
    {"zip": "99501"},
    {"zip": "00000"},
)


def main() -> int:
    """Print the figures; return 1 when the limit is broken."""
    with tempfile.TemporaryDirectory() as storage, processes.served(Path(storage)) as house:
        house.wait_until_ready()
        session = requests.Session()
        first = check(session, house.url, PLACES[0])
        warm = [check(session, house.url, PLACES[n % len(PLACES)]) for n in range(CHECKS)]
    middle = median(warm)
    print(f"{'first check, cold':28} {first:7.1f} ms")
    print(f"{'warm check, median':28} {middle:7.1f} ms   (limit {LIMIT_MS:.0f})")
    print(f"{'warm check, 99th percentile':28} {quantiles(warm, n=100)[98]:7.1f} ms")
    return middle > LIMIT_MS


def check(session: requests.Session, url: str, place: dict[str, str]) -> float:
    """Return the milliseconds of one check."""
    start = clock.machine_now() + timedelta(days=60)
    wanted = {
        "mode": "on_site",
        "start": start.isoformat(),
        "place": place,
        "attendees": 12,
        "organizations": [{"name": name, "seats": 4} for name in ("North", "South", "West")],
    }
    since = time.perf_counter()
    answer = session.post(f"{url}/api/v1/requests/check", json=wanted, timeout=30)
    spent = (time.perf_counter() - since) * 1000
    assert answer.status_code == 200, answer.text
    return spent


if __name__ == "__main__":
    sys.exit(main())
