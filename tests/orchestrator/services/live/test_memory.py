"""The pairing engine is loaded when it is needed: most processes only read a plan."""

from __future__ import annotations

from pathlib import Path

import processes

LOADED = """
import django, sys
django.setup()
import orchestrator.web.urls, jobs.timetable
print(sorted(name for name in sys.modules if name.startswith("orchestrator.rules.pairing.")))
"""


def test_serving_pages_loads_no_pairing_engine(tmp_path: Path) -> None:
    found = processes.python(tmp_path, LOADED).stdout.strip()
    assert found == str(["orchestrator.rules.pairing.instance", "orchestrator.rules.pairing.plan"])
