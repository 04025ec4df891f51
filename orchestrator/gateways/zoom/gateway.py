"""The few things this house asks of Zoom, in its own words and values."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from calendars import clock
from orchestrator.gateways.zoom import components
from orchestrator.gateways.zoom.errors import ZoomError
from orchestrator.gateways.zoom.transport import ZoomAccess, ZoomTransport
from orchestrator.rules.meeting import (
    WANTED_SETTINGS,
    FoundMeeting,
    MeetingSpec,
    tag_line,
    tag_of,
)

SCHEDULED_MEETING = 2
PAGE_SIZE = 300
MOST_PAGES = 100


class ZoomGateway:
    """Zoom meetings of one host; every method raises ZoomError when Zoom does not do as asked."""

    def __init__(self, access: ZoomAccess, *, host: str) -> None:
        self.host = host
        self._meetings = components.meetings(ZoomTransport(access))

    def create(self, spec: MeetingSpec, tag: str) -> FoundMeeting:
        """Make a meeting that carries `tag`, and return it as Zoom answered it."""
        return _found(
            self._meetings.create(
                user_id=_quoted(self.host),
                agenda=f"{tag_line(tag)}\nKept by our workshop service; please change it there.",
                type=SCHEDULED_MEETING,
                **_fields(spec),
            )
        )

    def get(self, zoom_id: int) -> FoundMeeting | None:
        """Return the meeting, or None when Zoom says that it does not exist."""
        try:
            return _found(self._meetings.get(id=_quoted(zoom_id)))
        except ZoomError as error:
            if error.means_gone:
                return None
            raise

    def update(self, zoom_id: int, spec: MeetingSpec) -> None:
        """Make the meeting as `spec` and our settings say."""
        self._meetings.update(id=_quoted(zoom_id), **_fields(spec))

    def delete(self, zoom_id: int) -> None:
        """Take the meeting away; one that is gone already is as good."""
        try:
            self._meetings.delete(id=_quoted(zoom_id))
        except ZoomError as error:
            if not error.means_gone:
                raise

    def list(self) -> list[FoundMeeting]:
        """Return all scheduled meetings of the host, ours and others, without their settings."""
        found: list[FoundMeeting] = []
        token, seen = "", set()
        for _ in range(MOST_PAGES):
            page = {"next_page_token": token} if token else {}
            answer = self._meetings.list(
                user_id=_quoted(self.host), type="scheduled", page_size=PAGE_SIZE, **page
            )
            found += [_found(meeting) for meeting in answer.get("meetings") or []]
            seen.add(token)
            token = str(answer.get("next_page_token") or "")
            if not token:
                return found
            if token in seen:
                raise ZoomError("Zoom's list goes round in circles: a page token came twice")
        raise ZoomError(f"Zoom's list has more than {MOST_PAGES} pages")


def _fields(spec: MeetingSpec) -> dict[str, Any]:
    return {
        "topic": spec.topic,
        "start_time": spec.start.astimezone(UTC),  # zoomus writes "Z" without converting
        "duration": spec.minutes,
        "timezone": spec.timezone,
        "settings": WANTED_SETTINGS,
    }


def _quoted(value: str | int) -> str:
    return quote(str(value), safe="")


def _found(raw: dict[str, Any]) -> FoundMeeting:
    """Return Zoom's description of a meeting as our value; raises ZoomError when it is none."""
    try:
        settings = raw.get("settings") or {}
        return FoundMeeting(
            zoom_id=int(raw["id"]),
            tag=tag_of(str(raw.get("agenda") or "")),
            spec=MeetingSpec(
                topic=str(raw.get("topic") or ""),
                start=_start(raw),
                minutes=int(raw.get("duration") or 0),
                timezone=str(raw.get("timezone") or ""),
            ),
            join_url=str(raw.get("join_url") or ""),
            started=raw.get("status") == "started",
            settings={key: settings[key] for key in WANTED_SETTINGS if key in settings},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ZoomError("Zoom described a meeting unreadably", doubtful=True) from error


def _start(raw: dict[str, Any]) -> datetime:
    """Return the start; a meeting without a fixed time (type 3) has none and gets year 1."""
    text = raw.get("start_time")
    return clock.parse_instant(str(text)) if text else datetime.min.replace(tzinfo=UTC)
