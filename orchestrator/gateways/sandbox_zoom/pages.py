"""The pages a person opens: the board of meetings and calls, and where Zoom would open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.gateways.sandbox_zoom import call_log, markup, meetings_table, users_table
from orchestrator.gateways.sandbox_zoom.exchange import Answer, Request
from orchestrator.gateways.sandbox_zoom.stylesheet import CSS

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from orchestrator.gateways.sandbox_zoom.call_log import LoggedCall
    from orchestrator.gateways.sandbox_zoom.database import Database
    from orchestrator.gateways.sandbox_zoom.links import Place
    from orchestrator.gateways.sandbox_zoom.meetings_table import Meeting

_CALLS_SHOWN = 30
_FIRST_ERROR = 400


def answer(request: Request, database: Database, place: Place) -> Answer:
    """Answer a request for a page."""
    if request.method not in ("GET", "HEAD"):
        return markup.page("This page only shows something", "", 405)
    if request.path == "/style.css":
        return Answer(200, CSS.encode(), "text/css; charset=utf-8")
    with database.read() as db:
        if request.path == "/":
            return _board(db)
        return _door(request, db, place)


def _board(db: sqlite3.Connection) -> Answer:
    hosts = {user.id: user.email for user in users_table.every(db)}
    meetings = sorted(meetings_table.every(db), key=_order)
    body = markup.section(
        f"Meetings ({sum(one.deleted_at is None for one in meetings)})",
        markup.table(
            ["Topic", "When (UTC)", "Host", "State", "Tag"],
            [_meeting_row(meeting, hosts[meeting.host_id]) for meeting in meetings],
        ),
    )
    body += markup.section(
        "Last calls",
        markup.table(
            ["At (UTC)", "Call", "Status", "Remark"],
            [_call_row(call) for call in reversed(call_log.last(db, _CALLS_SHOWN))],
        ),
    )
    return markup.page("Sandbox Zoom", body)


def _order(meeting: Meeting) -> tuple[bool, datetime]:
    return meeting.deleted_at is not None, meeting.start_time or meeting.created_at


def _meeting_row(meeting: Meeting, host: str) -> list[str]:
    state = "deleted" if meeting.deleted_at else meeting.status
    return [
        f"{markup.text(meeting.topic)}<br><code class=soft>{meeting.id}</code>",
        _when(meeting),
        markup.text(host),
        f'<span class="state {state}">{state}</span>',
        f"<code>{markup.text(meeting.tag)}</code>" if meeting.tag else "none",
    ]


def _call_row(call: LoggedCall) -> list[str]:
    mood = "ok" if 0 < call.status < _FIRST_ERROR else "failed"
    return [
        f"{call.at:%Y-%m-%d %H:%M:%S}",
        f"<code>{markup.text(call.method)} {markup.text(call.path)}</code>",
        f'<span class="state {mood}">{call.status or "no answer"}</span>',
        markup.text(call.remark),
    ]


def _when(meeting: Meeting) -> str:
    if meeting.start_time is None:
        return "at once"
    return f"{meeting.start_time:%a %d %b %Y %H:%M} for {meeting.duration} min"


def _door(request: Request, db: sqlite3.Connection, place: Place) -> Answer:
    """Show where a join or start link leads."""
    kind, _, number = request.path.removeprefix("/").partition("/")
    digits = number.isascii() and number.isdecimal() and len(number) < 19  # noqa: PLR2004 -- fits int64
    if kind not in ("j", "s", "w") or not digits:
        return markup.page("No such page", "<p>Nothing is here.</p>", 404)
    meeting = meetings_table.find(db, int(number))
    if meeting is None or meeting.deleted_at is not None:
        body = "<section><p>This meeting does not exist, or it was deleted.</p></section>"
        return markup.page("No such meeting", body, 404)
    if kind == "s" and not place.is_live_zak(request.query.get("zak", "")):
        body = "<section><p>Start links work for two hours. Fetch a fresh one.</p></section>"
        return markup.page("This start link has expired", body, 403)
    if kind == "w" and not place.is_registrant_key(meeting.id, request.query.get("tk", "")):
        body = "<section><p>This personal link is not one of ours.</p></section>"
        return markup.page("This link does not work", body, 403)
    who = "as its host" if kind == "s" else "as a participant"
    body = f"<p>{_when(meeting)} UTC</p><p>This is where Zoom would open {who}.</p>"
    return markup.page("Zoom would open here", markup.section(meeting.topic, body))
