"""The front door: which of API, own API, page or link answers a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestrator.gateways.sandbox_zoom import control, doors, markup, routes
from orchestrator.gateways.sandbox_zoom.exchange import Answer
from orchestrator.gateways.sandbox_zoom.fault import OAUTH_PATH
from orchestrator.gateways.sandbox_zoom.stylesheet import CSS

if TYPE_CHECKING:
    from orchestrator.gateways.sandbox_zoom.board import Board
    from orchestrator.gateways.sandbox_zoom.control import Control
    from orchestrator.gateways.sandbox_zoom.database import Database
    from orchestrator.gateways.sandbox_zoom.exchange import Request
    from orchestrator.gateways.sandbox_zoom.links import Place
    from orchestrator.gateways.sandbox_zoom.service import Service


@dataclass(frozen=True, slots=True)
class Front:
    """Sends each request to who answers it."""

    service: Service
    control: Control
    board: Board
    database: Database
    place: Place

    def answer(self, request: Request) -> Answer:
        """Answer any request."""
        if request.path == OAUTH_PATH or request.path.startswith(f"{routes.PREFIX}/"):
            return self.service.answer(request)
        if request.path.startswith(control.PREFIX):
            return self.control.answer(request)
        if request.method not in ("GET", "HEAD"):
            return markup.page("This page only shows something", "", 405)
        if request.path == "/style.css":
            return Answer(200, CSS.encode(), "text/css; charset=utf-8")
        if request.path == "/":
            return self.board.answer()
        with self.database.read() as db:
            return doors.answer(request, db, self.place)
