"""The sandbox's own API and the target of its forms: faults, changes by hand, people, webhooks.

JSON in, JSON out; a form is answered with the way back to the page. For callers on this machine
only, and for no page of another site.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from orchestrator.gateways.sandbox_zoom import instants
from orchestrator.gateways.sandbox_zoom.exchange import (
    Answer,
    Json,
    Request,
    ZoomError,
    json_answer,
)
from orchestrator.gateways.sandbox_zoom.webhooks import is_loopback

if TYPE_CHECKING:
    from collections.abc import Callable

    from orchestrator.gateways.sandbox_zoom.attendance import Attendance
    from orchestrator.gateways.sandbox_zoom.fault import Fault
    from orchestrator.gateways.sandbox_zoom.faults import FaultBoard
    from orchestrator.gateways.sandbox_zoom.limits import Limits
    from orchestrator.gateways.sandbox_zoom.meetings_table import Meeting
    from orchestrator.gateways.sandbox_zoom.store import Store
    from orchestrator.gateways.sandbox_zoom.webhooks import Webhooks

PREFIX = "/sandbox/"
_FORM = "application/x-www-form-urlencoded"
_NUMBERS = {"times", "lists", "code"}
_SWITCHES = {"paused", "ids_as_text", "timestamp_in_ms"}
_MAY_BE_EMPTY = {"target", "room"}
_LIMITS = {"per_second", "meetings_per_day", "adds_per_registrant_per_day"}


@dataclass(frozen=True, slots=True)
class Control:
    """Lets a person or a test in another process do what the sandbox's objects can do."""

    store: Store
    attendance: Attendance
    faults: FaultBoard
    webhooks: Webhooks
    limits: Limits

    def answer(self, request: Request) -> Answer:
        """Answer a request under /sandbox/: 403 for strangers, 400 and 404 with the reason."""
        if not _is_from_here(request):
            return json_answer(403, {"message": "Only for this machine and this page."})
        is_form = request.headers.get("content-type", "").startswith(_FORM)
        try:
            fields = _form_fields(request) if is_form else request.fields()
            result = self._perform(request.method, request.path, fields)
        except ZoomError as error:
            return error.answer()
        except LookupError as error:
            return json_answer(404, {"message": str(error)})
        except (ValueError, TypeError) as error:
            return json_answer(400, {"message": str(error)})
        if is_form:
            return Answer(303, headers={"Location": "/"})
        return json_answer(200, result)

    def _perform(self, method: str, path: str, fields: Json) -> object:
        for wanted, pattern, action in _ACTIONS:
            found = re.fullmatch(PREFIX + pattern, path)
            if found and method == wanted:
                return action(self, fields, *(int(part) for part in found.groups()))
        raise LookupError(f"no {method} {path}")

    def list_faults(self, _: Json) -> object:
        """Return the faults on the board."""
        return [_fault_shown(fault) for fault in self.faults.listed()]

    def add_fault(self, fields: Json) -> object:
        """Set a fault from the arguments of `FaultBoard.add`."""
        if isinstance(fields.get("settings"), list):
            fields["settings"] = tuple(fields["settings"])
        return _fault_shown(self.faults.add(**fields))

    def clear_faults(self, _: Json) -> object:
        """Take every fault off the board."""
        self.faults.clear()
        return {}

    def remove_fault(self, _: Json, number: int) -> object:
        """Take one fault off the board."""
        self.faults.remove(number)
        return {}

    def list_meetings(self, _: Json) -> object:
        """Return all meetings, deleted ones included."""
        return [_meeting_shown(meeting) for meeting in self.store.meetings()]

    def edit_meeting(self, fields: Json, meeting_id: int) -> object:
        """Change a meeting by hand."""
        return _meeting_shown(self.store.edit_meeting(meeting_id, **fields))

    def delete_meeting(self, _: Json, meeting_id: int) -> object:
        """Delete a meeting by hand."""
        return _meeting_shown(self.store.delete_meeting(meeting_id))

    def start_meeting(self, _: Json, meeting_id: int) -> object:
        """Start a meeting as its host."""
        self.attendance.start_meeting(meeting_id)
        return {}

    def end_meeting(self, _: Json, meeting_id: int) -> object:
        """End a running meeting."""
        self.attendance.end_meeting(meeting_id)
        return {}

    def join(self, fields: Json, meeting_id: int) -> object:
        """Let somebody join: name, and perhaps email and registrant_id."""
        texts = {name: str(value) for name, value in fields.items()}
        visit = self.attendance.join(meeting_id, **texts)
        return {"user_id": visit.user_id, "participant_uuid": visit.uuid}

    def leave(self, _: Json, user_id: int) -> object:
        """Let a participant leave."""
        self.attendance.leave(self.attendance.visit(user_id).uuid)
        return {}

    def enter_room(self, fields: Json, user_id: int) -> object:
        """Move a participant into a breakout room, or with an empty name out of it."""
        visit = self.attendance.visit(user_id)
        self.attendance.enter_room(visit.uuid, str(fields.get("room", "")))
        return {}

    def list_calls(self, _: Json) -> object:
        """Return the call log, the newest last."""
        return [
            {
                "at": instants.stored(call.at),
                "method": call.method,
                "path": call.path,
                "status": call.status,
                "remark": call.remark,
            }
            for call in self.store.calls()
        ]

    def set_limits(self, fields: Json) -> object:
        """Set limits by name; null switches one off."""
        for name, value in fields.items():
            if name not in _LIMITS:
                raise LookupError(f"no limit {name}")
            setattr(self.limits, name, value)
        return {name: getattr(self.limits, name) for name in sorted(_LIMITS)}

    def show_webhooks(self, _: Json) -> object:
        """Return target, switches and deliveries."""
        hooks = self.webhooks
        deliveries = [
            {"number": one.number, "event": one.event, "statuses": one.statuses}
            for one in hooks.deliveries
        ]
        switches = {name: getattr(hooks, name) for name in sorted(_SWITCHES)}
        return {"target": hooks.target, "deliveries": deliveries} | switches

    def set_webhooks(self, fields: Json) -> object:
        """Set target and switches; a form names only the switches that are on."""
        for name in fields:
            if name not in _SWITCHES | {"target"}:
                raise LookupError(f"no setting {name}")
            setattr(self.webhooks, name, fields[name])
        return self.show_webhooks({})

    def send_webhooks(self, fields: Json) -> object:
        """Send deliveries by number, in the order given, as often as given."""
        self.webhooks.send(*fields["numbers"])
        return {}

    def validate_webhooks(self, _: Json) -> object:
        """Send endpoint.url_validation and tell whether the answer was right."""
        return {"valid": self.webhooks.validate()}


