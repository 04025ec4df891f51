"""How soon the service is ready, and how much memory it holds, on an already set-up demo.

Seconds from the start of the process to the first answered page, against a bare `import django`
in one run; resident memory of all processes of the service together (their plain sum).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
import processes

STARTS = 5
READY_LIMIT_SECONDS, STOP_LIMIT_SECONDS, MEMORY_LIMIT_MB = 3.0, 5.0, 200.0


def main() -> int:
    """Print the figures; return 1 when a limit is broken."""
    with tempfile.TemporaryDirectory() as storage:
        directory = Path(storage)
        with processes.served(directory) as first:
            first.wait_until_ready()
        ready, bare, memory, stopping = [], [], [], []
        for _ in range(STARTS):
            bare.append(bare_django())
            with processes.served(directory) as house:
                ready.append(house.seconds_to_ready)
                house.wait_until_ready()
                memory.append(resident_mb(house.process.pid))
                stopping.append(house.stop())
    print(f"{'bare import of Django':34} {median(bare):7.2f} s")
    print(f"{'ready to serve':34} {median(ready):7.2f} s   (worst {max(ready):.2f}, limit 3.00)")
    print(f"{'ready / bare import':34} {median(ready) / median(bare):7.1f} x")
    print(
        f"{'resident memory, all processes':34} {median(memory):7.0f} MB  (worst {max(memory):.0f}, limit 200)"
    )
    print(
        f"{'SIGTERM to exit':34} {median(stopping):7.2f} s   (worst {max(stopping):.2f}, limit 5.00)"
    )
    slow = max(ready) > READY_LIMIT_SECONDS or max(stopping) > STOP_LIMIT_SECONDS
    return slow or max(memory) > MEMORY_LIMIT_MB


def bare_django() -> float:
    """Return how long a Python takes that only sets Django up with nothing of ours."""
    since = time.monotonic()
    code = "import django; from django.conf import settings; settings.configure(); django.setup()"
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.monotonic() - since


def resident_mb(pid: int) -> float:
    """Return the resident memory of a process and all below it, in megabytes.

    The plain sum: a page that two processes share counts twice, so the truth is lower.
    """
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    return float(sum(member.memory_info().rss for member in family)) / 1e6


if __name__ == "__main__":
    sys.exit(main())
