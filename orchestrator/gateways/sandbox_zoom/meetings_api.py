"""The API's meetings: create, get, list, update, delete."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from calendars import clock
from orchestrator.gateways.sandbox_zoom import (
    events,
    meeting_answers,
    meeting_body,
    meeting_settings,
    meetings_table,
    paging,
)
from orchestrator.gateways.sandbox_zoom.exchange import Answer, invalid, json_answer

if TYPE_CHECKING:
    from orchestrator.gateways.sandbox_zoom.call import Call
    from orchestrator.gateways.sandbox_zoom.meeting_body import Checked
    from orchestrator.gateways.sandbox_zoom.meetings_table import Meeting
    from orchestrator.gateways.sandbox_zoom.users_table import User

_LIST_TYPES = ("scheduled", "live", "upcoming", "upcoming_meetings", "previous_meetings")


def create_meeting(call: Call, host_name: str) -> Answer:
    """Answer `POST /users/{user}/meetings` with 201 and the meeting."""
    host = call.user(host_name)
    checked = meeting_body.check(call.request.fields(), zone=host.timezone)
    call.remark_unknown(checked.unknown)
    call.limits.spend_meeting_call(call.db, host.id)
    meeting = meetings_table.insert(call.db, _new(host, checked))
    call.events.append(events.meeting_event("created", meeting))
    return json_answer(201, meeting_answers.full(meeting, host, call.place))


def get_meeting(call: Call, meeting_id: str) -> Answer:
    """Answer `GET /meetings/{id}`."""
    meeting = call.meeting(meeting_id)
    host = call.user(meeting.host_id)
    return json_answer(200, meeting_answers.full(meeting, host, call.place))


def list_meetings(call: Call, host_name: str) -> Answer:
    """Answer `GET /users/{user}/meetings`, in the order of creation."""
    host = call.user(host_name)
    kind = call.request.query.get("type", "scheduled")
    if kind not in _LIST_TYPES:
        raise invalid(("type", "Invalid field."))
    alive = meetings_table.every(call.db, host_id=host.id, deleted=False)
    hidden = call.veil.hidden(counts="next_page_token" not in call.request.query)
    envelope = paging.page(
        call,
        "meetings",
        [one for one in alive if _belongs(one, kind) and one.id not in hidden],
        lambda meeting: meeting_answers.listed(meeting, call.place),
    )
    return json_answer(200, envelope)


def update_meeting(call: Call, meeting_id: str) -> Answer:
    """Answer `PATCH /meetings/{id}` with 204: fields that are not named stay as they are."""
    meeting = call.meeting(meeting_id)
    host = call.user(meeting.host_id)
    checked = meeting_body.check(call.request.fields(), zone=meeting.timezone)
    call.remark_unknown(checked.unknown)
    call.limits.spend_meeting_call(call.db, host.id)
    after = changed(meeting, host, checked)
    meetings_table.save(call.db, after)
    call.events.append(events.meeting_updated(meeting, after))
    return Answer(204)


def delete_meeting(call: Call, meeting_id: str) -> Answer:
    """Answer `DELETE /meetings/{id}` with 204."""
    gone = meetings_table.delete(call.db, call.meeting(meeting_id))
    call.events.append(events.meeting_event("deleted", gone))
    return Answer(204)


def changed(meeting: Meeting, host: User, checked: Checked) -> Meeting:
    """Return the meeting with a checked body laid over it."""
    settings = meeting_settings.allowed(meeting.settings | checked.settings, licensed=host.licensed)
    return replace(meeting, **checked.columns, settings=settings)


def _new(host: User, checked: Checked) -> Meeting:
    blank = meetings_table.Meeting(
        id=meetings_table.new_id(),
        uuid=meetings_table.new_uuid(),
        host_id=host.id,
        topic="Zoom Meeting",
        type=meetings_table.SCHEDULED_MEETING,
        start_time=clock.now().replace(microsecond=0),
        duration=60,
        timezone=host.timezone,
        agenda="",
        password=secrets.token_hex(4),
        settings=meeting_settings.DEFAULTS,
        created_at=clock.now(),
    )
    made = changed(blank, host, checked)
    is_instant = made.type == meetings_table.INSTANT_MEETING
    return replace(made, start_time=None) if is_instant else made


def _belongs(meeting: Meeting, kind: str) -> bool:
    if kind == "scheduled":
        return meeting.type == meetings_table.SCHEDULED_MEETING
    if kind == "live":
        return meeting.status == "started"
    start = meeting.start_time or meeting.created_at
    over = start + timedelta(minutes=meeting.duration) <= clock.now()
    return over if kind == "previous_meetings" else not over
