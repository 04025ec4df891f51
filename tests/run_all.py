"""`./run test`: the whole suite in two runs side by side, and the coverage of the first.

One run has everything on SQLite but the long story of the year 2020; the other plays that story,
and repeats on a real PostgreSQL what touches the database. Arguments are handed to one pytest run
instead: `./run test -k feed`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
ON_BOTH_DATABASES = ["tests/orchestrator/services", "tests/orchestrator/web", "tests/jobs"]
LONG_STORY = "tests/stories/test_year_2020.py"
PYTEST = [sys.executable, "-m", "pytest"]
MEASURED = ["--cov", "--cov-report="]
LEAST_COVERAGE, PURE_ROOMS = 95, ["calendars/*", "orchestrator/rules/*"]


def main(arguments: list[str]) -> int:
    """Return the exit code: 0 when every test of both runs passed and the coverage is enough."""
    with tempfile.TemporaryDirectory(prefix="orchestrator-tests-") as directory:
        environment = {
            **os.environ,
            "ORCHESTRATOR_STORAGE__DIRECTORY": directory,
            "COVERAGE_FILE": f"{directory}/coverage",
        }
        if arguments:
            return subprocess.call([*PYTEST, *arguments], cwd=HOUSE, env=environment)
        with Path(directory, "beside.log").open("w+") as log:
            beside = subprocess.Popen(
                [sys.executable, __file__, "--beside"],
                cwd=HOUSE, env=environment, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
            command = [*PYTEST, *MEASURED, f"--ignore={LONG_STORY}"]
            first = subprocess.call(command, cwd=HOUSE, env=environment)
            second = beside.wait()
            log.seek(0)
            sys.stdout.write(f"\nThe year 2020, and the database on PostgreSQL:\n{log.read()}\n")
            sys.stdout.flush()
        return first or second or coverage(environment)


def beside() -> int:
    """Play the long story, then the database's tests on a throw-away PostgreSQL."""
    story = subprocess.call([*PYTEST, "-q", LONG_STORY], cwd=HOUSE)
    cluster = [sys.executable, "tests/support/postgresql.py", *PYTEST, "-q", *ON_BOTH_DATABASES]
    return subprocess.call(cluster, cwd=HOUSE) or story


def coverage(environment: dict[str, str]) -> int:
    """Print the coverage of the first run; return 0 when it is enough."""
    tool = [sys.executable, "-m", "coverage"]
    report = [*tool, "report", f"--fail-under={LEAST_COVERAGE}"]
    pure = [*tool, "report", "--fail-under=100", f"--include={','.join(PURE_ROOMS)}"]
    return subprocess.call(report, cwd=HOUSE, env=environment) or subprocess.call(
        pure, cwd=HOUSE, env=environment
    )


if __name__ == "__main__":
    sys.exit(beside() if sys.argv[1:] == ["--beside"] else main(sys.argv[1:]))
