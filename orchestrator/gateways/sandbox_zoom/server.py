"""The sandbox as one object: start it, stop it, look into it, trouble it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Self

from orchestrator.gateways.sandbox_zoom.attendance import Attendance
from orchestrator.gateways.sandbox_zoom.board import Board
from orchestrator.gateways.sandbox_zoom.control import Control
from orchestrator.gateways.sandbox_zoom.credentials import DEMO_CREDENTIALS, Credentials
from orchestrator.gateways.sandbox_zoom.database import Database
from orchestrator.gateways.sandbox_zoom.faults import FaultBoard, Veil
from orchestrator.gateways.sandbox_zoom.front import Front
from orchestrator.gateways.sandbox_zoom.late_calls import LateCalls
from orchestrator.gateways.sandbox_zoom.limits import Limits
from orchestrator.gateways.sandbox_zoom.links import Place
from orchestrator.gateways.sandbox_zoom.service import Parts, Service
from orchestrator.gateways.sandbox_zoom.store import Store
from orchestrator.gateways.sandbox_zoom.webhooks import Webhooks
from orchestrator.gateways.sandbox_zoom.wire import WireServer

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["DEMO_CREDENTIALS", "Credentials", "SandboxZoom"]


class SandboxZoom:
    """A Zoom on loopback whose state lives in `directory`; port 0 takes any free one.

    REST at `url + "/v2"`, OAuth at `url + "/oauth/token"`, a page at `url + "/"`. Stopped and
    started again it keeps its port; `store` works whether it runs or not. Meetings, tokens, the
    day's budget, the call log and late landings are on disk; faults, the veil of lagging lists
    and webhooks live in memory.
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
        self.faults = FaultBoard()
        self.webhooks = Webhooks(credentials)
        self._database = Database(directory)
        self._veil = Veil()
        self._late = LateCalls(self._database, self.limits, self.webhooks.announce)
        self.store = Store(self._database, self._late)
        self._database.close()
        self.attendance = Attendance(self._database, self.webhooks.announce)
        self._stopping = threading.Event()
        self._address = (host, port)
        self._server: WireServer | None = None
        self._thread: threading.Thread | None = None

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
        self._server = WireServer(self._address)
        self._address = (self._address[0], self._server.server_port)
        self._server.answer = self._front().answer
        self._stopping.clear()
        self._database.keep_connections()
        self.webhooks.start()
        self._thread = threading.Thread(target=self._server.serve, name="sandbox-zoom", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop listening, end every connection and stall; what was answered is on the disk."""
        server, thread = self._server, self._thread
        self._server = self._thread = None
        if server is None or thread is None:
            return
        self._stopping.set()
        server.ring()
        thread.join()
        server.hang_up()
        server.server_close()
        self.webhooks.stop()
        self._database.close()

    def _front(self) -> Front:
        place = Place(self.url, self.credentials.client_secret)
        parts = Parts(
            self._database,
            self.credentials,
            self.limits,
            self.faults,
            self._veil,
            self._late,
            self.webhooks.announce,
            self._stopping,
        )
        doers = (self.store, self.attendance, self.faults, self.webhooks)
        return Front(
            Service(parts, place),
            Control(*doers, self.limits),
            Board(*doers),
            self._database,
            place,
        )

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
