"""Times on pages, and which zone a visitor wants."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings

from calendars import clock, words
from calendars.words import LocalTimes
from orchestrator.services.language import spoken_now

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

__all__ = [
    "COOKIE",
    "PARAMETER",
    "LocalTimes",
    "chosen_zone",
    "known_zone",
    "local_times",
    "remember",
    "typed_day",
    "zone_label",
]

COOKIE = "timezone"
PARAMETER = "timezone"
YEAR_SECONDS = 60 * 60 * 24 * 365


def chosen_zone(request: HttpRequest) -> str | None:
    """Return the zone this visitor asked for or was remembered with, or None when unknown."""
    asked = known_zone(request.GET.get(PARAMETER, ""))
    return asked or known_zone(request.COOKIES.get(COOKIE, ""))


def local_times(span: tuple[datetime, datetime], zone_name: str) -> LocalTimes:
    """Return the texts for a span of UTC instants, in the reader's language."""
    return words.local_times(span, zone_name, spoken_now())


def zone_label(name: str) -> str:
    """Return a zone's name for people, in the reader's language."""
    return words.zone_label(name, spoken_now())


def known_zone(name: str) -> str | None:
    """Return the zone of that name, None when there is none."""
    try:
        return clock.zone(name).key if name else None
    except clock.TimeError:
        return None


def typed_day(text: str) -> date | None:
    """Return the day that was typed in ISO 8601, None when it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def remember(request: HttpRequest, response: HttpResponse) -> None:
    """Let the browser remember the zone that was asked for just now."""
    asked = known_zone(request.GET.get(PARAMETER, ""))
    if asked:
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(COOKIE, asked, max_age=YEAR_SECONDS, samesite="Lax", secure=secure)
