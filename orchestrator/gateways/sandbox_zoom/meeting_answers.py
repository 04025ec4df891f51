"""Meetings in Zoom's words: the full answer and the shorter one of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.gateways.sandbox_zoom import instants, meeting_settings, meetings_table

if TYPE_CHECKING:
    from orchestrator.gateways.sandbox_zoom.exchange import Json
    from orchestrator.gateways.sandbox_zoom.links import Place
    from orchestrator.gateways.sandbox_zoom.meetings_table import Meeting
    from orchestrator.gateways.sandbox_zoom.users_table import User

_AGENDA_IN_LISTS = 250


def listed(meeting: Meeting, place: Place) -> Json:
    """Return one entry of a list: the agenda is cut, settings and password are missing."""
    return _common(meeting, meeting.agenda[:_AGENDA_IN_LISTS]) | {
        "join_url": place.join_url(meeting.id, meeting.password)
    }


def full(meeting: Meeting, host: User, place: Place) -> Json:
    """Return everything about a meeting, with a start link that expires."""
    extra: Json = {
        "assistant_id": "",
        "host_email": host.email,
        "status": meeting.status,
        "start_url": place.start_url(meeting.id),
        "join_url": place.join_url(meeting.id, meeting.password),
        "password": meeting.password,
        "encrypted_password": f"{place.signature(meeting.password)}.1",
        "pre_schedule": False,
        "settings": meeting_settings.DEFAULTS | meeting.settings,
    }
    if meeting_settings.needs_registration(extra["settings"]):
        extra["registration_url"] = f"{place.url}/meeting/register/{meeting.id}"
    return _common(meeting, meeting.agenda) | extra


def _common(meeting: Meeting, agenda: str) -> Json:
    values: Json = {
        "uuid": meeting.uuid,
        "id": meeting.id,
        "host_id": meeting.host_id,
        "topic": meeting.topic,
        "type": meeting.type,
        "duration": meeting.duration,
        "timezone": meeting.timezone,
        "agenda": agenda,
        "created_at": instants.zoom_text(meeting.created_at),
    }
    if meeting.type == meetings_table.SCHEDULED_MEETING and meeting.start_time:
        values["start_time"] = instants.zoom_text(meeting.start_time)
    return values
