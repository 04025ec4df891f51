"""Bodies are read before Django sees the request, few at a time: slowness keeps nobody waiting.

A thread of the server that waits for a body serves nobody, and no read can be broken off (granian
stops altogether when an answer is given while another thread still reads). So only some threads may
read at the same moment, and fewer for one network; the others go on serving pages.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

PLACES, PLACES_A_NETWORK = 5, 3  # of the server's eight threads; a body that is there takes no time
MOST_BYTES = 6_000_000  # more is refused by what it says, unread
MOST_DIGITS = 12
BUSY = {
    "code": "busy",
    "message": "Too much is being sent to us at this moment. Please try again.",
    "allowed": "trying again in a second",
}


class Bodies:
    """The application behind it gets whole bodies, or is not asked at all."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application
        self.lock, self.reading = Lock(), Counter[str]()

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        length = _length(environ)
        if not 0 < length <= MOST_BYTES:
            return self.application(environ, start)
        with self._place(str(environ.get("REMOTE_ADDR", ""))) as has_place:
            if has_place:
                environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(length))
        if has_place:
            return self.application(environ, start)
        headers = [("Content-Type", "application/json"), ("Retry-After", "1")]
        start("503 Service Unavailable", [*headers, ("Connection", "close")])
        return [json.dumps(BUSY).encode()]

    @contextmanager
    def _place(self, network: str) -> Iterator[bool]:
        """Take a place for reading, unless too many read or this network has its share."""
        with self.lock:
            mine = self.reading[network]
            free = self.reading.total() < PLACES and mine < PLACES_A_NETWORK
            self.reading[network] += free
        try:
            yield free
        finally:
            with self.lock:
                self.reading[network] -= free
                if not self.reading[network]:
                    del self.reading[network]


def _length(environ: dict[str, Any]) -> int:
    """Return what the body says of its length, 0 for nothing that is a number."""
    said = str(environ.get("CONTENT_LENGTH") or "0")
    return int(said[:MOST_DIGITS]) if said.isascii() and said.isdigit() else 0
