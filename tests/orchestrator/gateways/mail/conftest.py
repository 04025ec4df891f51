from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest


@pytest.fixture
def dripping() -> Iterator[int]:
    """Return the port of a server whose greeting comes one byte at a time and never ends."""
    listening = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def drip() -> None:
        with listening, listening.accept()[0] as connection, suppress(OSError):
            while not over.is_set():
                connection.sendall(b"2")
                time.sleep(0.1)

    thread = threading.Thread(target=drip)
    thread.start()
    yield listening.getsockname()[1]
    over.set()
    thread.join()
