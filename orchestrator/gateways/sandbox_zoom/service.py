"""From request to answer: faults, token, limits, endpoint in its transaction, entry in the log."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from calendars import clock
from orchestrator.gateways.sandbox_zoom import call_log, fault_answers, late_calls, routes, tokens
from orchestrator.gateways.sandbox_zoom.call import Call
from orchestrator.gateways.sandbox_zoom.exchange import Answer, Request, ZoomError
from orchestrator.gateways.sandbox_zoom.fault import OAUTH_PATH, Fault, Group, Kind, When

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from orchestrator.gateways.sandbox_zoom.credentials import Credentials
    from orchestrator.gateways.sandbox_zoom.database import Database
    from orchestrator.gateways.sandbox_zoom.events import Event
    from orchestrator.gateways.sandbox_zoom.faults import FaultBoard, Veil
    from orchestrator.gateways.sandbox_zoom.late_calls import LateCalls
    from orchestrator.gateways.sandbox_zoom.limits import Limits
    from orchestrator.gateways.sandbox_zoom.links import Place

_FIRST_ERROR = 400


@dataclass(frozen=True, slots=True)
class Parts:
    """What the API stands on; `stopping` is set when the sandbox stops, and ends every stall."""

    database: Database
    credentials: Credentials
    limits: Limits
    faults: FaultBoard
    veil: Veil
    late: LateCalls
    announce: Callable[[Event], None]
    stopping: threading.Event


@dataclass(slots=True)
class _Notes:
    """What one call leaves behind besides its answer."""

    remarks: list[str] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def fault(self, fault: Fault) -> None:
        self.remarks.append(f"fault: {fault.kind} {fault.when} commit")


class Service:
    """Zoom's API and OAuth server without their sockets."""

    def __init__(self, parts: Parts, place: Place) -> None:
        self._parts = parts
        self._place = place

    def answer(self, request: Request) -> Answer:
        """Return the answer to a call; what it changed is on the disk by then."""
        self._parts.late.land_due()
        notes = _Notes()
        given = self._troubled(request, notes)
        with self._parts.database.write(durable=False) as db:
            remark = "; ".join(notes.remarks)
            call_log.append(db, request.method, request.path, status=given.status, remark=remark)
        return given

    def _troubled(self, request: Request, notes: _Notes) -> Answer:
        """Answer a call with the faults that strike it before and after its commit."""
        self._stall(request, When.BEFORE, notes)
        fault = self._parts.faults.take(request, Group.ANSWER, When.BEFORE)
        if fault:
            notes.fault(fault)
            return fault_answers.instead(fault, request, self._place, None)
        given = self._untroubled(request, notes)
        if not 0 < given.status < _FIRST_ERROR:
            return given
        self._stall(request, When.AFTER, notes)
        fault = self._parts.faults.take(request, Group.ANSWER, When.AFTER)
        if fault:
            notes.fault(fault)
            return fault_answers.instead(fault, request, self._place, given)
        return given

    def _stall(self, request: Request, when: When, notes: _Notes) -> None:
        """Keep the caller waiting; raises ConnectionAbortedError when the sandbox stops."""
        fault = self._parts.faults.take(request, Group.STALL, when)
        if fault:
            notes.fault(fault)
            if self._parts.stopping.wait(fault.seconds):
                raise ConnectionAbortedError

    def _untroubled(self, request: Request, notes: _Notes) -> Answer:
        try:
            given = self._performed(request, notes)
        except ZoomError as error:
            notes.remarks.append(str(error))
            return error.answer()
        for event in notes.events:
            self._parts.announce(event)
        return given

    def _performed(self, request: Request, notes: _Notes) -> Answer:
        parts = self._parts
        if request.path == OAUTH_PATH:
            return self._issue_token(request)
        with parts.database.read() as db:
            tokens.require(db, request)
        route, arguments = routes.match(request.method, request.path)
        parts.limits.count_call(route.category)
        fault = parts.faults.take(request, Group.COMMIT)
        transaction = parts.database.write if route.writes else parts.database.read
        try:
            with transaction() as db:
                call = Call(
                    request, db, self._place, parts.limits, notes.remarks, notes.events, parts.veil
                )
                if fault is None:
                    return route.endpoint(call, *arguments)
                notes.fault(fault)
                return self._bent(fault, call, lambda bent: route.endpoint(bent, *arguments))
        except ZoomError:
            if fault:
                parts.faults.give_back(fault)
            raise

    def _bent(self, fault: Fault, call: Call, perform: Callable[[Call], Answer]) -> Answer:
        """Perform a call as a fault of the commit wants it."""
        if fault.kind is Kind.LANDS_LATE:
            late_calls.keep(call.db, call.request, fault.seconds)
            return fault_answers.lost()
        if fault.kind is Kind.DROPPED_SETTINGS:
            return perform(replace(call, request=_without(call.request, fault.settings)))
        given = perform(call)
        if fault.kind is Kind.DUPLICATE:
            perform(call)
        if fault.kind is Kind.LIST_LAG:
            made = [one.content["id"] for one in call.events if one.name == "meeting.created"]
            until = clock.now() + timedelta(seconds=fault.seconds)
            self._parts.veil.hide(made, until=until, lists=fault.lists)
        return given

    def _issue_token(self, request: Request) -> Answer:
        if request.method != "POST":
            raise ZoomError(405, 405, f"Request method '{request.method}' is not supported.")
        with self._parts.database.write() as db:
            return tokens.issue(db, request, self._parts.credentials, self._place.url)


def _without(request: Request, names: tuple[str, ...]) -> Request:
    """Return the request without some of its settings, as Zoom drops them without a word."""
    fields = request.fields()
    settings = fields.get("settings")
    if isinstance(settings, dict):
        fields["settings"] = {key: settings[key] for key in settings if key not in names}
    return replace(request, body=json.dumps(fields).encode())
