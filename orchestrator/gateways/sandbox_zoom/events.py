"""What happened, in the words of Zoom's webhooks: the event's name and its object."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from calendars import clock
from orchestrator.gateways.sandbox_zoom import instants

if TYPE_CHECKING:
    from datetime import datetime

    from orchestrator.gateways.sandbox_zoom.attendance_table import Visit
    from orchestrator.gateways.sandbox_zoom.exchange import Json
    from orchestrator.gateways.sandbox_zoom.meetings_table import Meeting


@dataclass(frozen=True, slots=True)
class Event:
    """One event: `content` is the payload's object, `old` what an update replaced."""

    name: str
    content: Json
    old: Json = field(default_factory=dict)
    at: datetime = field(default_factory=clock.now)


def meeting_event(name: str, meeting: Meeting) -> Event:
    """Return meeting.created, .deleted, .started or .ended."""
    return Event(f"meeting.{name}", _described(meeting))


def meeting_updated(before: Meeting, after: Meeting) -> Event:
    """Return meeting.updated: only what is different, new and old."""
    new, old = _described(after), _described(before)
    names = [name for name in new if new[name] != old.get(name)]
    key: Json = {"id": after.id, "uuid": after.uuid, "host_id": after.host_id}
    return Event(
        "meeting.updated",
        key | {name: new[name] for name in names},
        key | {name: old.get(name) for name in names},
    )


def visit_event(name: str, meeting: Meeting, visit: Visit) -> Event:
    """Return meeting.participant_joined, …_left and the same for breakout rooms.

    The participant's uuid is another one at each visit; only the registrant's id lasts.
    """
    now = instants.zoom_text(clock.now())
    when = "leave_time" if "left" in name else "join_time"
    content = _described(meeting) | {
        "participant": {
            "user_id": str(visit.user_id),
            "user_name": visit.name,
            "id": "",
            "participant_uuid": visit.uuid,
            "registrant_id": visit.registrant_id,
            "email": visit.email,
            when: now,
        }
    }
    if visit.room:
        content["breakout_room_uuid"] = room_uuid(visit.session, visit.room)
    return Event(f"meeting.{name}", content)


def room_uuid(session: str, room: str) -> str:
    """Return the id that a breakout room has in webhooks, which never tell its name."""
    return hashlib.sha256(f"{session}/{room}".encode()).hexdigest()[:24]


def _described(meeting: Meeting) -> Json:
    content: Json = {
        "uuid": meeting.uuid,
        "id": meeting.id,
        "host_id": meeting.host_id,
        "topic": meeting.topic,
        "type": meeting.type,
        "duration": meeting.duration,
        "timezone": meeting.timezone,
        "password": meeting.password,
        "agenda": meeting.agenda,
        "settings": meeting.settings,
    }
    if meeting.start_time:
        content["start_time"] = instants.zoom_text(meeting.start_time)
    return content
