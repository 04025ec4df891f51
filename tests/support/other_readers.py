"""Readers of iCalendar that others wrote: each tells what it finds, in the same few words."""

from __future__ import annotations

import ctypes
import json
import shutil
import subprocess
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import vobject
from icalendar import Calendar

HERE = Path(__file__).resolve().parent
NODE, PHP = shutil.which("node"), shutil.which("php")
LIBICAL = "libical.so.3"  # Debian's package libical3
SABRE = "Sabre/VObject/includes.php"  # Debian's package php-sabre-vobject


@dataclass(frozen=True, slots=True)
class Seen:
    """What a reader shows of one entry; times are seconds since 1970, or a date."""

    uid: str
    sequence: int
    summary: str
    description: str
    start: float | str
    end: float | str


def has_libical() -> bool:
    """Say whether libical is installed."""
    try:
        return bool(ctypes.CDLL(LIBICAL))
    except OSError:
        return False


def has_sabre() -> bool:
    """Say whether PHP and sabre/vobject are installed."""
    look = f"exit((int) !@include_once '{SABRE}');"
    return PHP is not None and subprocess.call([PHP, "-r", look]) == 0


def _seconds(value: date) -> float | str:
    return value.timestamp() if isinstance(value, datetime) else value.isoformat()


def icalendar_strictly(body: bytes) -> list[Seen]:
    """Read with icalendar, which is told to forgive nothing."""
    calendar = Calendar.from_ical(body)
    events = calendar.walk("VEVENT")
    assert [error for part in calendar.walk() for error in part.errors] == []
    return [
        Seen(
            str(event["uid"]),
            int(str(event["sequence"])),
            str(event["summary"]),
            str(event.get("description", "")),
            _seconds(event.decoded("dtstart")),
            _seconds(event.decoded("dtend")),
        )
        for event in events
    ]


def vobject_reader(body: bytes) -> list[Seen]:
    """Read with vobject, which validates the calendar too."""
    calendar = vobject.readOne(body.decode())
    assert calendar.validate(raiseException=True)
    return [
        Seen(
            event.uid.value,
            int(event.sequence.value),
            event.summary.value,
            event.description.value if hasattr(event, "description") else "",
            _seconds(event.dtstart.value),
            _seconds(event.dtend.value),
        )
        for event in calendar.vevent_list
    ]


def _lines(command: list[str], body: bytes) -> list[Seen]:
    found = subprocess.run(command, input=body, capture_output=True, check=False, timeout=30)
    assert found.returncode == 0, found.stderr.decode()
    return [Seen(**json.loads(line)) for line in found.stdout.splitlines()]


def ical_js(body: bytes) -> list[Seen]:
    """Read with ical.js, Thunderbird's reader."""
    assert NODE
    return _lines([NODE, str(HERE / "ical_js/read.mjs")], body)


def sabre(body: bytes) -> list[Seen]:
    """Read with sabre/vobject, Nextcloud's reader, which validates too."""
    assert PHP
    return _lines([PHP, str(HERE / "sabre_read.php")], body)


class _Time(ctypes.Structure):
    _fields_ = (
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second")),
        ("is_date", ctypes.c_int),
        ("is_daylight", ctypes.c_int),
        ("zone", ctypes.c_void_p),
    )


def libical(body: bytes) -> list[Seen]:
    """Read with libical, the reader of GNOME and KDE."""
    library = ctypes.CDLL(LIBICAL)
    pointer, number = ctypes.c_void_p, ctypes.c_int
    for name, result, arguments in (
        ("icalparser_parse_string", pointer, [ctypes.c_char_p]),
        ("icalcomponent_count_errors", number, [pointer]),
        ("icalcomponent_get_first_component", pointer, [pointer, number]),
        ("icalcomponent_get_next_component", pointer, [pointer, number]),
        ("icalcomponent_get_uid", ctypes.c_char_p, [pointer]),
        ("icalcomponent_get_sequence", number, [pointer]),
        ("icalcomponent_get_summary", ctypes.c_char_p, [pointer]),
        ("icalcomponent_get_description", ctypes.c_char_p, [pointer]),
        ("icalcomponent_get_dtstart", _Time, [pointer]),
        ("icalcomponent_get_dtend", _Time, [pointer]),
        ("icaltime_as_timet_with_zone", ctypes.c_long, [_Time, pointer]),
        ("icalcomponent_string_to_kind", number, [ctypes.c_char_p]),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    calendar = library.icalparser_parse_string(body)
    assert calendar
    assert library.icalcomponent_count_errors(calendar) == 0

    def told(time: _Time) -> float | str:
        if time.is_date:
            return f"{time.year:04}-{time.month:02}-{time.day:02}"
        return float(library.icaltime_as_timet_with_zone(time, time.zone))

    seen, kind = [], library.icalcomponent_string_to_kind(b"VEVENT")
    event = library.icalcomponent_get_first_component(calendar, kind)
    while event:
        seen.append(
            Seen(
                library.icalcomponent_get_uid(event).decode(),
                library.icalcomponent_get_sequence(event),
                library.icalcomponent_get_summary(event).decode(),
                (library.icalcomponent_get_description(event) or b"").decode(),
                told(library.icalcomponent_get_dtstart(event)),
                told(library.icalcomponent_get_dtend(event)),
            )
        )
        event = library.icalcomponent_get_next_component(calendar, kind)
    return seen
