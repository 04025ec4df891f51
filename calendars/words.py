"""Times in words, always with their zone: the same on pages, in mails and in calendars.

English is written here; any other language comes from babel, which is loaded when first needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from calendars import clock

if TYPE_CHECKING:
    from datetime import date, datetime

ENGLISH = "en"
LOCALES = {"es": "es_US"}  # a language as our readers write it; else babel's own of that name
_NAMED = {"America/Los_Angeles": "Pacific time", "UTC": "universal time"}


class Form(StrEnum):
    """How much of a day is said."""

    FULL = "full"  # Tuesday 8 December 2026
    LONG = "long"  # 8 December 2026
    SHORT = "short"  # 8 Dec 2026
    BRIEF = "brief"  # 8 Dec
    DAY_MONTH = "day_month"  # 8 December
    WEEKDAY = "weekday"  # Tuesday
    WEEKDAY_SHORT = "weekday_short"  # Tue
    WEEKDAY_DAY = "weekday_day"  # Tuesday 8 December
    WEEKDAY_BRIEF = "weekday_brief"  # Tue 8 Dec
    WEEKDAY_YEAR = "weekday_year"  # Tue 8 Dec 2026
    MONTH = "month"  # December 2026


_ENGLISH = {
    Form.FULL: "%A %-d %B %Y",
    Form.LONG: "%-d %B %Y",
    Form.SHORT: "%-d %b %Y",
    Form.BRIEF: "%-d %b",
    Form.DAY_MONTH: "%-d %B",
    Form.WEEKDAY: "%A",
    Form.WEEKDAY_SHORT: "%a",
    Form.WEEKDAY_DAY: "%A %-d %B",
    Form.WEEKDAY_BRIEF: "%a %-d %b",
    Form.WEEKDAY_YEAR: "%a %-d %b %Y",
    Form.MONTH: "%B %Y",
}
# Elsewhere the order and the small words are the language's own, by CLDR: styles and skeletons.
_STYLES = {Form.FULL: "full", Form.LONG: "long", Form.SHORT: "medium"}
_PATTERNS = {Form.WEEKDAY: "EEEE", Form.WEEKDAY_SHORT: "EEE"}
_SKELETONS = {Form.BRIEF: "MMMd", Form.DAY_MONTH: "MMMMd", Form.MONTH: "yMMMM"}
_TWO_PARTS = {
    Form.WEEKDAY_DAY: (Form.WEEKDAY, Form.DAY_MONTH),
    Form.WEEKDAY_BRIEF: (Form.WEEKDAY_SHORT, Form.BRIEF),
    Form.WEEKDAY_YEAR: (Form.WEEKDAY_SHORT, Form.SHORT),
}


@dataclass(frozen=True, slots=True)
class LocalTimes:
    """A span as one zone shows it, such as `Tuesday 8 December 2026`, `9:00 am – 1:00 pm PST`."""

    day: str
    hours: str
    zone: str
    start_text: str


def local_times(
    span: tuple[datetime, datetime], zone_name: str, language: str = ENGLISH
) -> LocalTimes:
    """Return the texts for a span of UTC instants; an end on another day says which."""
    tz = clock.zone(zone_name)
    start, end = (moment.astimezone(tz) for moment in span)
    first, last = clock_time(start, language), clock_time(end, language)
    if end.date() != start.date():
        last = f"{last} {day_text(end.date(), Form.WEEKDAY_SHORT, language)}"
    return LocalTimes(
        day=day_text(start.date(), Form.FULL, language),
        hours=f"{first} – {last} {zone_suffix(start)}",
        zone=zone_label(zone_name, language),
        start_text=f"{first} {zone_suffix(start)}",
    )


def day_text(day: date, form: Form = Form.LONG, language: str = ENGLISH) -> str:
    """Return a day in words.

    >>> from datetime import date
    >>> day_text(date(2026, 12, 8)), day_text(date(2026, 12, 8), Form.FULL, "es")
    ('8 December 2026', 'martes, 8 de diciembre de 2026')
    """
    if language == ENGLISH:
        return day.strftime(_ENGLISH[form])
    if form in _TWO_PARTS:
        return ", ".join(day_text(day, part, language) for part in _TWO_PARTS[form])
    from babel.dates import format_date, format_skeleton  # noqa: PLC0415 -- when first asked for

    locale = locale_of(language)
    if form in _SKELETONS:
        return str(format_skeleton(_SKELETONS[form], day, locale=locale))
    return format_date(day, _STYLES.get(form) or _PATTERNS[form], locale=locale)


def zone_label(name: str, language: str = ENGLISH) -> str:
    """Return a zone's name for people: `Pacific time`, or its city.

    >>> zone_label("America/New_York"), zone_label("America/Los_Angeles", "es")
    ('New York', 'hora del Pacífico')
    """
    if language != ENGLISH:
        return _zone_elsewhere(name, language)
    if name in _NAMED:
        return _NAMED[name]
    return name.rpartition("/")[2].replace("_", " ")


def zone_suffix(moment: datetime) -> str:
    """Return `PST`, or the offset where a zone has no letters: `UTC+05:45`."""
    name, offset = moment.tzname() or "", f"{moment:%z}"
    return name if name.isalpha() else f"UTC{offset[:3]}:{offset[3:5]}"


def clock_time(moment: datetime, language: str = ENGLISH) -> str:
    """Return what a twelve-hour clock shows: `9:00 am`."""
    if language == ENGLISH:
        return f"{moment.hour % 12 or 12}:{moment:%M} {'am' if moment.hour < 12 else 'pm'}"  # noqa: PLR2004 -- noon
    from babel.dates import format_time  # noqa: PLC0415 -- its tables, when first asked for

    # The wall time as it is: babel would turn an aware time to UTC, and likes narrow spaces.
    text = format_time(moment.time(), "short", locale=locale_of(language))
    return text.replace("\u202f", "\u00a0")


def locale_of(language: str) -> str:
    """Return babel's name for a language as our readers write it."""
    return LOCALES.get(language, language)


def _zone_elsewhere(name: str, language: str) -> str:
    """Return the zone in another language: the company's and UTC by name, others by their city."""
    from babel.dates import get_timezone_location, get_timezone_name  # noqa: PLC0415 -- as above

    locale = locale_of(language)
    if name == "UTC":  # which has no name but its standard one
        return get_timezone_name("Etc/UTC", zone_variant="standard", locale=locale)
    if name in _NAMED:
        return get_timezone_name(name, locale=locale)
    city = get_timezone_location(name, locale=locale, return_city=True)
    return city.rpartition("/")[2]  # babel's word for a city that it does not know is the path
