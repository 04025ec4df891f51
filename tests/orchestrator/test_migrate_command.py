from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import processes
import pytest

KILLS = 4


def tables_and_notes(directory: Path) -> tuple[int, int]:
    """Return how many tables stand, and how many migrations are noted as done."""
    with sqlite3.connect(directory / "orchestrator.sqlite3") as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]  # fmt: skip
        if "django_migrations" not in tables:
            return len(tables), 0
        return len(tables), database.execute("SELECT count(*) FROM django_migrations").fetchone()[0]


@pytest.mark.timeout(120)
def test_a_kill_while_the_database_is_set_up_leaves_nothing_or_all(tmp_path: Path) -> None:
    found = []
    for kill in range(KILLS):
        running = processes.start(tmp_path, "migrate", "-v0")
        time.sleep(0.7 + 0.35 * kill)
        running.kill()
        running.communicate()
        if (tmp_path / "orchestrator.sqlite3").exists():
            found.append(tables_and_notes(tmp_path))
    processes.orchestrator(tmp_path, "migrate", "-v0")
    whole = tables_and_notes(tmp_path)
    assert set(found) <= {(0, 0), whole}, found  # never a part
    assert found
    processes.orchestrator(tmp_path, "migrate", "--check", "-v0")
