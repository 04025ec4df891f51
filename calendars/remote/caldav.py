"""A calendar on any CalDAV server: what changed is fetched, and expanded here.

Servers' own free-busy answers are not asked for: they put all-day and floating times at UTC.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from calendars import busy, clock, ical
from calendars.entry import Entry, EntryStatus
from calendars.remote.caldav_server import CalDavServer
from calendars.remote.port import RemoteError, RemoteReading, memory_key, refusal, still_holds
from calendars.slimming import slim

if TYPE_CHECKING:
    from calendars.busy import Policy, Span
    from calendars.remote.caldav_server import CalDavAccess, Changes
    from calendars.remote.port import Memory, WrittenEntry

    Events = dict[str, list[str]]  # by path: its version, and its slimmed text

EMPTY = "BEGIN:VCALENDAR\nEND:VCALENDAR\n"
AT_ONCE = 100
OK_FROM, OK_BELOW = 200, 300
NOT_FOUND, CONFLICT, GONE, CHANGED = 404, 409, 410, 412
MOST_TRIES = 4


class CalDavCalendar:
    """A calendar on a CalDAV server."""

    def __init__(self, access: CalDavAccess, policy: Policy) -> None:
        self._access = access
        self._policy = policy

    def read(self, window: Span, memory: Memory) -> RemoteReading:
        """Return when its owner is busy, having asked only for what changed. Raises RemoteError."""
        key = memory_key(window, self._policy)
        known = memory if memory.get("stance") == key["stance"] else {}
        with closing(CalDavServer(self._access)) as server:
            changes = server.changes(known.get("token", ""))
            events = self._events(server, known.get("events", {}), changes)
            zone = known["zone"] if known else server.zone()
        now = {**key, "token": changes.token, "events": events, "zone": zone}
        if events == known.get("events") and still_holds(known, key):
            return RemoteReading(memory={**now, "window": known["window"]}, unchanged=True)
        policy = replace(self._policy, zone=zone) if zone else self._policy
        texts = "".join(text for _, text in events.values()) or EMPTY
        try:
            found = busy.read(texts.encode(), window, policy)
        except busy.CalendarUnreadable as error:
            raise RemoteError(str(error)) from error
        return RemoteReading(found.busy, found.listed, found.notes, now)

    def write(self, entry: WrittenEntry, memory: Memory) -> Memory:
        """Put the entry under its own name; what a person changed in it meanwhile is overwritten.

        Raises RemoteError.
        """
        body = _body(entry)
        version = memory.get("etag", "")
        with closing(CalDavServer(self._access)) as server:
            path = f"{entry.id}.ics"
            for _ in range(MOST_TRIES):
                only = {"If-Match": version} if version else {"If-None-Match": "*"}
                put = server.send("PUT", path, body, {**only, "Content-Type": "text/calendar"})
                if OK_FROM <= put.status < OK_BELOW:
                    return {"etag": put.version}
                if put.status not in (CHANGED, NOT_FOUND, GONE):
                    raise _refused_entry(put.status)
                there = server.send("GET", path, "", {})
                version = there.version if there.status < OK_BELOW else ""
        raise RemoteError("The calendar's server does not take the entry: it keeps changing there.")

    def remove(self, entry_id: str) -> None:
        """Delete the entry, if it is there. Raises RemoteError."""
        with closing(CalDavServer(self._access)) as server:
            answer = server.send("DELETE", f"{entry_id}.ics", "", {})
            if not (OK_FROM <= answer.status < OK_BELOW or answer.status in (NOT_FOUND, GONE)):
                raise _refused_entry(answer.status)

    def _events(self, server: CalDavServer, known: Events, changes: Changes) -> Events:
        """Return the calendar's events: of what is listed, only what is new is fetched."""
        kept: Events = {} if changes.whole else dict(known)
        wanted: list[str] = []
        for item in changes.items:
            path = _path(item.href)
            before = known.get(path)
            if item.is_gone:
                kept.pop(path, None)
            elif before and item.etag and before[0] == item.etag:
                kept[path] = before
            else:
                wanted.append(item.href)
        for begin in range(0, len(wanted), AT_ONCE):
            kept.update(self._fetched(server, wanted[begin : begin + AT_ONCE]))
        return kept

    def _fetched(self, server: CalDavServer, hrefs: list[str]) -> Events:
        found: Events = {}
        answered = set()
        for item in server.contents(hrefs):
            answered.add(_path(item.href))
            if item.is_gone:
                continue  # deleted since it was listed
            try:
                text = slim(item.content.encode(), self._policy.addresses)
            except busy.CalendarUnreadable as error:
                raise RemoteError(f"An entry of the calendar cannot be read: {error}") from error
            found[_path(item.href)] = [item.etag, text]
        if not answered >= {_path(href) for href in hrefs}:
            raise RemoteError("The calendar's server keeps back entries that it named.")
        return found


def _path(href: str) -> str:
    """Return what names a member, however the server writes it."""
    return unquote(urlsplit(href).path)


def _refused_entry(status: int) -> RemoteError:
    if status == CONFLICT:
        return RemoteError(
            "The calendar holds this entry already, put there by somebody else.", permanent=True
        )
    return refusal(status, {}, "The calendar's server")


def _body(entry: WrittenEntry) -> str:
    made = Entry(
        uid=entry.uid,
        sequence=entry.sequence,
        changed_at=clock.now(),
        summary=entry.summary,
        status=EntryStatus.CONFIRMED,
        start=entry.start,
        end=entry.end,
        description=entry.description,
        location=entry.location,
    )
    return ical.write([made]).decode()
