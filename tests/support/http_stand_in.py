"""A web server for one test: what it answers is a function of the test's."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass
class Asked:
    """One request as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass
class Reply:
    """What goes back; `stall` waits before it, `drip` is the pause after each byte of the body."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    stall: float = 0
    drip: float = 0
    length: int | None = None


@dataclass
class StandIn:
    """A running stand-in: its address, and what it was asked."""

    url: str
    asked: list[Asked]
    stopping: threading.Event


class _Server(ThreadingHTTPServer):
    """The server behind a stand-in."""

    daemon_threads = True
    block_on_close = False
    answer: Callable[[Asked], Reply]
    asked: list[Asked]
    stopping: threading.Event


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def handle(self) -> None:
        with suppress(ConnectionError):  # whoever asked has left
            super().handle()

    def handle_any(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        came = Asked(self.command, parts.path, query, headers, self.rfile.read(length))
        self.server.asked.append(came)
        self._reply(self.server.answer(came))

    def _reply(self, reply: Reply) -> None:
        self.server.stopping.wait(reply.stall)
        try:
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            length = len(reply.body) if reply.length is None else reply.length
            self.send_header("Content-Length", str(length))
            self.end_headers()
            self._send(reply)
        except OSError:  # whoever asked has left
            self.close_connection = True

    def _send(self, reply: Reply) -> None:
        if not reply.drip:
            self.wfile.write(reply.body)
            self.close_connection = reply.length is not None
            return
        for place in range(len(reply.body)):
            self.wfile.write(reply.body[place : place + 1])
            if self.server.stopping.wait(reply.drip):
                return

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any  # noqa: N815 -- the library's
    do_REPORT = do_PROPFIND = handle_any  # noqa: N815 -- as the library has it

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@contextmanager
def served(
    answer: Callable[[Asked], Reply], tls: ssl.SSLContext | None = None
) -> Iterator[StandIn]:
    """Serve on a free loopback port while the block runs."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.answer, server.asked, server.stopping = answer, [], threading.Event()
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        scheme = "https" if tls else "http"
        yield StandIn(f"{scheme}://127.0.0.1:{server.server_port}", server.asked, server.stopping)
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()
