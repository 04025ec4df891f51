"""One file fetched from the web: bounded in size and time, and never from an inner network.

The standard library does it, because the checks must stand between the name's look-up and the
connection, where no client library lets us in.
"""

from __future__ import annotations

import base64
import http.client
import socket
import ssl
import threading
import time
import zlib
from contextlib import closing, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from calendars.remote.port import RemoteError, refusal
from calendars.remote.safe_address import connected

if TYPE_CHECKING:
    from collections.abc import Mapping
    from urllib.parse import SplitResult

LARGEST_BYTES = 10_000_000
CHUNK_BYTES = 65_536
MOST_REDIRECTS = 3
OK, NOT_MODIFIED = 200, 304
REDIRECTS = (301, 302, 303, 307, 308)
PORTS = {"http": 80, "https": 443}
CONDITIONS = {"If-None-Match", "If-Modified-Since"}


@dataclass(frozen=True, slots=True)
class Fetching:
    """How to fetch: `seconds` bound the whole of it, redirects and all."""

    seconds: float = 20
    allow_private: bool = False
    user: str = ""
    password: str = field(default="", repr=False)
    ssl_context: ssl.SSLContext | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: the body (None: not modified since) and the headers that name its version."""

    body: bytes | None
    etag: str
    modified: str


class _Checked(http.client.HTTPConnection):
    """A connection whose socket was opened, and its address checked, before HTTP begins."""

    def __init__(self, host: str, port: int, opened: socket.socket) -> None:
        super().__init__(host, port)
        self.default_port = port if port in PORTS.values() else 0  # named in Host if unusual
        self.sock = opened


def fetch(url: str, how: Fetching, headers: Mapping[str, str]) -> Fetched:
    """Return the file at the address, sent with these further headers. Raises RemoteError."""
    deadline = time.monotonic() + how.seconds
    first = parts = _checked_url(url, "")
    for _ in range(MOST_REDIRECTS + 1):
        sent = {"Accept": "text/calendar, */*;q=0.1", "Accept-Encoding": "gzip", **headers}
        if how.user and (parts.scheme, parts.netloc) == (first.scheme, first.netloc):
            sent["Authorization"] = _basic(how.user, how.password)
        found = _exchange(parts, how, sent, deadline)
        if isinstance(found, Fetched):
            return found
        parts = _checked_url(found, first.scheme, parts.geturl())
    raise RemoteError("The calendar's address leads on and on to other addresses.")


def _checked_url(url: str, came_from: str, base: str = "") -> SplitResult:
    try:
        parts = urlsplit(urljoin(base, url))
        good = bool(parts.scheme in PORTS and parts.hostname and (parts.port or 1) > 0)
    except ValueError:
        good = False
    if not good:
        raise RemoteError("The calendar's address is not one of the web.", permanent=True)
    if came_from == "https" and parts.scheme == "http":
        raise RemoteError("The calendar's address leads from a safe one to an open one.")
    return parts


def _exchange(
    parts: SplitResult, how: Fetching, headers: Mapping[str, str], deadline: float
) -> Fetched | str:
    """Return what came, or where to go on. Raises RemoteError."""
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    opened = connected(host, port, deadline, allow_private=how.allow_private)
    # A server that drips bytes outlasts every timeout of a socket; this ends it at the deadline.
    watch = threading.Timer(deadline - time.monotonic(), _cut, [opened])
    watch.daemon = True
    watch.start()
    try:
        if parts.scheme == "https":
            context = how.ssl_context or ssl.create_default_context()
            opened = context.wrap_socket(opened, server_hostname=host)
        connection = _Checked(host, port, opened)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", path, headers=dict(headers))
        with closing(connection.getresponse()) as response:
            found = _judged(response, conditional=bool(CONDITIONS & set(headers)))
        if time.monotonic() >= deadline:
            raise TimeoutError  # cut off, which looks like the end of a body without a length
        return found  # noqa: TRY300 -- an else would stand far from here
    except ssl.SSLError as error:
        raise RemoteError("The calendar's server cannot prove who it is (TLS).") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        late = time.monotonic() >= deadline
        raise RemoteError(
            "The calendar came too slowly." if late else "The calendar's server broke off."
        ) from error
    finally:
        watch.cancel()
        opened.close()


def _cut(opened: socket.socket) -> None:
    with suppress(OSError):  # it is over already
        opened.shutdown(socket.SHUT_RDWR)


def _judged(response: http.client.HTTPResponse, *, conditional: bool) -> Fetched | str:
    etag, modified = response.getheader("ETag", ""), response.getheader("Last-Modified", "")
    if response.status == NOT_MODIFIED and conditional:
        return Fetched(None, etag, modified)
    if response.status in REDIRECTS:
        return response.getheader("Location", "")
    if response.status != OK:
        raise refusal(response.status, dict(response.headers.items()), "The calendar's server")
    return Fetched(_body(response), etag, modified)


def _body(response: http.client.HTTPResponse) -> bytes:
    """Return the body, unpacked; neither it nor what came may be larger than the limit."""
    packing = response.getheader("Content-Encoding", "identity").strip().lower()
    if packing not in ("identity", "gzip", "x-gzip", ""):
        raise RemoteError("The calendar comes packed in a way that we do not know.")
    unpacker = zlib.decompressobj(wbits=31) if "gzip" in packing else None
    came, body = 0, bytearray()
    while chunk := response.read(CHUNK_BYTES):
        came += len(chunk)
        room = LARGEST_BYTES + 1 - len(body)
        try:
            body += unpacker.decompress(chunk, room) if unpacker else chunk
        except zlib.error as error:
            raise RemoteError("The calendar comes packed, and broken.") from error
        if came > LARGEST_BYTES or len(body) > LARGEST_BYTES:
            raise RemoteError(f"The calendar is larger than {LARGEST_BYTES // 1_000_000} MB.")
    if response.length:
        raise http.client.IncompleteRead(bytes(body), response.length)
    if unpacker and not unpacker.eof:
        raise RemoteError("The calendar comes packed, and broken.")
    return bytes(body)


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
