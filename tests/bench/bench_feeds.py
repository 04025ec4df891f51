"""A feed of 50 entries, asked for again and again: against a static file, against rendering it.

One server, one connection kept open, the three addresses in turn, the middle of ten rounds. Limits:
the rate of ours at least 0.7 of the file that whitenoise serves, and 20 times rendering at every
request; the same for the server's processor time is shown beside it.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import psutil
import requests

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
import processes

ROUNDS, OURS_EACH, RENDERED_EACH = 10, 400, 10
LEAST_OF_STATIC, LEAST_OF_RENDERED = 0.7, 20.0
ENTRIES = 50
LATER = "Fri, 01 Jan 2100 00:00:00 GMT"  # whitenoise knows dates only
FILL = f"""
import django; django.setup()
from datetime import timedelta
from calendars import clock
from orchestrator.models import Workshop
from orchestrator.services.feeds.rendering import render_public
first = clock.now().replace(microsecond=0)
for number in range({ENTRIES}):
    start = first + timedelta(days=3 * number)
    Workshop.objects.create(title=f"Code of Conduct incident response workshop {{number}}",
        state="published", month=clock.month_of(start.date()), start=start,
        end=start + timedelta(hours=4), timezone="America/Los_Angeles", capacity=14)
import sys; sys.stdout.write(bytes(render_public().body).decode())
"""


@dataclass(slots=True)
class Asked:
    """One address as it is asked for, `each` times a round: what each round took in seconds."""

    label: str
    request: bytes
    each: int
    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Return requests per second on the clock, in the middle round."""
        return self.each / median(self.seconds)

    @property
    def cost_us(self) -> float:
        """Return the server's processor time per request in microseconds."""
        return sum(self.processor) / len(self.processor) / self.each * 1e6


def main() -> int:
    """Print the figures; return 1 when a limit is broken."""
    with tempfile.TemporaryDirectory() as storage:
        directory = Path(storage)
        processes.orchestrator(directory, "migrate")
        files = directory / "files"
        files.mkdir()
        body = processes.python(directory, FILL).stdout
        (files / "static.ics").write_text(body, newline="")
        port = processes.free_port()
        server = serve(directory, files, port)
        try:
            found = measured(server.pid, port, wait_for(port))
        finally:
            server.terminate()
            server.wait(10)
    return shown(found, len(body.encode()))


def serve(directory: Path, files: Path, port: int) -> subprocess.Popen[bytes]:
    """Start granian as `orchestrator serve` does, on the house with its two more addresses."""
    more = {
        "FEED_BENCH_FILES": str(files),
        "DJANGO_SETTINGS_MODULE": "orchestrator.settings",
        "PYTHONPATH": f"{processes.HOUSE}{os.pathsep}{Path(__file__).parent}",
    }
    command = [
        str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--workers", "1",
        "--blocking-threads", "8", "--port", str(port), "--no-log", "feed_house:application",
    ]  # fmt: skip
    return subprocess.Popen(
        command, cwd=processes.HOUSE, env=processes.environment(directory, **more)
    )


def wait_for(port: int) -> dict[str, str]:
    """Return the etags of the three addresses once they answer."""
    paths = ("/static.ics", "/feeds/workshops.ics", "/rendered.ics")
    for _ in range(200):
        try:
            answers = {
                path: requests.get(f"http://127.0.0.1:{port}{path}", timeout=5) for path in paths
            }
        except requests.ConnectionError:
            time.sleep(0.1)
            continue
        assert all(answer.status_code == 200 for answer in answers.values()), answers
        return {path: answer.headers.get("etag", "") for path, answer in answers.items()}
    raise AssertionError("the server did not answer")


def measured(pid: int, port: int, etags: dict[str, str]) -> dict[str, Asked]:
    """Ask for the three addresses in turn, whole and unchanged, and return what it took."""
    asked = {}
    for path, etag in etags.items():
        each = RENDERED_EACH if path == "/rendered.ics" else OURS_EACH
        known = f"If-None-Match: {etag}" if etag else f"If-Modified-Since: {LATER}"
        for status, line in ((200, ""), (304, f"{known}\r\n")):
            text = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{line}\r\n"
            asked[f"{path} {status}"] = Asked(f"{path} {status}", text.encode(), each)
    workers = [*psutil.Process(pid).children(recursive=True), psutil.Process(pid)]
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for turn in range(ROUNDS + 1):
            for one in asked.values():
                ask(one, connection, workers, counted=turn > 0)
    return asked


def ask(
    one: Asked, connection: socket.socket, workers: list[psutil.Process], *, counted: bool
) -> None:
    """Ask `one.each` times over the open connection; a first round only warms up."""
    used, since = processor_seconds(workers), time.perf_counter()
    status = one.label[-3:].encode()
    for _ in range(one.each):
        connection.sendall(one.request)
        answer = read_answer(connection)
        assert answer[9:12] == status, answer[:200]
    if counted:
        one.seconds.append(time.perf_counter() - since)
        one.processor.append(processor_seconds(workers) - used)


def read_answer(connection: socket.socket) -> bytes:
    """Return the head of one answer, its body read too."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += connection.recv(1 << 18)
    head, _, body = got.partition(b"\r\n\r\n")
    length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
    missing = (int(length) if length and head[9:12] != b"304" else 0) - len(body)
    while missing > 0:
        missing -= len(connection.recv(1 << 18))
    return head


def processor_seconds(workers: list[psutil.Process]) -> float:
    """Return the processor time that the server has used so far."""
    return sum(sum(worker.cpu_times()[:2]) for worker in workers)


def shown(found: dict[str, Asked], size: int) -> int:
    """Print the table; return 1 when a limit is broken."""
    print(f"{ENTRIES} entries, {size / 1024:.0f} KiB")
    for one in found.values():
        print(f"{one.label:28} {one.rate:8.0f} a second {one.cost_us:9.0f} µs of processor")
    broken = False
    for status in (200, 304):
        ours = found[f"/feeds/workshops.ics {status}"]
        for name, other, limit in (
            ("the static file", found[f"/static.ics {status}"], LEAST_OF_STATIC),
            ("rendering it", found[f"/rendered.ics {status}"], LEAST_OF_RENDERED),
        ):
            ratios = ours.rate / other.rate, other.cost_us / ours.cost_us
            print(
                f"{status}: ours / {name:16} {ratios[0]:7.2f} x the rate, "
                f"{ratios[1]:7.2f} x for the processor (limit {limit:g})"
            )
            broken |= ratios[0] < limit
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
