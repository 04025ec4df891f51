"""Times on pages, and which zone a visitor wants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calendars import clock
from calendars.words import LocalTimes, local_times, zone_label

if TYPE_CHECKING:
    from django.http import HttpRequest

__all__ = ["COOKIE", "PARAMETER", "LocalTimes", "chosen_zone", "local_times", "zone_label"]

COOKIE = "timezone"
PARAMETER = "timezone"


def chosen_zone(request: HttpRequest) -> str | None:
    """Return the zone this visitor asked for or was remembered with, or None when unknown."""
    for name in (request.GET.get(PARAMETER), request.COOKIES.get(COOKIE)):
        if name:
            try:
                return clock.zone(name).key
            except clock.TimeError:
                continue
    return None
