"""A whole live session's polling: 14 attendees' pages and a console, four hours, in one process.

The clock is moved by hand, five seconds a poll, with what happens in such a session: people come,
go into rooms and out again, two do not come, one is late, one drops out, two are swapped. Each poll
goes through the whole application (middleware, sessions, cookies, templates). Shown: the server's
work for a poll that is told "nothing new" and for one that is answered, the share of the former,
and how far memory has grown from the first hour to the last.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles

SUPPORT = Path(__file__).resolve().parents[1] / "support"
HOURS, EVERY = 4, timedelta(seconds=5)
LEAST_SHARE, MOST_GROWTH_MB = 0.95, 8.0


def main() -> int:
    """Print the figures; return 1 when a promise is broken."""
    with tempfile.TemporaryDirectory() as storage:
        os.environ["ORCHESTRATOR_STORAGE__DIRECTORY"] = storage
        os.environ["ORCHESTRATOR_STORAGE__DATABASE_URL"] = ""
        os.environ["DJANGO_SETTINGS_MODULE"] = "orchestrator.settings"
        sys.path.insert(0, str(SUPPORT))
        import django  # noqa: PLC0415 -- after its environment

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415 -- after django.setup

        call_command("migrate", verbosity=0)
        return measure()


def measure() -> int:
    """Live through the four hours and print what they cost."""
    from live_house import Session  # noqa: PLC0415 -- after django.setup

    session = Session()
    silent: list[float] = []
    answered: list[float] = []
    memory: list[float] = []
    polls = int(timedelta(hours=HOURS) / EVERY)
    for number in range(polls):
        session.go_on(EVERY)
        for reader in session.readers:
            since = time.perf_counter()
            status = reader.poll()
            took = (time.perf_counter() - since) * 1000
            (silent if status == 304 else answered).append(took)
        if number in (polls // 4, polls - 1):
            memory.append(resident_mb())
    share = len(silent) / (len(silent) + len(answered))
    growth = memory[-1] - memory[0]
    print(f"{'polls':34} {len(silent) + len(answered):8d}")
    print(f"{'told that nothing is new (304)':34} {share:8.1%}   (promised 95 %)")
    for name, found in (("304", silent), ("page", answered)):
        print(f"{'work for a ' + name + ', median':34} {median(found):8.2f} ms")
        print(f"{'work for a ' + name + ', 99th':34} {quantiles(found, n=100)[98]:8.2f} ms")
    busy = (sum(silent) + sum(answered)) / 1000 / (HOURS * 3600)
    print(f"{'share of one core, all 15 readers':34} {busy:8.2%}")
    print(f"{'a no-show, click to new console':34} {session.no_show_ms:8.1f} ms, one round trip")
    print(f"{'memory, from hour 1 to the end':34} {growth:+8.1f} MB   (limit {MOST_GROWTH_MB:.0f})")
    return share < LEAST_SHARE or growth > MOST_GROWTH_MB


def resident_mb() -> float:
    """Return this process's resident memory."""
    text = Path("/proc/self/statm").read_text(encoding="ascii")
    return int(text.split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1_000_000


if __name__ == "__main__":
    sys.exit(main())
