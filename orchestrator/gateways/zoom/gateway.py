"""The few things this house asks of Zoom, in its own words and values."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from calendars import clock
from orchestrator.gateways.zoom import components
from orchestrator.gateways.zoom.errors import ZoomError
from orchestrator.gateways.zoom.transport import ZoomAccess, ZoomTransport
from orchestrator.gateways.zoom.values import (
    LONGEST_EMAIL,
    LONGEST_NAME,
    BreakoutRoom,
    Registrant,
)
from orchestrator.rules.meeting import (
    SETTING_NAMES,
    SPEC_NAMES,
    FoundMeeting,
    MeetingSpec,
    tag_line,
    tag_of,
)

if TYPE_CHECKING:
    from collections.abc import Collection

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
                **_fields(spec, (*SPEC_NAMES, *SETTING_NAMES)),
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

    def update(self, zoom_id: int, spec: MeetingSpec, names: Collection[str]) -> None:
        """Make the named fields and settings of the meeting as `spec` says, and no others."""
        self._meetings.update(id=_quoted(zoom_id), **_fields(spec, names))

    def breakout_rooms(self, zoom_id: int) -> tuple[BreakoutRoom, ...]:
        """Return the rooms that are pre-assigned in a meeting, in Zoom's order."""
        settings = self._meetings.get(id=_quoted(zoom_id)).get("settings") or {}
        return breakout_rooms_in(settings.get("breakout_room"))

    def pre_assign(self, zoom_id: int, rooms: Collection[BreakoutRoom]) -> None:
        """Write a meeting's one set of breakout rooms; Zoom opens none of them by itself.

        It places only people who are signed in to Zoom under exactly that address.
        """
        written = [{"name": room.name, "participants": list(room.emails)} for room in rooms]
        setting = {"breakout_room": {"enable": bool(written), "rooms": written}}
        self._meetings.update(id=_quoted(zoom_id), settings=setting)

    def delete(self, zoom_id: int) -> None:
        """Take the meeting away; one that is gone already is as good."""
        try:
            self._meetings.delete(id=_quoted(zoom_id))
        except ZoomError as error:
            if not error.means_gone:
                raise

    def start_link(self, zoom_id: int) -> str:
        """Return the address that starts the meeting as its host; good for two hours.

        Whoever has it is the host: it is fetched when it is needed, and never kept or mailed.
        """
        return str(self._meetings.get(id=_quoted(zoom_id)).get("start_url") or "")

    def registrants(self, zoom_id: int) -> dict[str, Registrant]:
        """Return the approved registrants of a meeting by their e-mail address in small letters."""
        answer = self._meetings.list_registrants(id=_quoted(zoom_id), page_size=PAGE_SIZE)
        found = [_registrant(raw) for raw in answer.get("registrants") or []]
        return {registrant.email: registrant for registrant in found}

    def add_registrant(self, zoom_id: int, email: str, name: str) -> Registrant:
        """Register a person and return the personal join link; at most 3 a day per person."""
        answer = self._meetings.add_registrant(
            id=_quoted(zoom_id), auto_approve=True, **_person(email, name)
        )
        return _registrant({"email": email, **answer})

    def add_registrants(self, zoom_id: int, people: list[tuple[str, str]]) -> list[Registrant]:
        """Register up to 30 people (e-mail, name) in one call: all of them or none."""
        answer = self._meetings.add_registrants(
            id=_quoted(zoom_id),
            auto_approve=True,
            registrants=[_person(email, name) for email, name in people],
        )
        return [_registrant(raw) for raw in answer.get("registrants") or []]

    def cancel_registrants(self, zoom_id: int, registrant_ids: list[str]) -> None:
        """Take up to 30 registrations back, so that their personal links are dead."""
        self._meetings.update_registrant_status(
            id=_quoted(zoom_id),
            action="cancel",
            registrants=[{"id": registrant_id} for registrant_id in registrant_ids],
        )

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


def _fields(spec: MeetingSpec, names: Collection[str]) -> dict[str, Any]:
    values = {
        "topic": ("topic", spec.topic),
        "start": ("start_time", spec.start.astimezone(UTC)),  # zoomus writes "Z" as it stands
        "minutes": ("duration", spec.minutes),
        "timezone": ("timezone", spec.timezone),
    }
    fields: dict[str, Any] = dict(values[name] for name in SPEC_NAMES if name in names)
    if "start" in names:
        fields["timezone"] = spec.timezone  # Zoom reads a start together with its zone
    settings = {name: spec.settings[name] for name in SETTING_NAMES if name in names}
    return {**fields, "settings": settings} if settings else fields


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
            settings={key: settings[key] for key in SETTING_NAMES if key in settings},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ZoomError("Zoom described a meeting unreadably", doubtful=True) from error


def breakout_rooms_in(raw: Any) -> tuple[BreakoutRoom, ...]:  # noqa: ANN401 -- Zoom's JSON
    """Return Zoom's description of pre-assigned rooms; raises ZoomError when it is none."""
    try:
        if not raw or not raw.get("enable"):
            return ()
        return tuple(
            BreakoutRoom(
                str(room["name"]),
                tuple(str(one).lower() for one in room.get("participants") or []),
            )
            for room in raw.get("rooms") or []
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ZoomError("Zoom described breakout rooms unreadably", doubtful=True) from error


def _person(email: str, name: str) -> dict[str, str]:
    """Return a person as Zoom wants them: e-mail, first name (never empty) and last name."""
    first, _, last = name.partition(" ")
    return {
        "email": email[:LONGEST_EMAIL],
        "first_name": first[:LONGEST_NAME] or "Guest",
        "last_name": last.strip()[:LONGEST_NAME],
    }


def _registrant(raw: dict[str, Any]) -> Registrant:
    """Return Zoom's description of a registrant; a list says `id`, an answer `registrant_id`."""
    registrant_id = str(raw.get("registrant_id") or raw.get("id") or "")
    link = str(raw.get("join_url") or "")
    if not registrant_id or not link:
        raise ZoomError("Zoom described a registrant unreadably", doubtful=True)
    return Registrant(registrant_id, str(raw.get("email") or "").lower(), link)


def _start(raw: dict[str, Any]) -> datetime:
    """Return the start; a meeting without a fixed time (type 3) has none and gets year 1."""
    text = raw.get("start_time")
    return clock.parse_instant(str(text)) if text else datetime.min.replace(tzinfo=UTC)
