"""`./run test`: the whole suite on SQLite, and what touches the database on PostgreSQL too.

Both runs go side by side. Arguments are handed to one pytest run instead: `./run test -k feed`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
ON_BOTH_DATABASES = ["tests/orchestrator/services", "tests/orchestrator/web", "tests/jobs"]
PYTEST = [sys.executable, "-m", "pytest"]


def main(arguments: list[str]) -> int:
    """Return the exit code: 0 when every test of both runs passed."""
    with tempfile.TemporaryDirectory(prefix="orchestrator-tests-") as storage:
        environment = {**os.environ, "ORCHESTRATOR_STORAGE__DIRECTORY": storage}
        if arguments:
            return subprocess.call([*PYTEST, *arguments], cwd=HOUSE, env=environment)
        cluster = [sys.executable, "tests/support/postgresql.py", *PYTEST, "-q", *ON_BOTH_DATABASES]
        with Path(storage, "postgresql.log").open("w+") as log:
            beside = subprocess.Popen(
                cluster, cwd=HOUSE, env=environment, stdout=log, stderr=subprocess.STDOUT
            )
            measured = ["--cov", "--cov-report=term:skip-covered", "--cov-fail-under=95"]
            on_sqlite = subprocess.call([*PYTEST, *measured], cwd=HOUSE, env=environment)
            on_postgresql = beside.wait()
            log.seek(0)
            sys.stdout.write(f"\nOn PostgreSQL ({', '.join(ON_BOTH_DATABASES)}):\n{log.read()}")
    return on_sqlite or on_postgresql


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
