"""The API's users: who can host, and with which plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.gateways.sandbox_zoom import instants, paging, users_table
from orchestrator.gateways.sandbox_zoom.exchange import Answer, Json, json_answer

if TYPE_CHECKING:
    from orchestrator.gateways.sandbox_zoom.call import Call
    from orchestrator.gateways.sandbox_zoom.users_table import User

_BASIC, _LICENSED = 1, 2
_BASIC_PLAN_MINUTES = 40


def list_users(call: Call) -> Answer:
    """Answer `GET /users`."""
    envelope = paging.page(call, "users", users_table.every(call.db), _shown)
    return json_answer(200, envelope)


def get_user(call: Call, name: str) -> Answer:
    """Answer `GET /users/{id, e-mail or me}`."""
    return json_answer(200, _shown(call.user(name)))


def get_user_settings(call: Call, name: str) -> Answer:
    """Answer `GET /users/{id}/settings`, the parts that decide what a meeting may be."""
    user = call.user(name)
    body: Json = {
        "schedule_meeting": {"join_before_host": False, "meeting_authentication": False},
        "in_meeting": {"breakout_room": True, "waiting_room": True},
        "feature": {"meeting_capacity": user.capacity, "webinar": False},
    }
    if not user.licensed:
        body["feature"]["meeting_duration_minutes"] = _BASIC_PLAN_MINUTES
    return json_answer(200, body)


def _shown(user: User) -> Json:
    return {
        "id": user.id,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "display_name": f"{user.first_name} {user.last_name}",
        "email": user.email,
        "type": _LICENSED if user.licensed else _BASIC,
        "role_id": "0" if user.owner else "2",
        "timezone": user.timezone,
        "verified": 1,
        "created_at": instants.zoom_text(user.created_at),
        "language": "en-US",
        "status": "active",
    }
