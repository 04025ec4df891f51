"""The sockets: HTTP/1.1 on loopback, one daemon thread per connection, broken on demand."""

from __future__ import annotations

import contextlib
import selectors
import socket
import socketserver
import struct
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from orchestrator.gateways.sandbox_zoom.exchange import (
    INVALID_FIELD,
    Answer,
    Delivery,
    Request,
    ZoomError,
)

if TYPE_CHECKING:
    from collections.abc import Callable

LARGEST_BODY = 1_000_000
_IDLE_SECONDS = 60
_HEAR_OUT_SECONDS = 0.5
_HEAR_OUT_BYTES = 20_000_000
_LINGER_ZERO = struct.pack("ii", 1, 0)


class WireServer(ThreadingHTTPServer):
    """Listens, and hands each request to `answer`, which is set before it serves."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    answer: Callable[[Request], Answer]

    timeout = 0

    def __init__(self, address: tuple[str, int]) -> None:
        self._wake, self._bell = socket.socketpair()
        self._open: set[socket.socket] = set()
        self._open_lock = Lock()
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        """Bind without asking a name server who we are, which HTTPServer does."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.socket.getsockname()[:2]

    def serve(self) -> None:
        """Serve until `ring`; asleep while nobody calls, unlike `serve_forever`, which polls."""
        with selectors.DefaultSelector() as selector:
            selector.register(self, selectors.EVENT_READ)
            selector.register(self._wake, selectors.EVENT_READ)
            while all(key.fileobj is self for key, _ in selector.select()):
                self.handle_request()

    def ring(self) -> None:
        """Let `serve` return."""
        self._bell.send(b"!")

    def server_close(self) -> None:
        """Close the listening socket and the bell."""
        super().server_close()
        self._wake.close()
        self._bell.close()

    def hang_up(self) -> None:
        """End every connection, so that no thread waits for a caller that stays silent."""
        with self._open_lock:
            for connection in self._open:
                _shut_down(connection)

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 -- socketserver's own signature
        """Remember the connection, then serve it in its thread."""
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 -- socketserver's own signature
        """Forget the connection and close it; one that is to be reset gets no farewell."""
        with self._open_lock:
            self._open.discard(request)
        if request.fileno() >= 0 and _is_for_reset(request):
            self.close_request(request)
        else:
            super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 -- socketserver's own signature
        """Say nothing about callers that hang up; everything else is our fault and is printed."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Reads one request after the other and writes the answers."""

    server: WireServer
    protocol_version = "HTTP/1.1"
    server_version = "SandboxZoom"
    sys_version = ""
    timeout = _IDLE_SECONDS
    disable_nagle_algorithm = True

    def serve(self) -> None:
        """Answer one request of any method."""
        try:
            request = self._request()
        except ZoomError as error:
            self.close_connection = True
            self._deliver(error.answer())
            self._hear_out()
            return
        self._deliver(self.server.answer(request))

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = serve  # noqa: N815 -- http.server's names

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 -- http.server's own signature
        """Stay silent: the call log tells more."""

    def _request(self) -> Request:
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        body = self._body(headers)
        return Request(self.command, parts.path, query, headers, body, self.client_address[0])

    def _body(self, headers: dict[str, str]) -> bytes:
        if "transfer-encoding" in headers:
            raise ZoomError(411, INVALID_FIELD, "Content-Length is required.")
        text = headers.get("content-length", "0")
        if not (text.isascii() and text.isdecimal()):
            raise ZoomError(400, INVALID_FIELD, "Content-Length is not a number.")
        if len(text) > len(str(LARGEST_BODY)) or int(text) > LARGEST_BODY:
            raise ZoomError(413, INVALID_FIELD, "Request body is too large.")
        return self.rfile.read(int(text))

    def _deliver(self, given: Answer) -> None:
        if given.delivery is Delivery.RESET:
            # Lingering for zero seconds makes close() send RST instead of FIN.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_ZERO)
        if given.delivery is not Delivery.WHOLE:
            self.close_connection = True
        if given.delivery in (Delivery.RESET, Delivery.CLOSED):
            return
        body = b"" if self.command == "HEAD" else given.body
        sent = body[: len(body) // 2] if given.delivery is Delivery.TRUNCATED else body
        self.wfile.write(self._head(given) + sent)

    def _hear_out(self) -> None:
        """Read on for a moment: a caller who is still sending could not read the answer else."""
        self.connection.settimeout(_HEAR_OUT_SECONDS)
        heard = 0
        with contextlib.suppress(OSError):
            while heard < _HEAR_OUT_BYTES and (part := self.rfile.read1(65536)):
                heard += len(part)

    def _head(self, given: Answer) -> bytes:
        headers = {"Server": self.version_string(), "X-Content-Type-Options": "nosniff"}
        if given.status != HTTPStatus.NO_CONTENT:
            headers |= {"Content-Type": given.content_type}
            headers |= {"Content-Length": str(len(given.body))}
        headers |= given.headers
        if self.close_connection:
            headers["Connection"] = "close"
        lines = [f"HTTP/1.1 {given.status} {HTTPStatus(given.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _is_for_reset(connection: socket.socket) -> bool:
    option = connection.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, len(_LINGER_ZERO))
    return option == _LINGER_ZERO


def _shut_down(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):  # the caller was faster
        connection.shutdown(socket.SHUT_RDWR)
