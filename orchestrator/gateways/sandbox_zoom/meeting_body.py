"""The body of a create or update call: checked as Zoom checks it, turned into column values."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from calendars import clock
from orchestrator.gateways.sandbox_zoom import instants, meeting_settings, meetings_table
from orchestrator.gateways.sandbox_zoom.exchange import Json, invalid

if TYPE_CHECKING:
    from collections.abc import Callable

_KINDS = (meetings_table.INSTANT_MEETING, meetings_table.SCHEDULED_MEETING)
_LONGEST_MINUTES = 24 * 60
_LOCAL_FORMAT = "%Y-%m-%dT%H:%M:%S"
_ACCEPTED_UNUSED = frozenset(
    {"default_password", "pre_schedule", "recurrence", "schedule_for", "template_id"}
    | {"tracking_fields"}
)


class _WrongError(Exception):
    """A field's value will not do; the text is Zoom's complaint."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Columns to set, settings to lay over the present ones, and names nobody knows."""

    columns: Json
    settings: Json
    unknown: list[str] = field(default_factory=list)


def check(fields: Json, *, zone: str) -> Checked:
    """Check a body; `zone` is what a start time without Z means when the body names none.

    Raises ZoomError (code 300) that names every wrong field.
    """
    columns: Json = {}
    errors: list[tuple[str, str]] = []
    for name, checker in _CHECKERS.items():
        if name in fields:
            try:
                columns[name] = checker(fields[name])
            except _WrongError as wrong:
                errors.append((name, str(wrong)))
    if columns.get("start_time"):
        try:
            text, named_zone = columns["start_time"], columns.get("timezone", zone)
            columns["start_time"] = _instant(text, named_zone)
        except _WrongError as wrong:
            errors.append(("start_time", str(wrong)))
    found = meeting_settings.check(fields.get("settings", {}))
    errors += found[1]
    if errors:
        raise invalid(*errors)
    known = {*_CHECKERS, *_ACCEPTED_UNUSED, "settings"}
    return Checked(columns, found[0], [name for name in fields if name not in known] + found[2])


def _text(name: str, longest: int) -> Callable[[object], str]:
    def checker(value: object) -> str:
        if not isinstance(value, str):
            raise _WrongError("Invalid field.")
        if len(value) > longest:
            raise _WrongError(f"{name} can't be more than {longest} characters.")
        return value

    return checker


def _password(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z0-9@_*-]{0,10}", value):
        raise _WrongError("Password may hold at most 10 of a-z A-Z 0-9 @ - _ *.")
    return value


def _kind(value: object) -> int:
    """Take instant and scheduled meetings; recurring ones are not part of this sandbox."""
    if type(value) is int and value in _KINDS:
        return value
    raise _WrongError("Invalid field.")


def _minutes(value: object) -> int:
    if type(value) is int and 0 < value <= _LONGEST_MINUTES:
        return value
    raise _WrongError("Invalid field.")


@lru_cache(maxsize=64)
def _zone_name(name: str) -> str:
    return clock.zone(name).key  # reads the whole list of zones, so it is asked once per name


def _zone(value: object) -> str:
    try:
        return _zone_name(str(value))
    except clock.TimeError:
        raise _WrongError("Invalid field.") from None


def _instant(text: str, zone: str) -> datetime:
    """Read Zoom's two ways to write a start: with Z it is UTC, without it is local time."""
    try:
        if text.endswith("Z"):
            return datetime.strptime(text, instants.ZOOM_FORMAT).replace(tzinfo=UTC)
        local = datetime.strptime(text, _LOCAL_FORMAT)  # noqa: DTZ007 -- the zone comes next
        return clock.instant(local.date(), local.time(), zone)
    except ValueError:
        raise _WrongError("Invalid field.") from None


_CHECKERS: dict[str, Callable[[object], object]] = {
    "topic": _text("Topic", 200),
    "agenda": _text("Agenda", 2000),
    "type": _kind,
    "duration": _minutes,
    "timezone": _zone,
    "password": _password,
    "start_time": _text("Start time", 30),
}
