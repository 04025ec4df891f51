"""The real command line as a process of its own, on a storage of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import requests

if TYPE_CHECKING:
    from collections.abc import Iterator

HOUSE = Path(__file__).resolve().parents[2]
START_SECONDS = 30
LONGEST_COMMAND_SECONDS = 900
PASSED_ON = ("PATH", "HOME", "LANG", "COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG")


def environment(directory: Path, **more: str) -> dict[str, str]:
    """Return a nearly empty environment whose storage is `directory`, always SQLite."""
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return kept | {"ORCHESTRATOR_STORAGE__DIRECTORY": str(directory)} | more


def orchestrator(
    directory: Path, *arguments: str, more: dict[str, str] | None = None, check: bool = True
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end and return it."""
    return subprocess.run(
        [sys.executable, "-m", "orchestrator", *arguments],
        cwd=HOUSE,
        env=environment(directory, **(more or {})),
        capture_output=True,
        text=True,
        check=check,
        timeout=LONGEST_COMMAND_SECONDS,
    )


def python(directory: Path, script: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a few lines of Python inside the house's settings."""
    settings = {"DJANGO_SETTINGS_MODULE": "orchestrator.settings"}
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=HOUSE,
        env=environment(directory, **settings, **more),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )


def start(directory: Path, *arguments: str, **more: str) -> subprocess.Popen[str]:
    """Start one command and return it while it runs."""
    return subprocess.Popen(
        [sys.executable, "-m", "orchestrator", *arguments],
        cwd=HOUSE,
        env=environment(directory, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


class Served:
    """A running `orchestrator serve --demo`: its address, its process, what it printed first."""

    def __init__(self, directory: Path, **more: str) -> None:
        port, zoom = free_port(), free_port()
        self.directory = directory
        self.url = f"http://127.0.0.1:{port}"
        self.variables = {
            "ORCHESTRATOR_COMPANY__PUBLIC_URL": self.url,
            "ORCHESTRATOR_ZOOM__BASE_URL": f"http://127.0.0.1:{zoom}/v2",
            "ORCHESTRATOR_ZOOM__OAUTH_URL": f"http://127.0.0.1:{zoom}/oauth/token",
        } | more
        self.zoom_url = f"http://127.0.0.1:{zoom}"
        arguments = ("serve", "--demo", "--port", str(port))
        self.started_at = time.monotonic()
        self.process = start(directory, *arguments, **self.variables)
        self.seconds_to_ready = self._wait("/healthz")

    def _wait(self, path: str) -> float:
        while True:
            try:
                if requests.get(self.url + path, timeout=5).status_code == 200:
                    return time.monotonic() - self.started_at
            except requests.ConnectionError:
                waited = time.monotonic() - self.started_at
                if self.process.poll() is not None or waited > START_SECONDS:
                    self.kill()
                    raise AssertionError(self.process.communicate()) from None
                time.sleep(0.02)

    def answers(self) -> bool:
        """Say whether anybody answers at the address."""
        try:
            return requests.get(self.url + "/healthz", timeout=5).ok
        except requests.ConnectionError:
            return False

    def wait_until_ready(self) -> None:
        """Wait until the clock has run everything once."""
        self._wait("/readyz")

    def printed(self) -> str:
        """Return what was printed for the person who started it, up to its last line."""
        assert self.process.stdout
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if line.startswith("Stop with"):
                break
        return "".join(lines)

    def login_link(self) -> str:
        """Return the sign-in address that was printed."""
        found = re.search(r"http\S+/login/\S+", self.printed())
        assert found
        return found.group()

    def stop(self) -> float:
        """Send SIGTERM; return how many seconds it took to leave."""
        since = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
        took = time.monotonic() - since
        self.process.communicate()
        return took

    def kill(self) -> None:
        """Kill the whole group at once, as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate(timeout=30)


@contextmanager
def served(directory: Path, **more: str) -> Iterator[Served]:
    """Serve the demo inside the block."""
    running = Served(directory, **more)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.stop()
