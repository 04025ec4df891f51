"""The host's start link, fetched when it is clicked and never kept: it makes anybody the host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.gateways.zoom.errors import ZoomError

if TYPE_CHECKING:
    from orchestrator.models import Meeting
    from orchestrator.sections import Zoom

READ_TIMEOUT_SECONDS = 4.0


class ZoomSilent(Exception):  # noqa: N818 -- says what is the case
    """Zoom gave no start link in the few seconds that a person waits; the message says why."""


def start_address(zoom: Zoom, meeting: Meeting) -> str:
    """Return the address that starts the meeting as its host. Raises ZoomSilent."""
    # Here, because pages are served without Zoom's libraries until somebody starts a meeting.
    from orchestrator.services.zoom.zoom_access import configured_gateway  # noqa: PLC0415

    if meeting.zoom_id is None:
        raise ZoomSilent("this workshop has no meeting in Zoom yet")
    try:
        address = configured_gateway(zoom, read_timeout=READ_TIMEOUT_SECONDS).start_link(
            meeting.zoom_id
        )
    except ZoomError as error:
        raise ZoomSilent(str(error)) from error
    if not address.startswith(("https://", "http://")) or not address.isprintable():
        raise ZoomSilent("Zoom's answer holds no start link")
    return address
