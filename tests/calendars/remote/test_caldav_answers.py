from __future__ import annotations

from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from google_asked import ENTRY
from http_stand_in import Asked, Reply, served
from ics_made import HOST, WINDOW, calendar, local

from calendars.remote import caldav, caldav_server
from calendars.remote.caldav import CalDavCalendar
from calendars.remote.caldav_server import CalDavAccess
from calendars.remote.port import RemoteError

XML = {"Content-Type": "application/xml"}
EMPTY = b'<multistatus xmlns="DAV:"><sync-token>t1</sync-token></multistatus>'
ONE = b"<response><href>/c/1.ics</href><propstat><prop><getetag>1</getetag></prop><status>HTTP/1.1 200 OK</status></propstat></response>"


def stand_in(answer: Reply) -> tuple[RemoteError, list[Asked]]:
    with served(lambda _: answer) as found:
        access = CalDavAccess(f"{found.url}/c", "host", "x", timeout_seconds=1)
        with pytest.raises(RemoteError) as refused:
            CalDavCalendar(access, HOST).read(WINDOW, {})
        return refused.value, found.asked


@pytest.mark.parametrize(
    ("reply", "reason", "permanent"),
    [
        (Reply(200, b"<html>sign in</html>", {"Content-Type": "text/html"}), "makes no sense", False),
        (Reply(207, b"<html>sign in</html>", XML), "no list of entries", False),
        (Reply(207, b"<multistatus", XML), "no whole answer", False),
        (Reply(207, b"", XML), "no list of entries", False),
        (Reply(500, b"oops"), "cannot answer just now", False),
        (Reply(403, b"no"), "does not let us in", True),
        (Reply(404, b"no"), "knows no calendar", True),
        (Reply(503, b"", {"Retry-After": "120"}), "cannot answer just now", False),
        (Reply(429, b"", {"Retry-After": "soon"}), "cannot answer just now", False),
        (Reply(207, EMPTY, XML, stall=3), "no whole answer", False),
        (Reply(207, EMPTY.replace(b"<sync", ONE + b"<sync"), XML), "An entry of the calendar", False),
        (Reply(207, b'<multistatus xmlns="DAV:"><response><href>/c/</href><status>HTTP/1.1 507 Full</status></response></multistatus>', XML), "end of its list", False),
    ],
)  # fmt: skip
def test_an_answer_that_is_no_calendar_is_never_taken_for_a_free_one(
    reply: Reply, reason: str, *, permanent: bool
) -> None:
    error, _ = stand_in(reply)
    assert reason in str(error)
    assert error.permanent is permanent
    assert (error.retry_at is not None) is (reply.headers.get("Retry-After") == "120")


def scripted(request: Asked) -> Reply:
    """Be a server without sync tokens whose list is long."""
    if b"sync-collection" in request.body:
        return Reply(415, b"no such report")
    if b"calendar-timezone" in request.body:
        return Reply(500, b"")
    if b"calendar-multiget" in request.body:
        data = calendar("UID:1\nDTSTART:20261201T170000Z\nDURATION:PT1H").decode()
        inside = (
            f'<C:calendar-data xmlns:C="urn:ietf:params:xml:ns:caldav">{data}</C:calendar-data>'
        )
        one = ONE.replace(b"</getetag>", b"</getetag>" + inside.encode())
        gone = b"<response><href>/c/2.ics</href><status>HTTP/1.1 404 Not Found</status></response>"
        return Reply(207, EMPTY.replace(b"<sync", one + gone + b"<sync"), XML)
    own = b"<response><href>/c/</href><propstat><prop><resourcetype><collection/></resourcetype></prop><status>HTTP/1.1 200 OK</status></propstat></response>"
    two = ONE.replace(b"1.ics", b"2.ics")
    return Reply(207, EMPTY.replace(b"<sync", own + ONE + two + b"<sync"), XML)


