"""Importing registrations: how the time grows with their number, on a database of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
import processes

SIZES = (1_250, 2_500, 5_000, 10_000)
WORST_GROWTH = 1.5  # time per row at the largest against the smallest
SCRIPT = """
import django; django.setup()
import json, sys, time
from datetime import timedelta
from django.core.management import call_command
call_command("migrate", verbosity=0)
from calendars import clock
from orchestrator.models import Workshop
from orchestrator.services.seats.registration_import import import_registrations
size = int(sys.argv[1])
start = clock.now() + timedelta(days=30)
uids = [
    Workshop.objects.create(
        title="Workshop", state="published", timezone="UTC", capacity=14, month=start.date(),
        start=start + timedelta(days=n), end=start + timedelta(days=n, hours=4),
    ).uid
    for n in range(size // 20 + 1)
]
rows = "".join(f"{uids[n // 20]},Person {n},p{n}@example.org\\n" for n in range(size))
since = time.process_time()
done = import_registrations(("workshop,name,email\\n" + rows).encode(), actor="bench")
print(json.dumps([time.process_time() - since, done.confirmed + done.waitlisted]))
"""


def main() -> int:
    """Print the figures; return 1 when the time grows faster than the rows."""
    per_row: list[float] = []
    for size in SIZES:
        with tempfile.TemporaryDirectory() as storage:
            found = subprocess.run(
                [sys.executable, "-c", SCRIPT, str(size)],
                cwd=processes.HOUSE,
                env=processes.environment(
                    Path(storage), DJANGO_SETTINGS_MODULE="orchestrator.settings"
                ),
                capture_output=True,
                text=True,
                check=True,
            )
        seconds, registered = json.loads(found.stdout)
        assert registered == size
        per_row.append(seconds / size)
        print(f"{size:6} rows {seconds:7.2f} s of processor   {seconds / size * 1000:5.2f} ms each")
    growth = per_row[-1] / per_row[0]
    print(f"{'time per row, largest / smallest':34} {growth:7.2f} x   (limit {WORST_GROWTH:.2f})")
    return int(growth > WORST_GROWTH)


if __name__ == "__main__":
    sys.exit(main())
