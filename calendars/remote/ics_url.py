"""A calendar that is published at an .ics address: fetched only when it changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from calendars.remote.fetching import fetch
from calendars.remote.local import read_body
from calendars.remote.port import OnlyRead, RemoteReading, memory_key, still_holds

if TYPE_CHECKING:
    from calendars.busy import Policy, Span
    from calendars.remote.fetching import Fetching
    from calendars.remote.port import Memory


class IcsAddress(OnlyRead):
    """A published calendar; it is only read."""

    def __init__(self, url: str, policy: Policy, how: Fetching) -> None:
        self._url = url
        self._policy = policy
        self._how = how

    def read(self, window: Span, memory: Memory) -> RemoteReading:
        """Return when its owner is busy. Raises RemoteError."""
        known = memory if still_holds(memory, memory_key(window, self._policy)) else {}
        conditions = {
            "If-None-Match": known.get("etag"),
            "If-Modified-Since": known.get("modified"),
        }
        headers = {name: value for name, value in conditions.items() if value}
        came = fetch(self._url, self._how, headers)
        if came.body is None:
            return RemoteReading(memory=memory, unchanged=True)
        found = read_body(came.body, window, known, self._policy)
        kept = {**found.memory, "etag": came.etag, "modified": came.modified}
        return replace(found, memory=kept)
