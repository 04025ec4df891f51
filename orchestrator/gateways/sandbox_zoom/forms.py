"""The forms of the page: plain HTML that works without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.gateways.sandbox_zoom.control import PREFIX
from orchestrator.gateways.sandbox_zoom.fault import ANY, Kind, When
from orchestrator.gateways.sandbox_zoom.markup import text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from orchestrator.gateways.sandbox_zoom.attendance_table import Visit
    from orchestrator.gateways.sandbox_zoom.meetings_table import Meeting
    from orchestrator.gateways.sandbox_zoom.webhooks import Webhooks

_METHODS = (ANY, "GET", "POST", "PATCH", "PUT", "DELETE")
_TIMES = ("1", "2", "3", "10", "for ever")


def button(action: str, label: str, fields: str = "") -> str:
    """Return a form of one button, with more fields before it when given."""
    return (
        f'<form method="post" action="{PREFIX}{text(action)}">{fields}'
        f"<button>{text(label)}</button></form>"
    )


def for_meeting(meeting: Meeting, people: list[Visit]) -> str:
    """Return what a person can do with a meeting: change, delete, start, end, join, leave."""
    path = f"meetings/{meeting.id}"
    start = f"{meeting.start_time:%Y-%m-%dT%H:%M}" if meeting.start_time else ""
    edit = (
        _field("Topic", "topic", meeting.topic)
        + _field("Start (UTC)", "start_time", start, kind="datetime-local")
        + _field("Minutes", "duration", str(meeting.duration), kind="number")
    )
    actions = button(f"{path}/edit", "Change", edit) + button(f"{path}/delete", "Delete")
    if meeting.status == "started":
        actions += button(f"{path}/end", "End")
        actions += button(f"{path}/join", "Join", _field("Name", "name", "Ada"))
        actions += "".join(_for_visit(visit) for visit in people)
    else:
        actions += button(f"{path}/start", "Start")
    return f"<details><summary>Change by hand</summary>{actions}</details>"


def new_fault() -> str:
    """Return the form that sets a fault."""
    fields = (
        _choice("Kind", "kind", Kind)
        + _choice("Method", "method", _METHODS)
        + _field("Path (empty: usual)", "path", "")
        + _choice("Commit", "when", When)
        + _choice("Times", "times", _TIMES)
        + _field("Seconds", "seconds", "1", kind="number")
    )
    return button("faults", "Set fault", fields) + button("faults/clear", "Take all off")


def webhooks(hooks: Webhooks) -> str:
    """Return the forms that say where events go, and how."""
    fields = (
        _field("Target", "target", hooks.target, kind="url")
        + _choice("Hold back", "paused", _switch(on=hooks.paused))
        + _choice("Ids as text", "ids_as_text", _switch(on=hooks.ids_as_text))
    )
    order = _field("Numbers, in order", "numbers", "1")
    return (
        button("webhooks", "Set", fields)
        + button("webhooks/send", "Send", order)
        + button("webhooks/validate", "Validate target")
    )


def _for_visit(visit: Visit) -> str:
    path = f"participants/{visit.user_id}"
    room = _field(f"Room of {visit.name}", "room", visit.room or "Pair 1")
    leave = f"Let {visit.name} leave"
    return button(f"{path}/room", "Enter", room) + button(f"{path}/leave", leave)


def _field(label: str, name: str, value: str, *, kind: str = "text") -> str:
    return f'<label>{text(label)}<input type="{kind}" name="{name}" value="{text(value)}"></label>'


def _choice(label: str, name: str, values: Iterable[str]) -> str:
    options = "".join(f"<option>{text(value)}</option>" for value in values)
    return f'<label>{text(label)}<select name="{name}">{options}</select></label>'


def _switch(*, on: bool) -> tuple[str, str]:
    return ("on", "off") if on else ("off", "on")
