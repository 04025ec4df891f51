"""One file fetched from the web: bounded in size and time, and never from an inner network."""

from __future__ import annotations

import base64
import http.client
import time
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from calendars.remote.guarded import Asking, answered
from calendars.remote.outside_address import AddressRefused, OutsideAddress, read_address
from calendars.remote.port import RemoteError, refusal

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping

LARGEST_BYTES = 10_000_000
CHUNK_BYTES = 65_536
MOST_REDIRECTS = 3
OK, NOT_MODIFIED = 200, 304
REDIRECTS = (301, 302, 303, 307, 308)
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


def fetch(url: str, how: Fetching, headers: Mapping[str, str]) -> Fetched:
    """Return the file at the address, sent with these further headers. Raises RemoteError."""
    deadline = time.monotonic() + how.seconds
    first = address = _checked(url, how)
    for _ in range(MOST_REDIRECTS + 1):
        sent = {"Accept": "text/calendar, */*;q=0.1", "Accept-Encoding": "gzip", **headers}
        if how.user and address.origin == first.origin:
            sent["Authorization"] = _basic(how.user, how.password)
        asking = Asking(
            deadline,
            headers=sent,
            allow_private=how.allow_private,
            ssl_context=how.ssl_context,
        )
        with answered(address, asking) as response:
            found = _judged(response, conditional=bool(CONDITIONS & set(headers)))
        if isinstance(found, Fetched):
            return found
        url = _joined(url, found)
        address = _checked(url, how)
        if first.scheme == "https" != address.scheme:
            raise RemoteError("The calendar's address leads from a safe one to an open one.")
    raise RemoteError("The calendar's address leads on and on to other addresses.")


def _joined(base: str, target: str) -> str:
    try:
        return urljoin(base, target)
    except ValueError:
        return target  # refused where it is read


def _checked(url: str, how: Fetching) -> OutsideAddress:
    try:
        return read_address(url, allow_private=how.allow_private)
    except AddressRefused as refused:
        text = f"The calendar's address cannot be called: {refused}."
        raise RemoteError(text, permanent=True) from None


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