def test_a_server_without_sync_tokens_is_read_by_its_list_of_versions() -> None:
    with served(scripted) as found:
        calendar_there = CalDavCalendar(CalDavAccess(f"{found.url}/c/", "host", "x"), HOST)
        first = calendar_there.read(WINDOW, {})
        assert [local(span) for span in first.busy] == ["2026-12-01 09:00 > 12-01 10:00"]
        found.asked.clear()
        second = calendar_there.read(WINDOW, first.memory)
        assert second.unchanged
        multiget = [asked.body for asked in found.asked if b"multiget" in asked.body]
        assert all(b"1.ics" not in body for body in multiget)


def test_a_long_list_is_read_page_by_page() -> None:
    def answer(request: Asked) -> Reply:
        if b"sync-collection" in request.body and b"<D:sync-token></D:sync-token>" in request.body:
            more = b"<response><href>/c/</href><status>HTTP/1.1 507 Insufficient Storage</status></response>"
            return Reply(207, EMPTY.replace(b"<sync", more + b"<sync"), XML)
        if b"sync-collection" in request.body:
            return Reply(207, EMPTY.replace(b"t1", b"t2"), XML)
        return scripted(request)

    with served(answer) as found:
        first = CalDavCalendar(CalDavAccess(f"{found.url}/c/", "host", "x"), HOST).read(WINDOW, {})
        assert first.memory["token"] == "t2"
        assert first.busy == ()


def test_a_member_that_is_no_calendar_is_refused() -> None:
    def answer(request: Asked) -> Reply:
        reply = scripted(request)
        return replace(reply, body=reply.body.replace(b"BEGIN:VCALENDAR", b"HELLO"))

    with served(answer) as found, pytest.raises(RemoteError, match="An entry of the calendar"):
        CalDavCalendar(CalDavAccess(f"{found.url}/c/", "host", "x"), HOST).read(WINDOW, {})


def test_members_that_are_named_and_kept_back_are_no_free_time() -> None:
    def answer(request: Asked) -> Reply:
        return Reply(207, EMPTY, XML) if b"multiget" in request.body else scripted(request)

    with served(answer) as found, pytest.raises(RemoteError, match="keeps back entries"):
        CalDavCalendar(CalDavAccess(f"{found.url}/c/", "host", "x"), HOST).read(WINDOW, {})


def test_a_member_that_changes_at_every_look_is_given_up() -> None:
    def answer(request: Asked) -> Reply:
        return Reply(412 if request.method == "PUT" else 200, b"x", {"ETag": '"1"'})

    with served(answer) as found, pytest.raises(RemoteError, match="keeps changing"):
        CalDavCalendar(CalDavAccess(f"{found.url}/c/", "host", "x"), HOST).write(ENTRY, {})


def test_a_refused_entry_says_why() -> None:
    with served(lambda _: Reply(507, b"full")) as found:
        there = CalDavCalendar(CalDavAccess(f"{found.url}/c/", "host", "x"), HOST)
        with pytest.raises(RemoteError, match="cannot answer just now"):
            there.write(ENTRY, {})
        with pytest.raises(RemoteError, match="cannot answer just now"):
            there.remove(ENTRY.id)


def test_a_list_that_goes_on_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caldav_server, "MOST_PAGES", 3)
    numbers = count()
    more = (
        b"<response><href>/c/</href><status>HTTP/1.1 507 Insufficient Storage</status></response>"
    )

    def answer(_: Asked) -> Reply:
        return Reply(
            207,
            EMPTY.replace(b"t1", b"t%d" % next(numbers)).replace(b"<sync", more + b"<sync"),
            XML,
        )

    with served(answer) as found, pytest.raises(RemoteError, match="end of its list"):
        CalDavCalendar(CalDavAccess(f"{found.url}/c/", "host", "x"), HOST).read(WINDOW, {})


def test_a_home_without_such_a_calendar_never_loads_its_library() -> None:
    source = Path(caldav_server.__file__).read_text(encoding="utf-8")
    assert "\nimport caldav" not in source
    assert caldav.CalDavCalendar is CalDavCalendar
