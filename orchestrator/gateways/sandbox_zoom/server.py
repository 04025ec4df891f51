"""The sandbox as one object: start it, stop it, look into it, trouble it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Self

from orchestrator.gateways.sandbox_zoom.attendance import Attendance
from orchestrator.gateways.sandbox_zoom.credentials import DEMO_CREDENTIALS, Credentials
from orchestrator.gateways.sandbox_zoom.database import Database
from orchestrator.gateways.sandbox_zoom.limits import Limits
from orchestrator.gateways.sandbox_zoom.links import Place
from orchestrator.gateways.sandbox_zoom.service import Service
from orchestrator.gateways.sandbox_zoom.store import Store
from orchestrator.gateways.sandbox_zoom.wire import WireServer

if TYPE_CHECKING:
    from pathlib import Path

    from orchestrator.gateways.sandbox_zoom.events import Event

__all__ = ["DEMO_CREDENTIALS", "Credentials", "SandboxZoom"]

_POLL_SECONDS = 0.03


class SandboxZoom:
    """A Zoom on loopback whose state lives in `directory`; port 0 takes any free one.

    REST at `url + "/v2"`, OAuth at `url + "/oauth/token"`, a page at `url + "/"`. Stopped and
    started again it keeps its port; `store` works whether it runs or not.
    """

    def __init__(
        self,
        directory: Path,
        port: int = 0,
        *,
        credentials: Credentials = DEMO_CREDENTIALS,
        host: str = "127.0.0.1",
    ) -> None:
        self.credentials = credentials
        self.limits = Limits()
        self._database = Database(directory)
        self.store = Store(self._database, self._announce)
        self.attendance = Attendance(self._database, self._announce)
        self._address = (host, port)
        self._server: WireServer | None = None
        self._thread: threading.Thread | None = None

    def _announce(self, event: Event) -> None:
        del event

    @property
    def url(self) -> str:
        """The address callers use, without a slash at the end; raises RuntimeError before start."""
        host, port = self._address
        if not port:
            raise RuntimeError("the sandbox has no address before it is started")
        return f"http://{host}:{port}"

    def start(self) -> None:
        """Listen, and answer in a thread of its own; raises OSError when the port is taken."""
        if self._server is not None:
            return
        server = WireServer(self._address)
        self._address = (self._address[0], server.server_port)
        place = Place(self.url, self.credentials.client_secret)
        server.answer = Service(self._database, self.credentials, place, self.limits).answer
        self._database.keep_connections()
        self._server = server
        self._thread = threading.Thread(
            target=server.serve_forever, args=[_POLL_SECONDS], name="sandbox-zoom", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop listening, end every connection; what was answered is on the disk."""
        server, thread = self._server, self._thread
        self._server = self._thread = None
        if server is None or thread is None:
            return
        server.shutdown()
        thread.join()
        server.hang_up()
        server.server_close()
        self._database.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
