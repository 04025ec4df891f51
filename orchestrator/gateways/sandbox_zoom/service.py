"""From request to answer: token, limits, endpoint in its transaction, entry in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.gateways.sandbox_zoom import call_log, pages, routes, tokens
from orchestrator.gateways.sandbox_zoom.call import Call
from orchestrator.gateways.sandbox_zoom.exchange import Answer, Request, ZoomError

if TYPE_CHECKING:
    from orchestrator.gateways.sandbox_zoom.credentials import Credentials
    from orchestrator.gateways.sandbox_zoom.database import Database
    from orchestrator.gateways.sandbox_zoom.limits import Limits
    from orchestrator.gateways.sandbox_zoom.links import Place

OAUTH_PATH = "/oauth/token"


class Service:
    """The whole sandbox without its sockets."""

    def __init__(
        self, database: Database, credentials: Credentials, place: Place, limits: Limits
    ) -> None:
        self._database = database
        self._credentials = credentials
        self._place = place
        self._limits = limits

    def answer(self, request: Request) -> Answer:
        """Return the answer to a request; what it changed is on the disk by then."""
        is_api = request.path == OAUTH_PATH or request.path.startswith(f"{routes.PREFIX}/")
        if not is_api:
            return pages.answer(request, self._database, self._place)
        remarks: list[str] = []
        try:
            given = self._perform(request, remarks)
        except ZoomError as error:
            given = error.answer()
            remarks.append(error.message)
        with self._database.write(durable=False) as db:
            remark = "; ".join(remarks)
            call_log.append(db, request.method, request.path, status=given.status, remark=remark)
        return given

    def _perform(self, request: Request, remarks: list[str]) -> Answer:
        if request.path == OAUTH_PATH:
            return self._issue_token(request)
        with self._database.read() as db:
            tokens.require(db, request)
        route, arguments = routes.match(request.method, request.path)
        self._limits.count_call(route.category)
        transaction = self._database.write if route.writes else self._database.read
        with transaction() as db:
            call = Call(request, db, self._place, self._limits, remarks)
            return route.endpoint(call, *arguments)

    def _issue_token(self, request: Request) -> Answer:
        if request.method != "POST":
            raise ZoomError(405, 405, f"Request method '{request.method}' is not supported.")
        with self._database.write() as db:
            return tokens.issue(db, request, self._credentials, self._place.url)
