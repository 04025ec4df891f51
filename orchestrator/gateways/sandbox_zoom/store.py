"""The sandbox's state for tests, demo and page: look at it, and change it "by hand"."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from orchestrator.gateways.sandbox_zoom import (
    call_log,
    events,
    instants,
    limits,
    meeting_body,
    meetings_api,
    meetings_table,
    registrants_table,
    users_table,
)

if TYPE_CHECKING:
    import sqlite3

    from orchestrator.gateways.sandbox_zoom.call_log import LoggedCall
    from orchestrator.gateways.sandbox_zoom.database import Database
    from orchestrator.gateways.sandbox_zoom.late_calls import LateCalls
    from orchestrator.gateways.sandbox_zoom.meetings_table import Meeting
    from orchestrator.gateways.sandbox_zoom.registrants_table import Registrant
    from orchestrator.gateways.sandbox_zoom.users_table import User

DEMO_HOST = "facilitator@example.com"
DEMO_BASIC_HOST = "assistant@example.com"


class Store:
    """What a person sees and does in Zoom's own web pages: no token, no limits, no faults."""

    def __init__(self, database: Database, late: LateCalls) -> None:
        self._database = database
        self._announce = late.announce
        self._settle = late.land_due
        with database.write() as db:
            if not users_table.every(db):
                users_table.insert(db, users_table.new_user(DEMO_HOST, owner=True))
                users_table.insert(db, users_table.new_user(DEMO_BASIC_HOST, licensed=False))

    def users(self) -> list[User]:
        """Return every user."""
        with self._database.read() as db:
            return users_table.every(db)

    def add_user(self, email: str, *, licensed: bool = True, capacity: int = 100) -> User:
        """Return the user of that address, made now unless there is one."""
        with self._database.write() as db:
            user = users_table.new_user(email, licensed=licensed, capacity=capacity)
            users_table.insert(db, user)
            found = users_table.find(db, email)
        assert found is not None  # noqa: S101 -- just stored
        return found

    def meetings(self, *, deleted: bool = True) -> list[Meeting]:
        """Return the meetings of all hosts in the order of creation, deleted ones by default."""
        self._settle()
        with self._database.read() as db:
            return meetings_table.every(db, deleted=deleted)

    def meeting(self, meeting_id: int) -> Meeting:
        """Return one meeting, deleted or not; raises LookupError."""
        self._settle()
        with self._database.read() as db:
            found = meetings_table.find(db, meeting_id)
        if found is None:
            raise LookupError(f"no meeting {meeting_id}")
        return found

    def edit_meeting(self, meeting_id: int, **fields: object) -> Meeting:
        """Change a meeting by hand; fields as in Zoom's API, a start time may be a datetime.

        Raises LookupError, and ZoomError for a value that Zoom would not take.
        """
        start = fields.get("start_time")
        if isinstance(start, datetime):
            fields["start_time"] = instants.zoom_text(start)
        with self._database.write() as db:
            meeting = _alive(db, meeting_id)
            checked = meeting_body.check(fields, zone=meeting.timezone)
            host = users_table.find(db, meeting.host_id)
            assert host is not None  # noqa: S101 -- a foreign key
            edited = meetings_api.changed(meeting, host, checked)
            meetings_table.save(db, edited)
        self._announce(events.meeting_updated(meeting, edited))
        return edited

    def delete_meeting(self, meeting_id: int) -> Meeting:
        """Delete a meeting by hand and return it as it is now; raises LookupError."""
        with self._database.write() as db:
            gone = meetings_table.delete(db, _alive(db, meeting_id))
        self._announce(events.meeting_event("deleted", gone))
        return gone

    def registrants(self, meeting_id: int) -> list[Registrant]:
        """Return everybody who ever registered for a meeting and was not removed."""
        with self._database.read() as db:
            return registrants_table.every(db, meeting_id)

    def calls(self, count: int = 1_000_000) -> list[LoggedCall]:
        """Return the last calls, the newest last."""
        with self._database.read() as db:
            return call_log.last(db, count)

    def meeting_calls_used(self, host_id: str) -> int:
        """Return how many creates and updates a host has used this UTC day."""
        with self._database.read() as db:
            return limits.meeting_calls_used(db, host_id)


def _alive(db: sqlite3.Connection, meeting_id: int) -> Meeting:
    found = meetings_table.find(db, meeting_id)
    if found is None or found.deleted_at is not None:
        raise LookupError(f"no meeting {meeting_id}")
    return found
