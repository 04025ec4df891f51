"""A real Radicale in a child process on loopback, with one user and one calendar."""

from __future__ import annotations

import base64
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

CONFIGURATION = """
[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_filename = {directory}/users
htpasswd_encryption = plain
delay = 0
[storage]
filesystem_folder = {directory}/collections
[logging]
level = error
"""
MAKE = b"""<?xml version="1.0"?><C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
<D:set><D:prop><D:displayname>Host</D:displayname></D:prop></D:set></C:mkcalendar>"""


@dataclass(frozen=True)
class Radicale:
    """A running server; `url` is a fresh calendar of `user`."""

    url: str
    user: str = "host"
    password: str = "correct horse"

    def ask(self, method: str, path: str = "", body: bytes = b"", **headers: str) -> bytes:
        """Send a request below the calendar, as another program of the user would."""
        token = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"Authorization": f"Basic {token}", "Content-Type": "text/calendar", **named}
        request = Request(self.url + path, data=body or None, method=method, headers=sent)
        with urlopen(request, timeout=10) as answer:
            return bytes(answer.read())


@contextmanager
def running(directory: Path) -> Iterator[str]:
    """Run the server while the block runs; give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (directory / "users").write_text("host:correct horse\n", encoding="utf-8")
    configuration = directory / "radicale.ini"
    configuration.write_text(CONFIGURATION.format(port=port, directory=directory), encoding="utf-8")
    process = subprocess.Popen([sys.executable, "-m", "radicale", "--config", configuration])
    try:
        url = f"http://127.0.0.1:{port}/"
        _wait_for(url)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def new_calendar(server: str, name: str) -> Radicale:
    """Make a calendar of that name, and return the way to it."""
    found = Radicale(f"{server}host/{name}/")
    found.ask("MKCALENDAR", body=MAKE)
    return found


def _wait_for(url: str) -> None:
    for _ in range(200):
        try:
            urlopen(url, timeout=1).close()
        except HTTPError as error:
            error.close()
            return
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("Radicale did not start")
