"""The API's past meetings: what ran, and who was there."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from orchestrator.gateways.sandbox_zoom import (
    attendance,
    attendance_table,
    instants,
    meetings_table,
    paging,
)
from orchestrator.gateways.sandbox_zoom.call import NO_SUCH_MEETING
from orchestrator.gateways.sandbox_zoom.exchange import (
    Answer,
    Json,
    ZoomError,
    invalid,
    json_answer,
)

if TYPE_CHECKING:
    from orchestrator.gateways.sandbox_zoom.attendance_table import Session, Visit
    from orchestrator.gateways.sandbox_zoom.call import Call

WRONG_STATE = 3000
PAID_PLANS_ONLY = 200


def get_past_meeting(call: Call, name: str) -> Answer:
    """Answer `GET /past_meetings/{id or uuid}` with its last run."""
    return json_answer(200, summary(call, _sessions(call, name)[-1]))


def list_instances(call: Call, name: str) -> Answer:
    """Answer `GET /past_meetings/{id}/instances` with every run that has ended."""
    runs = [
        {"uuid": one.uuid, "start_time": instants.zoom_text(one.started_at)}
        for one in _sessions(call, name)
    ]
    return json_answer(200, {"meetings": runs})


def list_participants(call: Call, name: str) -> Answer:
    """Answer `GET /past_meetings/{id or uuid}/participants`: the visits of its last run."""
    return _participants(call, name, with_registrant=True)


def report_participants(call: Call, name: str) -> Answer:
    """Answer `GET /report/meetings/{id or uuid}/participants`.

    Zoom tells the registrant's id only to those who ask with `include_fields`.
    """
    asked = "registrant_id" in call.request.query.get("include_fields", "")
    return _participants(call, name, with_registrant=asked)


def live_participants(call: Call, _name: str) -> Answer:
    """Answer `GET /metrics/meetings/{id}/participants` as Zoom does for a Pro plan."""
    raise ZoomError(
        400, PAID_PLANS_ONLY, f"Only available for Business plans: {call.request.path}."
    )


def set_meeting_status(call: Call, meeting_id: str) -> Answer:
    """Answer `PUT /meetings/{id}/status`: a running meeting can be ended."""
    meeting = call.meeting(meeting_id)
    if call.request.fields().get("action") != "end":
        raise invalid(("action", "Invalid field."))
    if meeting.status != "started":
        raise ZoomError(400, WRONG_STATE, "Cannot end a meeting that is not in progress.")
    call.events.append(attendance.end(call.db, meeting))
    return Answer(204)


def summary(call: Call, session: Session) -> Json:
    """Return one run as reports and past meetings show it."""
    meeting = meetings_table.find(call.db, session.meeting_id)
    assert meeting is not None  # noqa: S101 -- a foreign key
    host = call.user(meeting.host_id)
    visits = attendance_table.visits(call.db, session.uuid)
    return {
        "uuid": session.uuid,
        "id": meeting.id,
        "host_id": host.id,
        "type": meeting.type,
        "topic": meeting.topic,
        "user_name": f"{host.first_name} {host.last_name}",
        "user_email": host.email,
        "start_time": instants.zoom_text(session.started_at),
        "end_time": instants.zoom_text(session.ended_at or session.started_at),
        "duration": session.minutes,
        "total_minutes": sum(visit.seconds for visit in visits) // 60,
        "participants_count": len(visits),
    }


def _participants(call: Call, name: str, *, with_registrant: bool) -> Answer:
    visits = attendance_table.visits(call.db, _sessions(call, name)[-1].uuid)
    envelope = paging.page(
        call, "participants", visits, lambda one: _shown(one, with_registrant=with_registrant)
    )
    return json_answer(200, envelope)


def _sessions(call: Call, name: str) -> list[Session]:
    """Return the ended runs of an id or uuid; a uuid with a slash comes encoded twice."""
    found = attendance_table.sessions(call.db, unquote(name))
    if not found:
        raise ZoomError(404, NO_SUCH_MEETING, f"Meeting does not exist: {name}.")
    return found


def _shown(visit: Visit, *, with_registrant: bool) -> Json:
    shown: Json = {
        "id": "",
        "user_id": str(visit.user_id),
        "participant_user_id": "",
        "name": visit.name,
        "user_email": visit.email,
        "join_time": instants.zoom_text(visit.joined_at),
        "leave_time": instants.zoom_text(visit.left_at or visit.joined_at),
        "duration": visit.seconds,
        "status": "in_meeting",
        "failover": False,
    }
    return shown | ({"registrant_id": visit.registrant_id} if with_registrant else {})
