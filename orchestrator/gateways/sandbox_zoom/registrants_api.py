"""The API's registrants: personal links for those who registered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from orchestrator.gateways.sandbox_zoom import (
    instants,
    meeting_settings,
    paging,
    registrants_table,
)
from orchestrator.gateways.sandbox_zoom.exchange import (
    INVALID_FIELD,
    Answer,
    Json,
    ZoomError,
    invalid,
    json_answer,
)

if TYPE_CHECKING:
    from orchestrator.gateways.sandbox_zoom.call import Call
    from orchestrator.gateways.sandbox_zoom.meetings_table import Meeting
    from orchestrator.gateways.sandbox_zoom.registrants_table import Registrant

PAID_PLANS_ONLY = 200
OVER_CAPACITY = 3043
_AT_ONCE = 30
_LONGEST = {"email": 128, "first_name": 64, "last_name": 64}
_STATUS_AFTER = {"approve": "approved", "deny": "denied", "cancel": "cancelled"}
_LISTED = ("approved", "pending", "denied")
_MANUAL = 1


def add_registrant(call: Call, meeting_id: str) -> Answer:
    """Answer `POST /meetings/{id}/registrants` with 201 and a personal join link."""
    meeting = _open_meeting(call, meeting_id)
    person = call.request.fields()
    errors = _complaints(person)
    if errors:
        raise invalid(*errors)
    added = _add(call, meeting, person, approve=bool(person.get("auto_approve")))
    body = _with_link(call, added) | {"id": meeting.id, "topic": meeting.topic, "occurrences": []}
    if meeting.start_time:
        body["start_time"] = instants.zoom_text(meeting.start_time)
    return json_answer(201, body)


def add_registrants(call: Call, meeting_id: str) -> Answer:
    """Answer `POST /meetings/{id}/batch_registrants`: all of at most thirty, or none."""
    meeting = _open_meeting(call, meeting_id)
    fields = call.request.fields()
    people = _people(fields)
    approve = bool(fields.get("auto_approve", True))
    added = [_add(call, meeting, person, approve=approve) for person in people]
    shown = [_with_link(call, one) | {"email": one.email} for one in added]
    return json_answer(200, {"registrants": shown})


def list_registrants(call: Call, meeting_id: str) -> Answer:
    """Answer `GET /meetings/{id}/registrants`: the approved ones unless a status is asked."""
    meeting = _open_meeting(call, meeting_id)
    status = call.request.query.get("status", "approved")
    if status not in _LISTED:
        raise invalid(("status", "Invalid field."))
    found = registrants_table.every(call.db, meeting.id, status)
    envelope = paging.page(call, "registrants", found, lambda one: _shown(call, one))
    return json_answer(200, envelope)


def get_registrant(call: Call, meeting_id: str, registrant_id: str) -> Answer:
    """Answer `GET /meetings/{id}/registrants/{registrant}`."""
    meeting = _open_meeting(call, meeting_id)
    return json_answer(200, _shown(call, _registrant(call, meeting, registrant_id)))


def set_status(call: Call, meeting_id: str) -> Answer:
    """Answer `PUT /meetings/{id}/registrants/status` with 204."""
    meeting = _open_meeting(call, meeting_id)
    fields = call.request.fields()
    status = _STATUS_AFTER.get(str(fields.get("action")))
    if status is None:
        raise invalid(("action", "Invalid field."))
    named = fields.get("registrants")
    if not isinstance(named, list) or not 0 < len(named) <= _AT_ONCE:
        raise invalid(("registrants", "Invalid field."))
    for one in named:
        registrant_id = str(one.get("id")) if isinstance(one, dict) else ""
        registrants_table.set_status(call.db, _registrant(call, meeting, registrant_id), status)
    return Answer(204)


def delete_registrant(call: Call, meeting_id: str, registrant_id: str) -> Answer:
    """Answer `DELETE /meetings/{id}/registrants/{registrant}` with 204."""
    meeting = _open_meeting(call, meeting_id)
    registrants_table.remove(call.db, _registrant(call, meeting, registrant_id))
    return Answer(204)


def _open_meeting(call: Call, meeting_id: str) -> Meeting:
    """Return a meeting that people can register for; raises ZoomError when they cannot."""
    meeting = call.meeting(meeting_id)
    host = call.user(meeting.host_id)
    if not host.licensed:
        raise ZoomError(400, PAID_PLANS_ONLY, f"Only available for Paid users: {host.id}.")
    if not meeting_settings.needs_registration(meeting.settings):
        message = f"Registration has not been enabled for this meeting: {meeting.id}."
        raise ZoomError(404, 404, message)
    return meeting


def _add(call: Call, meeting: Meeting, person: Json, *, approve: bool) -> Registrant:
    approved = registrants_table.every(call.db, meeting.id, "approved")
    known = any(one.email.lower() == person["email"].lower() for one in approved)
    if not known and len(approved) >= call.user(meeting.host_id).capacity:
        raise ZoomError(404, OVER_CAPACITY, "Meeting has reached maximum attendee capacity.")
    call.limits.spend_registrant_add(call.db, meeting.id, person["email"])
    manual = meeting.settings["approval_type"] == _MANUAL and not approve
    return registrants_table.add(call.db, meeting.id, person, "pending" if manual else "approved")


def _registrant(call: Call, meeting: Meeting, registrant_id: str) -> Registrant:
    found = registrants_table.find(call.db, meeting.id, registrant_id)
    if found is None:
        raise ZoomError(400, INVALID_FIELD, f"Registrant {registrant_id} was not found.")
    return found


def _people(fields: Json) -> list[Json]:
    people = fields.get("registrants")
    if not isinstance(people, list) or not 0 < len(people) <= _AT_ONCE:
        raise invalid(("registrants", f"Between 1 and {_AT_ONCE} registrants."))
    for number, person in enumerate(people):
        errors = _complaints(person) if isinstance(person, dict) else [("", "Invalid field.")]
        if errors:
            raise invalid(*((f"registrants[{number}].{name}", text) for name, text in errors))
    return people


def _complaints(person: Json) -> list[tuple[str, str]]:
    wrong = [
        name
        for name, longest in _LONGEST.items()
        if not isinstance(person.get(name, ""), str) or len(person.get(name, "")) > longest
    ]
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", str(person.get("email", ""))):
        wrong.append("email")
    if not person.get("first_name"):
        wrong.append("first_name")
    return [(name, "Invalid field.") for name in dict.fromkeys(wrong)]


def _with_link(call: Call, one: Registrant) -> Json:
    body: Json = {"registrant_id": one.id}
    if one.status == "approved":
        body["join_url"] = call.place.registrant_url(one.meeting_id, one.id)
    return body


def _shown(call: Call, one: Registrant) -> Json:
    shown: Json = {
        "id": one.id,
        "email": one.email,
        "first_name": one.first_name,
        "last_name": one.last_name,
        "status": one.status,
        "create_time": instants.zoom_text(one.created_at),
    }
    if one.status == "approved":
        shown["join_url"] = call.place.registrant_url(one.meeting_id, one.id)
    return shown
