"""Which endpoint answers which method and path under /v2, and how dear a call of it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from orchestrator.gateways.sandbox_zoom import (
    meetings_api,
    past_api,
    registrants_api,
    reports_api,
    users_api,
)
from orchestrator.gateways.sandbox_zoom.exchange import NO_SUCH_ROUTE, ZoomError

if TYPE_CHECKING:
    from collections.abc import Callable

    from orchestrator.gateways.sandbox_zoom.exchange import Answer

PREFIX = "/v2"


@dataclass(frozen=True, slots=True)
class Route:
    """One endpoint; `category` is Zoom's rate limit label."""

    method: str
    pattern: re.Pattern[str]
    endpoint: Callable[..., Answer]
    category: str

    @property
    def writes(self) -> bool:
        """Tell whether a call may change anything."""
        return self.method != "GET"


def _route(method: str, path: str, endpoint: Callable[..., Answer], category: str) -> Route:
    pattern = PREFIX + path.replace("{uuid}", "(.+)")  # which may hold a slash, not encoded
    pattern = re.sub(r"{\w+}", "([^/]+)", pattern)
    return Route(method, re.compile(pattern), endpoint, category)


_REGISTRANTS = "/meetings/{id}/registrants"
_ROUTES = [
    _route("GET", "/users", users_api.list_users, "medium"),
    _route("GET", "/users/{user}", users_api.get_user, "light"),
    _route("GET", "/users/{user}/settings", users_api.get_user_settings, "medium"),
    _route("GET", "/users/{user}/meetings", meetings_api.list_meetings, "medium"),
    _route("POST", "/users/{user}/meetings", meetings_api.create_meeting, "light"),
    _route("GET", "/meetings/{id}", meetings_api.get_meeting, "light"),
    _route("PATCH", "/meetings/{id}", meetings_api.update_meeting, "light"),
    _route("DELETE", "/meetings/{id}", meetings_api.delete_meeting, "light"),
    _route("PUT", "/meetings/{id}/status", past_api.set_meeting_status, "light"),
    _route("GET", _REGISTRANTS, registrants_api.list_registrants, "medium"),
    _route("POST", _REGISTRANTS, registrants_api.add_registrant, "light"),
    _route("PUT", f"{_REGISTRANTS}/status", registrants_api.set_status, "medium"),
    _route("GET", f"{_REGISTRANTS}/{{registrant}}", registrants_api.get_registrant, "light"),
    _route("DELETE", f"{_REGISTRANTS}/{{registrant}}", registrants_api.delete_registrant, "light"),
    _route("POST", "/meetings/{id}/batch_registrants", registrants_api.add_registrants, "heavy"),
    _route("GET", "/past_meetings/{uuid}/instances", past_api.list_instances, "medium"),
    _route("GET", "/past_meetings/{uuid}/participants", past_api.list_participants, "medium"),
    _route("GET", "/past_meetings/{uuid}", past_api.get_past_meeting, "light"),
    _route("GET", "/report/meetings/{uuid}/participants", past_api.report_participants, "heavy"),
    _route("GET", "/report/users/{user}/meetings", reports_api.user_report, "heavy"),
    _route("GET", "/report/users", reports_api.account_report, "heavy"),
    _route("GET", "/report/daily", reports_api.daily_report, "heavy"),
    _route("GET", "/metrics/meetings/{id}/participants", past_api.live_participants, "heavy"),
]


def match(method: str, path: str) -> tuple[Route, list[str]]:
    """Return (route, unquoted path arguments); raises ZoomError 404 or 405."""
    known = False
    for route in _ROUTES:
        found = route.pattern.fullmatch(path)
        if found and route.method == method:
            return route, [unquote(part) for part in found.groups()]
        known = known or found is not None
    if known:
        raise ZoomError(405, 405, f"Request method '{method}' is not supported.")
    raise ZoomError(404, NO_SUCH_ROUTE, "This API endpoint is not recognized.")
