"""Meetings that run: start, end, and people who join, change rooms and leave."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from orchestrator.gateways.sandbox_zoom import attendance_table, events, meetings_table

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from orchestrator.gateways.sandbox_zoom.attendance_table import Visit
    from orchestrator.gateways.sandbox_zoom.database import Database
    from orchestrator.gateways.sandbox_zoom.events import Event
    from orchestrator.gateways.sandbox_zoom.meetings_table import Meeting

_STARTED = "started"


def end(db: sqlite3.Connection, meeting: Meeting) -> Event:
    """End a running meeting: everybody leaves, and the next run has another uuid."""
    attendance_table.close_session(db, meeting.uuid)
    ended = replace(meeting, status="waiting", uuid=meetings_table.new_uuid())
    meetings_table.save(db, ended)
    return events.meeting_event("ended", meeting)


class Attendance:
    """Plays host and participants; each step announces its webhook event.

    Every method raises LookupError for a meeting or participant that is not there, and
    ValueError for a step that makes no sense now.
    """

    def __init__(self, database: Database, announce: Callable[[Event], None]) -> None:
        self._database = database
        self._announce = announce

    def start_meeting(self, meeting_id: int) -> None:
        """Start a meeting as its host."""
        with self._database.write() as db:
            meeting = _meeting(db, meeting_id)
            if meeting.status == _STARTED:
                raise ValueError(f"meeting {meeting_id} runs already")
            meetings_table.save(db, replace(meeting, status=_STARTED))
            attendance_table.open_session(db, meeting)
        self._announce(events.meeting_event("started", meeting))

    def end_meeting(self, meeting_id: int) -> None:
        """End a meeting for all."""
        with self._database.write() as db:
            ended = end(db, _running(db, meeting_id))
        self._announce(ended)

    def join(
        self, meeting_id: int, name: str, *, email: str = "", registrant_id: str = ""
    ) -> Visit:
        """Let somebody join a running meeting."""
        with self._database.write() as db:
            meeting = _running(db, meeting_id)
            visit = attendance_table.enter(
                db, meeting.uuid, name, email=email, registrant_id=registrant_id
            )
        self._announce(events.visit_event("participant_joined", meeting, visit))
        return visit

    def leave(self, participant_uuid: str) -> None:
        """Let a participant leave, out of a breakout room first."""
        self.enter_room(participant_uuid, "")
        with self._database.write() as db:
            meeting, visit = _present(db, participant_uuid)
            attendance_table.leave(db, visit)
        self._announce(events.visit_event("participant_left", meeting, visit))

    def enter_room(self, participant_uuid: str, room: str) -> None:
        """Move a participant into a breakout room; an empty name leads to the main room."""
        with self._database.write() as db:
            meeting, visit = _present(db, participant_uuid)
            attendance_table.move(db, visit, room)
        if visit.room == room:
            return
        if visit.room:
            self._announce(events.visit_event("participant_left_breakout_room", meeting, visit))
        if room:
            moved = replace(visit, room=room)
            self._announce(events.visit_event("participant_joined_breakout_room", meeting, moved))

    def visit(self, user_id: int) -> Visit:
        """Return one visit by its number."""
        with self._database.read() as db:
            found = attendance_table.visit_by_number(db, user_id)
        if found is None:
            raise LookupError(f"no participant {user_id}")
        return found

    def present(self, meeting_id: int) -> list[Visit]:
        """Return who is in a running meeting now, in the order of arrival."""
        with self._database.read() as db:
            meeting = _running(db, meeting_id)
            visits = attendance_table.visits(db, meeting.uuid)
        return [visit for visit in visits if visit.left_at is None]


def _meeting(db: sqlite3.Connection, meeting_id: int) -> Meeting:
    meeting = meetings_table.find(db, meeting_id)
    if meeting is None or meeting.deleted_at is not None:
        raise LookupError(f"no meeting {meeting_id}")
    return meeting


def _running(db: sqlite3.Connection, meeting_id: int) -> Meeting:
    meeting = _meeting(db, meeting_id)
    if meeting.status != _STARTED:
        raise ValueError(f"meeting {meeting_id} does not run")
    return meeting


def _present(db: sqlite3.Connection, participant_uuid: str) -> tuple[Meeting, Visit]:
    visit = attendance_table.find_visit(db, participant_uuid)
    if visit is None or visit.left_at is not None:
        raise LookupError(f"no participant {participant_uuid}")
    [session] = attendance_table.sessions(db, visit.session, ended=False)
    return _meeting(db, session.meeting_id), visit
