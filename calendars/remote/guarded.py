"""One guarded request to an address that a person typed: looked up once, checked, bounded in time.

The standard library does it, because the checks must stand between the name's look-up and the
connection, where no client library lets us in. Redirects are the caller's to check anew.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from calendars.remote.outside_address import PORTS
from calendars.remote.port import RemoteError
from calendars.remote.safe_address import connected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from calendars.remote.outside_address import OutsideAddress


@dataclass(frozen=True, slots=True)
class Asking:
    """What is sent, and how: `deadline` is on the monotonic clock and bounds the whole of it.

    `whose` begins the sentences of errors, such as "The calendar".
    """

    deadline: float
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    allow_private: bool = False
    ssl_context: ssl.SSLContext | None = None
    whose: str = "The calendar"


class _Checked(http.client.HTTPConnection):
    """A connection whose socket was opened, and its address checked, before HTTP begins."""

    def __init__(self, host: str, port: int, opened: socket.socket) -> None:
        super().__init__(host, port)
        self.default_port = port if port in PORTS.values() else 0  # named in Host if unusual
        self.sock = opened


@contextmanager
def answered(address: OutsideAddress, asking: Asking) -> Iterator[http.client.HTTPResponse]:
    """Yield the answer, to be read inside the block. Raises RemoteError, also for the block."""
    opened = connected(
        address.host,
        address.port,
        asking.deadline,
        allow_private=asking.allow_private,
        whose=asking.whose,
    )
    # A server that drips bytes outlasts every timeout of a socket; this ends it at the deadline.
    watch = threading.Timer(asking.deadline - time.monotonic(), _cut, [opened])
    watch.daemon = True
    watch.start()
    try:
        if address.scheme == "https":
            context = asking.ssl_context or ssl.create_default_context()
            opened = context.wrap_socket(opened, server_hostname=address.host)
        connection = _Checked(address.host, address.port, opened)
        connection.request(asking.method, address.target, asking.body, asking.headers)
        with closing(connection.getresponse()) as response:
            yield response
        if time.monotonic() >= asking.deadline:
            raise TimeoutError  # cut off, which looks like the end of a body without a length
    except ssl.SSLError as error:
        raise RemoteError(f"{asking.whose}'s server cannot prove who it is (TLS).") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        late = time.monotonic() >= asking.deadline
        raise RemoteError(
            f"{asking.whose} came too slowly." if late else f"{asking.whose}'s server broke off."
        ) from error
    finally:
        watch.cancel()
        opened.close()


def _cut(opened: socket.socket) -> None:
    with suppress(OSError):  # it is over already
        opened.shutdown(socket.SHUT_RDWR)
