"""A Google calendar: changes by sync token, and entries under our own ids."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from calendars import busy
from calendars.remote.google_api import GoogleApi, GoogleRefusal
from calendars.remote.google_events import SELF, as_text, event_lines, is_deleted
from calendars.remote.port import (
    OnlyRead,
    RemoteError,
    RemoteReading,
    memory_key,
    still_holds,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from calendars.busy import Policy, Span
    from calendars.remote.google_api import GoogleAccess
    from calendars.remote.port import Memory, WrittenEntry

    Events = dict[str, list[str]]  # by id: its lines, the id of its series, and its UID

PAGE = 2500
MOST_PAGES = 50
BEFORE = timedelta(days=1)
LONGEST_QUESTION = timedelta(days=60)  # Google refuses free/busy questions over long spans
MOST_TRIES = 4
NOT_FOUND, CONFLICT, GONE, CHANGED = 404, 409, 410, 412


class GoogleCalendar:
    """A calendar at Google whose events we may read, and perhaps write."""

    def __init__(self, access: GoogleAccess, policy: Policy) -> None:
        self._access = access
        self._policy = replace(policy, addresses=frozenset({SELF}))

    def read(self, window: Span, memory: Memory) -> RemoteReading:
        """Return when its owner is busy, having asked only for what changed. Raises RemoteError."""
        key = memory_key(window, self._policy)
        known = memory if _goes_on(memory, key) else {}
        with closing(GoogleApi(self._access)) as api:
            try:
                found = _Synced(api, self._access.calendar_id, known, window)
            except GoogleRefusal as error:
                if error.status != GONE or not known:
                    raise
                known = {}  # the token is too old: everything anew
                found = _Synced(api, self._access.calendar_id, known, window)
        now = {**key, **found.memory()}
        if found.events == known.get("events") and still_holds(known, key):
            return RemoteReading(memory={**now, "window": known["window"]}, unchanged=True)
        return self._expanded(found.events, found.zone, window, now)

    def _expanded(self, events: Events, zone: str, window: Span, memory: Memory) -> RemoteReading:
        own = self._policy.own
        texts = [event[0] for name, event in events.items() if not own & {name, *event[1:]}]
        policy = replace(self._policy, zone=zone) if zone else self._policy
        try:
            found = busy.read(as_text(texts).encode(), window, policy)
        except busy.CalendarUnreadable as error:
            raise RemoteError(str(error)) from error
        return RemoteReading(found.busy, found.listed, found.notes, memory)

    def write(self, entry: WrittenEntry, memory: Memory) -> Memory:
        """Insert the entry under our id, or update it; one that was deleted is brought back.

        Raises RemoteError.
        """
        version = memory.get("etag", "")
        with closing(GoogleApi(self._access)) as api:
            for _ in range(MOST_TRIES):
                try:
                    return {"etag": api.run(self._put(api, entry, version)).get("etag", "")}
                except GoogleRefusal as error:
                    if error.status not in (NOT_FOUND, CONFLICT, GONE, CHANGED):
                        raise
                    if error.status == NOT_FOUND and not version:
                        raise  # it is the calendar that is not there
                version = self._version(api, entry.id)
        raise RemoteError("Google does not take the entry: it keeps changing there.")

    def remove(self, entry_id: str) -> None:
        """Delete the entry, if it is there. Raises RemoteError."""
        with closing(GoogleApi(self._access)) as api:
            request = api.service.events().delete(
                calendarId=self._access.calendar_id, eventId=entry_id, sendUpdates="none"
            )
            try:
                api.run(request)
            except GoogleRefusal as error:
                if error.status not in (NOT_FOUND, GONE):
                    raise

    def _put(self, api: GoogleApi, entry: WrittenEntry, version: str) -> Any:  # noqa: ANN401 -- a type of Google's
        body, where = _body(entry), {"calendarId": self._access.calendar_id, "sendUpdates": "none"}
        if not version:
            return api.service.events().insert(body=body, **where)
        request = api.service.events().update(eventId=entry.id, body=body, **where)
        request.headers["If-Match"] = version
        return request

    def _version(self, api: GoogleApi, entry_id: str) -> str:
        """Return the version of the entry that is there, or an empty text."""
        events = api.service.events()
        try:
            found = api.run(events.get(calendarId=self._access.calendar_id, eventId=entry_id))
        except GoogleRefusal as error:
            if error.status not in (NOT_FOUND, GONE):
                raise
            return ""
        return str(found.get("etag", ""))


class GoogleFreeBusy(OnlyRead):
    """A calendar at Google of which we may only see when it is busy."""

    def __init__(self, access: GoogleAccess, policy: Policy) -> None:
        self._access = access
        self._policy = policy

    def read(self, window: Span, memory: Memory) -> RemoteReading:
        """Return when its owner is busy, as Google works it out. Raises RemoteError.

        An answer of 200 that holds `errors` in place of times is a refusal, not a free calendar.
        """
        found: set[Span] = set()
        with closing(GoogleApi(self._access)) as api:
            for begin, end in _pieces(window):
                body = {
                    "timeMin": begin.isoformat(),
                    "timeMax": end.isoformat(),
                    "items": [{"id": self._access.calendar_id}],
                }
                answer = api.run(api.service.freebusy().query(body=body))
                found.update(self._spans(answer))
        key = memory_key(window, self._policy)
        spans = sorted(found)
        told = [[int(moment.timestamp()) for moment in span] for span in spans]
        if memory.get("told") == told and still_holds(memory, key):
            return RemoteReading(memory=memory, unchanged=True)
        return RemoteReading(tuple(spans), memory={**key, "told": told})

    def _spans(self, answer: dict[str, Any]) -> Iterator[Span]:
        told = (answer.get("calendars") or {}).get(self._access.calendar_id)
        if (
            not isinstance(told, dict)
            or told.get("errors")
            or not isinstance(told.get("busy"), list)
        ):
            raise RemoteError("Google does not tell when this calendar is busy.")
        try:
            for span in told["busy"]:
                start, end = (datetime.fromisoformat(span[name]) for name in ("start", "end"))
                yield start.astimezone(UTC), end.astimezone(UTC)
        except (ValueError, KeyError, TypeError) as error:
            raise RemoteError("Google tells busy times that make no sense.") from error


class _Synced:
    """The events of a calendar, brought up to date from what was known of it."""

    def __init__(self, api: GoogleApi, calendar_id: str, known: Memory, window: Span) -> None:
        self.events: Events = dict(known.get("events", {}))
        self.zone = str(known.get("zone", ""))
        first = window[0] - BEFORE
        self._from = known.get("from", int(first.timestamp()))
        # A sync token goes together with none of the filters; the first question's stay in force.
        asked = {"syncToken": known["token"]} if known else {"timeMin": first.isoformat()}
        self._token, page = "", ""
        for _ in range(MOST_PAGES):
            request = api.service.events().list(
                calendarId=calendar_id,
                singleEvents=False,
                maxResults=PAGE,
                **asked,
                **({"pageToken": page} if page else {}),
            )
            answer = api.run(request)
            self._take(answer)
            page = answer.get("nextPageToken", "")
            if not page:
                break
        if page or not self._token:
            raise RemoteError("Google's list of events never ends.")

    def memory(self) -> Memory:
        """Return what the next read goes on from."""
        return {
            "events": self.events,
            "zone": self.zone,
            "token": self._token,
            "from": self._from,
        }

    def _take(self, answer: dict[str, Any]) -> None:
        items = answer.get("items")
        if not isinstance(items, list):
            raise RemoteError("Google answered something that is no list of events.")
        self.zone = str(answer.get("timeZone") or self.zone)
        self._token = str(answer.get("nextSyncToken") or "")
        for event in items:
            name = str(event.get("id", ""))
            if not is_deleted(event):
                names = (event.get("recurringEventId"), event.get("iCalUID"))
                self.events[name] = [event_lines(event), *(str(one or "") for one in names)]
                continue
            gone = [one for one, known in self.events.items() if name in (one, known[1])]
            for one in gone:
                del self.events[one]


def _goes_on(memory: Memory, key: Memory) -> bool:
    """Say whether the events known so far are all that the window needs."""
    same = bool(memory.get("token")) and memory.get("stance") == key["stance"]
    return same and bool(memory["from"] <= key["window"][0])


def _pieces(window: Span) -> Iterator[Span]:
    begin = window[0]
    while begin < window[1]:
        end = min(begin + LONGEST_QUESTION, window[1])
        yield begin, end
        begin = end


def _body(entry: WrittenEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "status": "confirmed",
        "summary": entry.summary,
        "description": entry.description,
        "location": entry.location,
        "start": {"dateTime": entry.start.isoformat(), "timeZone": "UTC"},
        "end": {"dateTime": entry.end.isoformat(), "timeZone": "UTC"},
        "transparency": "opaque",
        "extendedProperties": {"private": {"orchestratorUid": entry.uid}},
    }
