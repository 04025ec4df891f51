"""Bodies are read before Django sees the request, few at a time: slowness keeps nobody waiting.

A thread of the server that waits for a body serves nobody, and no read can be broken off (granian
stops altogether when an answer is given while another thread still reads). So only some threads may
read at the same moment, and fewer for one network; the next wait a second for a place, and one
thread is always left for pages.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from contextlib import contextmanager
from threading import Condition
from typing import TYPE_CHECKING, Any

from orchestrator.web.peers import network_behind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

THREADS = 12  # of the server; a body that is there takes no time
PLACES, PLACES_A_NETWORK = 6, 4
INSIDE = THREADS - 1  # reading and waiting together: one thread is for pages
WAIT_SECONDS = 1.0
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
        self.places, self.reading, self.waiting = Condition(), Counter[str](), 0

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        length = _length(environ)
        if not 0 < length <= MOST_BYTES:
            return self.application(environ, start)
        with self._place(network_behind(environ)) as has_place:
            if has_place:
                environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(length))
        if has_place:
            return self.application(environ, start)
        headers = [("Content-Type", "application/json"), ("Retry-After", "1")]
        start("503 Service Unavailable", [*headers, ("Connection", "close")])
        return [json.dumps(BUSY).encode()]

    @contextmanager
    def _place(self, network: str) -> Iterator[bool]:
        """Take a place for reading, or wait for one a second, unless too many wait already."""
        with self.places:
            has_place = self._is_free(network) or self._waits_for(network)
            self.reading[network] += has_place
        try:
            yield has_place
        finally:
            with self.places:
                self.reading[network] -= has_place
                if not self.reading[network]:
                    del self.reading[network]
                self.places.notify_all()

    def _is_free(self, network: str) -> bool:
        return self.reading.total() < PLACES and self.reading[network] < PLACES_A_NETWORK

    def _waits_for(self, network: str) -> bool:
        if self.reading.total() + self.waiting >= INSIDE:
            return False
        self.waiting += 1
        try:
            return self.places.wait_for(lambda: self._is_free(network), WAIT_SECONDS)
        finally:
            self.waiting -= 1


def _length(environ: dict[str, Any]) -> int:
    """Return what the body says of its length, 0 for nothing that is a number."""
    said = str(environ.get("CONTENT_LENGTH") or "0")
    return int(said[:MOST_DIGITS]) if said.isascii() and said.isdigit() else 0
