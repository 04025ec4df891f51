"""The settings of a meeting: what Zoom starts with, which values it takes, what a plan allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orchestrator.gateways.sandbox_zoom.exchange import Json

NO_REGISTRATION = 2
_ROOMS_AT_MOST, _PEOPLE_AT_MOST, _ROOM_NAME_AT_MOST, _TEXT_AT_MOST = 100, 1000, 32, 1024

DEFAULTS: Json = {
    "host_video": False,
    "participant_video": False,
    "cn_meeting": False,
    "in_meeting": False,
    "join_before_host": False,
    "jbh_time": 0,
    "mute_upon_entry": False,
    "watermark": False,
    "use_pmi": False,
    "approval_type": NO_REGISTRATION,
    "registration_type": 1,
    "audio": "voip",
    "auto_recording": "none",
    "alternative_hosts": "",
    "close_registration": False,
    "show_share_button": False,
    "allow_multiple_devices": False,
    "registrants_confirmation_email": True,
    "registrants_email_notification": True,
    "waiting_room": False,
    "meeting_authentication": False,
    "alternative_hosts_email_notification": True,
    "focus_mode": False,
    "private_meeting": False,
    "email_notification": True,
    "host_save_video_order": False,
    "contact_name": "",
    "contact_email": "",
    "breakout_room": {"enable": False},
}
_CHOICES: dict[str, tuple[object, ...]] = {
    "approval_type": (0, 1, NO_REGISTRATION),
    "registration_type": (1, 2, 3),
    "jbh_time": (0, 5, 10, 15),
    "audio": ("both", "telephony", "voip", "thirdParty"),
    "auto_recording": ("local", "cloud", "none"),
}


def check(settings: object) -> tuple[Json, list[tuple[str, str]], list[str]]:
    """Return (the known settings, complaints as (field, message), the names nobody knows)."""
    if not isinstance(settings, dict):
        return {}, [("settings", "Invalid field.")], []
    errors = []
    for name, value in settings.items():
        message = _complaint(name, value) if name in DEFAULTS else ""
        if message:
            errors.append((f"settings.{name}", message))
    known = {name: value for name, value in settings.items() if name in DEFAULTS}
    return known, errors, [f"settings.{name}" for name in settings if name not in DEFAULTS]


def allowed(settings: Json, *, licensed: bool) -> Json:
    """Return the settings that a host's plan keeps: registration needs a licence.

    Zoom does not complain: the answer is a success and the setting is gone.
    """
    if licensed:
        return settings
    return settings | {"approval_type": NO_REGISTRATION}


def needs_registration(settings: Json) -> bool:
    """Tell whether attendees must register."""
    return bool(settings["approval_type"] != NO_REGISTRATION)


def _complaint(name: str, value: object) -> str:
    if name in _CHOICES:
        right = type(value) is not bool and value in _CHOICES[name]
    elif name == "breakout_room":
        return _rooms_complaint(value)
    elif isinstance(DEFAULTS[name], bool):
        right = isinstance(value, bool)
    else:
        right = isinstance(value, str) and len(value) <= _TEXT_AT_MOST
    return "" if right else "Invalid field."


def _rooms_complaint(value: Any) -> str:  # noqa: ANN401 -- parsed JSON may be anything
    if not isinstance(value, dict) or not isinstance(value.get("enable", False), bool):
        return "Invalid field."
    rooms = value.get("rooms", [])
    if not isinstance(rooms, list) or not all(_is_room(room) for room in rooms):
        return "Invalid breakout rooms."
    people = sum(len(room.get("participants", [])) for room in rooms)
    if len(rooms) > _ROOMS_AT_MOST or people > _PEOPLE_AT_MOST:
        return f"At most {_ROOMS_AT_MOST} rooms and {_PEOPLE_AT_MOST} participants."
    return ""


def _is_room(room: Any) -> bool:  # noqa: ANN401 -- parsed JSON may be anything
    if not isinstance(room, dict) or not isinstance(room.get("name"), str):
        return False
    people = room.get("participants", [])
    named = 0 < len(room["name"]) <= _ROOM_NAME_AT_MOST
    return named and isinstance(people, list) and all(isinstance(one, str) for one in people)
