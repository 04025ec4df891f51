"""The web application in several processes of its own, on the database of the running test."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import processes
import requests
import wide_doors
from django.conf import settings
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PROCESSES, THREADS = 3, 8
SUPPORT = Path(__file__).parent
START_SECONDS = 30


@contextmanager
def web_nodes(
    directory: Path, *, locked: bool = True, more: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Serve the application from three processes; yield its address.

    Without `locked` the very same code runs without its transaction and lock: the proof that a
    test of them can fail. `more` stands in their environment.
    """
    port = processes.free_port()
    process = subprocess.Popen(
        [sys.executable, __file__, str(port)],
        cwd=processes.HOUSE,
        env=_environment(directory)
        | ({} if locked else {"WITHOUT_LOCK": "yes"})
        | dict(more or {}),
        start_new_session=True,
    )
    try:
        yield _when_ready(f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)


def _environment(directory: Path) -> dict[str, str]:
    """Return settings that lead to the test's own database."""
    name = str(connection.settings_dict["NAME"])
    more = {
        "ORCHESTRATOR_SECRET_KEY": settings.SECRET_KEY,
        "DJANGO_SETTINGS_MODULE": "orchestrator.settings",
        "PYTHONPATH": str(SUPPORT),
    }
    url = settings.COMPANY.storage.database_url
    if url:
        more["ORCHESTRATOR_STORAGE__DATABASE_URL"] = urlunsplit(
            urlsplit(url)._replace(path=f"/{name}")
        )
    else:
        (directory / "orchestrator.sqlite3").symlink_to(name)
    return processes.environment(directory, **more, **wide_doors.ENVIRONMENT)


def _when_ready(url: str, process: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            requests.get(f"{url}/healthz", timeout=5).raise_for_status()
        except requests.RequestException:
            assert process.poll() is None, "the nodes ended"
            assert time.monotonic() < deadline, "the nodes do not answer"
            time.sleep(0.05)
        else:
            return url


def main(port: str) -> None:
    """Serve until a signal comes."""
    from granian.constants import Interfaces  # noqa: PLC0415 -- the process of the nodes only
    from granian.server.mp import MPServer  # noqa: PLC0415 -- the same

    MPServer(
        "web_nodes_slow:application",
        address="127.0.0.1",
        port=int(port),
        interface=Interfaces.WSGI,
        workers=PROCESSES,
        blocking_threads=THREADS,
        log_enabled=False,
    ).serve()


if __name__ == "__main__":
    main(*sys.argv[1:])