_Action = tuple[str, str, "Callable[..., object]"]
_ACTIONS: list[_Action] = [
    ("GET", "faults", Control.list_faults),
    ("POST", "faults", Control.add_fault),
    ("DELETE", "faults", Control.clear_faults),
    ("POST", "faults/clear", Control.clear_faults),
    ("DELETE", r"faults/(\d{1,9})", Control.remove_fault),
    ("POST", r"faults/(\d{1,9})/remove", Control.remove_fault),
    ("GET", "meetings", Control.list_meetings),
    ("POST", r"meetings/(\d{1,18})/edit", Control.edit_meeting),
    ("POST", r"meetings/(\d{1,18})/delete", Control.delete_meeting),
    ("POST", r"meetings/(\d{1,18})/start", Control.start_meeting),
    ("POST", r"meetings/(\d{1,18})/end", Control.end_meeting),
    ("POST", r"meetings/(\d{1,18})/join", Control.join),
    ("POST", r"participants/(\d{1,9})/leave", Control.leave),
    ("POST", r"participants/(\d{1,9})/room", Control.enter_room),
    ("GET", "calls", Control.list_calls),
    ("POST", "limits", Control.set_limits),
    ("GET", "webhooks", Control.show_webhooks),
    ("POST", "webhooks", Control.set_webhooks),
    ("POST", "webhooks/send", Control.send_webhooks),
    ("POST", "webhooks/validate", Control.validate_webhooks),
]


def _is_from_here(request: Request) -> bool:
    """Tell whether a call comes from this machine, and not through a foreign page."""
    host = request.headers.get("host", "")
    origin = request.headers.get("origin", f"http://{host}")
    return (
        is_loopback(request.client)
        and is_loopback(urlsplit(f"//{host}").hostname or "")
        and origin == f"http://{host}"
    )


def _form_fields(request: Request) -> Json:
    """Return a form's fields with the types that JSON would have; empty ones are left out."""
    pairs = parse_qsl(request.body.decode(errors="replace"), keep_blank_values=True)
    return {
        name: _form_value(name, value) for name, value in pairs if value or name in _MAY_BE_EMPTY
    }


def _form_value(name: str, value: str) -> Any:  # noqa: ANN401 -- as many types as JSON has
    if name in _NUMBERS or name == "duration":
        return None if value == "for ever" else int(value)
    if name == "seconds":
        return float(value)
    if name == "numbers":
        return [int(part) for part in value.replace(",", " ").split()]
    if name in _SWITCHES:
        return value == "on"
    if name == "start_time" and not value.endswith("Z"):
        return f"{value}Z" if value.count(":") > 1 else f"{value}:00Z"
    return value


def _fault_shown(fault: Fault) -> Json:
    return {
        "number": fault.number,
        "kind": fault.kind,
        "method": fault.method,
        "path": fault.path,
        "when": fault.when,
        "left": fault.left,
        "seconds": fault.seconds,
        "lists": fault.lists,
    }


def _meeting_shown(meeting: Meeting) -> Json:
    return {
        "id": meeting.id,
        "uuid": meeting.uuid,
        "host_id": meeting.host_id,
        "topic": meeting.topic,
        "start_time": instants.zoom_text(meeting.start_time) if meeting.start_time else None,
        "duration": meeting.duration,
        "timezone": meeting.timezone,
        "agenda": meeting.agenda,
        "tag": meeting.tag,
        "status": meeting.status,
        "settings": meeting.settings,
        "deleted_at": instants.zoom_text(meeting.deleted_at) if meeting.deleted_at else None,
    }
