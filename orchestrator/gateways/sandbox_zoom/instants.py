"""Instants as text: how the sandbox stores them and how Zoom writes them."""

from __future__ import annotations

from datetime import UTC, datetime

ZOOM_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
_STORED_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


def stored(instant: datetime) -> str:
    """Return UTC text of fixed width, so that comparing texts compares instants."""
    return instant.astimezone(UTC).strftime(_STORED_FORMAT)


def parsed(text: str) -> datetime:
    """Return the instant that `stored` wrote."""
    return datetime.strptime(text, _STORED_FORMAT).replace(tzinfo=UTC)


def zoom_text(instant: datetime) -> str:
    """Return the instant as Zoom writes it: whole seconds, with a Z."""
    return instant.astimezone(UTC).strftime(ZOOM_FORMAT)
