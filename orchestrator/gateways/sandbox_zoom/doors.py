"""Where links into a meeting lead: a plain page that says where Zoom would open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.gateways.sandbox_zoom import markup, meetings_table

if TYPE_CHECKING:
    import sqlite3

    from orchestrator.gateways.sandbox_zoom.exchange import Answer, Request
    from orchestrator.gateways.sandbox_zoom.links import Place
    from orchestrator.gateways.sandbox_zoom.meetings_table import Meeting

_JOIN, _START, _PERSONAL = "j", "s", "w"


def answer(request: Request, db: sqlite3.Connection, place: Place) -> Answer:
    """Answer `/j/{id}`, `/s/{id}` and `/w/{id}`: for everybody, the host, one registrant."""
    kind, _, number = request.path.removeprefix("/").partition("/")
    digits = number.isascii() and number.isdecimal() and len(number) < 19  # noqa: PLR2004 -- fits int64
    if kind not in (_JOIN, _START, _PERSONAL) or not digits:
        return _closed(404, "No such page", "Nothing is here.")
    meeting = meetings_table.find(db, int(number))
    if meeting is None or meeting.deleted_at is not None:
        return _closed(404, "No such meeting", "It does not exist, or it was deleted.")
    if kind == _START and not place.is_live_zak(request.query.get("zak", "")):
        return _closed(403, "This start link has expired", "Start links work for two hours.")
    key = request.query.get("tk", "")
    if kind == _PERSONAL and not place.is_registrant_key(meeting.id, key):
        return _closed(403, "This link does not work", "It is none of this meeting's own links.")
    who = "as its host" if kind == _START else "as a participant"
    body = f"<p>{when(meeting)} UTC</p><p>This is where Zoom would open {who}.</p>"
    return markup.page("Zoom would open here", markup.section(meeting.topic, body))


def when(meeting: Meeting) -> str:
    """Return a meeting's start in UTC and its length, for people."""
    if meeting.start_time is None:
        return "at once"
    return f"{meeting.start_time:%a %d %b %Y %H:%M} for {meeting.duration} min"


def _closed(status: int, title: str, sentence: str) -> Answer:
    return markup.page(title, f"<section><p>{sentence}</p></section>", status)
