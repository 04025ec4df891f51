"""Many who say what they want very slowly, over real sockets: everybody else is served meanwhile."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Event, Thread
from typing import Any

import processes
import pytest
import requests

from orchestrator.web.bodies import PLACES_A_NETWORK, Bodies

HEADS, BODIES = 300, 40


@pytest.fixture
def house(tmp_path: Path) -> Iterator[processes.Served]:
    with processes.served(tmp_path) as running:
        yield running


def said(house: processes.Served, text: str, stack: ExitStack) -> socket.socket:
    port = int(house.url.rpartition(":")[2])
    opened = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
    opened.sendall(text.format(port=port).encode())
    return opened


def seconds_of(house: processes.Served, path: str) -> float:
    since = time.monotonic()
    assert requests.get(house.url + path, timeout=10).status_code == 200
    return time.monotonic() - since


SLOW_BODY = (
    "POST /api/v1/requests/check HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
    "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\na"
)


def test_slow_heads_and_slow_bodies_keep_nobody_else_waiting(house: processes.Served) -> None:
    with ExitStack() as stack:
        heads = [said(house, "GET / HTTP/1.1\r\nHost: x\r\nX-A: ", stack) for _ in range(HEADS)]
        bodies = [said(house, SLOW_BODY, stack) for _ in range(BODIES)]
        for _ in range(5):
            assert seconds_of(house, "/healthz") < 3
            assert seconds_of(house, "/") < 3
            time.sleep(0.2)
        refused = 0
        for one in bodies:
            one.settimeout(0.2)
            try:
                refused += one.recv(100).startswith(b"HTTP/1.1 503")
            except TimeoutError:
                continue
        assert refused == BODIES - PLACES_A_NETWORK
        heads[0].settimeout(15)
        assert heads[0].recv(100) == b""  # let go: it never said what it wants
    answer = requests.post(f"{house.url}/api/v1/requests/check", json={}, timeout=10)
    assert answer.status_code in (200, 422)  # and once they have left, all is as before


class Slow:
    """A body that comes when the test lets it."""

    def __init__(self) -> None:
        self.begun, self.goes_on = Event(), Event()

    def read(self, length: int) -> bytes:
        self.begun.set()
        self.goes_on.wait(10)
        return b"x" * length


def test_of_one_network_some_bodies_are_read_at_once_and_others_are_not_asked_for() -> None:
    statuses: list[str] = []

    def application(environ: dict[str, Any], start: Any) -> list[bytes]:
        start("200 OK", [])
        return [environ["wsgi.input"].read()]

    bodies = Bodies(application)

    def ask(network: str, source: Any, length: str = "3") -> list[bytes]:
        environ = {"CONTENT_LENGTH": length, "REMOTE_ADDR": network, "wsgi.input": source}
        return list(bodies(environ, lambda status, _: statuses.append(status)))

    slow = [Slow() for _ in range(PLACES_A_NETWORK)]
    threads = [Thread(target=ask, args=("192.0.2.1", one)) for one in slow]
    for thread, one in zip(threads, slow, strict=True):
        thread.start()
        assert one.begun.wait(5)
    assert b"busy" in ask("192.0.2.1", Slow())[0]
    quick = Slow()
    quick.goes_on.set()
    assert ask("192.0.2.2", quick) == [b"xxx"]
    for one in slow:
        one.goes_on.set()
    for thread in threads:
        thread.join()
    assert ask("192.0.2.1", quick) == [b"xxx"]
    assert statuses.count("503 Service Unavailable") == 1
    assert not bodies.reading
    for odd in ("", "0", "x", "-1", "9" * 5000):
        quiet = Slow()
        quiet.goes_on.set()
        with pytest.raises(TypeError):
            ask("192.0.2.1", quiet, odd)  # handed on as it is, and read by nobody before
        assert not quiet.begun.is_set()
