"""The fault laboratory's processes, seen from the test: order one, and hear how it ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

ZYGOTE = Path(__file__).with_name("fault_zygote.py")
Deeds = list[list[Any]]
Report = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Ending:
    """How a process ended: the `signal` that killed it (0: none), and what it told before."""

    signal: int
    steps: list[str] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    error: str = ""


class Zygote:
    """Forks a process for each order; one at a time, so two processes at once take two of these."""

    def __init__(self, directory: Path) -> None:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("COVERAGE")}
        environment["ORCHESTRATOR_STORAGE__DIRECTORY"] = str(directory)
        environment["DJANGO_SETTINGS_MODULE"] = "orchestrator.settings"
        self._process = subprocess.Popen(
            [sys.executable, ZYGOTE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )

    def start(self, order: dict[str, Any]) -> int:
        """Start a process and return its id; `ending` waits for it."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        pid: int = self._hear()["pid"]
        return pid

    def ending(self) -> Ending:
        """Wait until the started process has ended. Raises AssertionError with its traceback."""
        ending = Ending(**self._hear())
        assert not ending.error, ending.error
        return ending

    def close(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

    def _hear(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line, "the zygote is dead"
        heard: dict[str, Any] = json.loads(line)
        return heard

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
