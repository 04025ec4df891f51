from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from urllib.error import HTTPError

import pytest
from google_asked import ENTRY as WRITTEN
from ics_made import HOST, WINDOW, calendar, local
from radicale_server import Radicale, new_calendar, running

from calendars.remote import caldav, caldav_server
from calendars.remote.caldav import CalDavCalendar
from calendars.remote.caldav_server import CalDavAccess
from calendars.remote.port import RemoteError

NUMBERS = count()
ENTRY = replace(
    WRITTEN, id="b7f0", description="First line\nsecond", location="https://example.org/join/x"
)
FOREIGN = """BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:+0900
TZOFFSETTO:+0900
END:STANDARD
END:VTIMEZONE
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(tmp_path_factory.mktemp("radicale")) as url:
        yield url


@pytest.fixture
def radicale(server: str) -> Radicale:
    return new_calendar(server, f"calendar-{next(NUMBERS)}")


def remote(found: Radicale, **changes: str) -> CalDavCalendar:
    access = CalDavAccess(url=found.url, user=found.user, password=found.password)
    return CalDavCalendar(replace(access, **changes), HOST)  # type: ignore[arg-type]


def put(found: Radicale, name: str, lines: str, head: str = "") -> None:
    found.ask(
        "PUT", f"{name}.ics", calendar(f"UID:{name}\nDTSTAMP:20261101T000000Z\n{lines}", head=head)
    )


def at(day: str, more: str = "") -> str:
    return f"SUMMARY:Call\nDTSTART;TZID=America/Los_Angeles:{day}T090000\nDURATION:PT1H\n{more}"


def test_an_empty_calendar_is_never_busy_and_a_second_read_says_so(radicale: Radicale) -> None:
    first = remote(radicale).read(WINDOW, {})
    assert (first.busy, first.unchanged) == ((), False)
    assert remote(radicale).read(WINDOW, first.memory).unchanged


def test_events_are_read_and_expanded_here(radicale: Radicale) -> None:
    put(radicale, "one", at("20261201"))
    put(radicale, "series", at("20261202", "RRULE:FREQ=WEEKLY;COUNT=2"))
    put(radicale, "gone", at("20261203", "STATUS:CANCELLED"))
    put(radicale, "free", at("20261204", "TRANSP:TRANSPARENT"))
    put(radicale, "day", "SUMMARY:Off\nDTSTART;VALUE=DATE:20261205")
    put(
        radicale,
        "odd",
        "SUMMARY:Odd\nDTSTART;TZID=Customized Time Zone:20261206T120000\nDURATION:PT1H",
        FOREIGN,
    )
    radicale.ask(
        "PUT",
        "todo.ics",
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VTODO\r\nUID:todo\r\nDTSTAMP:20261101T000000Z\r\nSUMMARY:x\r\nEND:VTODO\r\nEND:VCALENDAR\r\n",
    )
    found = remote(radicale).read(WINDOW, {})
    assert [local(span) for span in found.busy] == [
        "2026-12-01 09:00 > 12-01 10:00", "2026-12-02 09:00 > 12-02 10:00", "2026-12-05 00:00 > 12-06 00:00",
        "2026-12-05 19:00 > 12-05 20:00", "2026-12-09 09:00 > 12-09 10:00",
    ]  # fmt: skip


def test_a_later_read_fetches_only_what_changed(
    radicale: Radicale, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in range(1, 6):
        put(radicale, f"day-{day}", at(f"2026120{day}"))
    first = remote(radicale).read(WINDOW, {})
    put(radicale, "day-2", at("20261220"))
    radicale.ask("DELETE", "day-3.ics")
    put(radicale, "new", at("20261221"))
    fetched: list[str] = []
    contents = caldav_server.CalDavServer.contents

    def counted(self: caldav_server.CalDavServer, hrefs: list[str]) -> object:
        fetched.extend(hrefs)
        return contents(self, hrefs)

    monkeypatch.setattr(caldav_server.CalDavServer, "contents", counted)
    second = remote(radicale).read(WINDOW, first.memory)
    assert sorted(href.rpartition("/")[2] for href in fetched) == ["day-2.ics", "new.ics"]
    assert [local(span)[:10] for span in second.busy] == [
        "2026-12-01", "2026-12-04", "2026-12-05", "2026-12-20", "2026-12-21",
    ]  # fmt: skip
    assert remote(radicale).read(WINDOW, second.memory).unchanged


def test_a_window_or_a_stance_that_was_not_read_before_is_read_now(radicale: Radicale) -> None:
    put(radicale, "one", at("20261201"))
    first = remote(radicale).read(WINDOW, {})
    inside = (WINDOW[0] + timedelta(days=1), WINDOW[1])
    beyond = (WINDOW[0], WINDOW[1] + timedelta(days=1))
    assert remote(radicale).read(inside, first.memory).unchanged
    assert not remote(radicale).read(beyond, first.memory).unchanged
    assert len(remote(radicale).read(beyond, first.memory).busy) == 1
    other = CalDavCalendar(
        CalDavAccess(radicale.url, radicale.user, radicale.password),
        replace(HOST, tentative_blocks=False),
    )
    assert not other.read(WINDOW, first.memory).unchanged


def test_a_token_that_the_server_forgot_is_no_trouble(radicale: Radicale) -> None:
    put(radicale, "one", at("20261201"))
    first = remote(radicale).read(WINDOW, {})
    put(radicale, "two", at("20261202"))
    radicale.ask("DELETE", "one.ics")
    for token in ("http://radicale.org/ns/sync/" + "0" * 64, "no token at all"):
        found = remote(radicale).read(WINDOW, {**first.memory, "token": token})
        assert [local(span)[:10] for span in found.busy] == ["2026-12-02"]


def test_nothing_personal_is_remembered(radicale: Radicale) -> None:
    put(radicale, "one", at("20261201", "DESCRIPTION:my secret\nATTENDEE:mailto:ana@example.org"))
    memory = str(remote(radicale).read(WINDOW, {}).memory)
    assert "secret" not in memory
    assert "ana@example.org" not in memory


def test_the_calendars_own_zone_is_used_for_days(radicale: Radicale) -> None:
    zone = "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:Asia/Tokyo\nEND:VTIMEZONE\nEND:VCALENDAR\n"
    body = f'<D:propertyupdate xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop><C:calendar-timezone>{zone}</C:calendar-timezone></D:prop></D:set></D:propertyupdate>'
    radicale.ask("PROPPATCH", body=body.encode(), Content_Type="text/xml")
    put(radicale, "day", "SUMMARY:Off\nDTSTART;VALUE=DATE:20261205")
    found = remote(radicale).read(WINDOW, {})
    assert [local(span) for span in found.busy] == ["2026-12-04 07:00 > 12-05 07:00"]


def test_more_events_than_go_into_one_request_are_all_read(
    radicale: Radicale, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caldav, "AT_ONCE", 10)
    events = "".join(
        calendar(f"UID:{n}\nDTSTAMP:20261101T000000Z\n{at(f'2026120{n % 9 + 1}')}")
        .decode()
        .partition("EN\r\n")[2]
        .replace("END:VCALENDAR\r\n", "")
        for n in range(25)
    )
    whole = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{events}END:VCALENDAR\r\n"
    radicale.ask("DELETE")
    radicale.ask("PUT", "", whole.encode())
    found = remote(radicale).read(WINDOW, {})
    assert len(found.memory["events"]) == 25
    assert len(found.busy) == 9


def test_an_event_that_cannot_be_read_is_named_and_nothing_is_freed(radicale: Radicale) -> None:
    put(radicale, "one", "SUMMARY:Rare\nDTSTART:20261201T170000Z\nRRULE:FREQ=MINUTELY;COUNT=9")
    with pytest.raises(
        RemoteError, match="'Rare' cannot be read: it repeats more often than daily"
    ):
        remote(radicale).read(WINDOW, {})


def test_an_entry_is_written_once_however_often_it_is_asked_for(radicale: Radicale) -> None:
    for _ in range(3):  # each time without memory, as if every answer had been lost
        remote(radicale).write(ENTRY, {})
    assert radicale.ask("GET").count(b"BEGIN:VEVENT") == 1
    text = radicale.ask("GET", "b7f0.ics").decode()
    assert "UID:consultation-1@example.org" in text
    assert "SUMMARY:Consultation: Ana" in text
    found = remote(radicale).read(WINDOW, {})
    assert [local(span) for span in found.busy] == ["2026-12-01 09:00 > 12-01 09:30"]
    own = CalDavCalendar(
        CalDavAccess(radicale.url, radicale.user, radicale.password),
        replace(HOST, own=frozenset({ENTRY.uid})),
    )
    assert own.read(WINDOW, {}).busy == ()


def test_an_entry_moves_when_it_is_written_again(radicale: Radicale) -> None:
    memory = remote(radicale).write(ENTRY, {})
    moved = replace(
        ENTRY, start=ENTRY.start + timedelta(days=1), end=ENTRY.end + timedelta(days=1), sequence=1
    )
    after = remote(radicale).write(moved, memory)
    assert after != memory
    assert "SEQUENCE:1" in radicale.ask("GET", "b7f0.ics").decode()


def test_what_a_person_changed_or_deleted_meanwhile_is_put_right(radicale: Radicale) -> None:
    memory = remote(radicale).write(ENTRY, {})
    text = radicale.ask("GET", "b7f0.ics").replace(b"Consultation: Ana", b"Mine now")
    radicale.ask("PUT", "b7f0.ics", text)
    memory = remote(radicale).write(ENTRY, memory)
    assert b"Consultation: Ana" in radicale.ask("GET", "b7f0.ics")
    radicale.ask("DELETE", "b7f0.ics")
    remote(radicale).write(ENTRY, memory)
    assert b"Consultation: Ana" in radicale.ask("GET", "b7f0.ics")


def test_an_entry_is_removed_once_and_for_all(radicale: Radicale) -> None:
    remote(radicale).write(ENTRY, {})
    remote(radicale).remove(ENTRY.id)
    remote(radicale).remove(ENTRY.id)
    with pytest.raises(HTTPError) as gone:
        radicale.ask("GET", "b7f0.ics")
    gone.value.close()
    assert gone.value.code == 404


def test_an_entry_that_somebody_else_put_there_is_left_alone(radicale: Radicale) -> None:
    radicale.ask(
        "PUT", "other.ics", calendar(f"UID:{ENTRY.uid}\nDTSTAMP:20261101T000000Z\n{at('20261201')}")
    )
    with pytest.raises(RemoteError, match="holds this entry already") as refused:
        remote(radicale).write(ENTRY, {})
    assert refused.value.permanent


def test_a_wrong_password_and_a_wrong_address_need_a_person(radicale: Radicale) -> None:
    with pytest.raises(RemoteError, match="name or the password") as refused:
        remote(radicale, password="wrong").read(WINDOW, {})
    assert refused.value.permanent
    assert "wrong" not in str(refused.value)
    with pytest.raises(RemoteError, match=r"knows no calendar there|does not let us in") as refused:
        remote(radicale, url=radicale.url.replace("/host/", "/host/nothing-")).read(WINDOW, {})
    assert refused.value.permanent
    with pytest.raises(RemoteError, match="does not let us in") as refused:
        remote(radicale, url=radicale.url.replace("/host/", "/other/")).remove("x")
    assert refused.value.permanent


def test_a_server_that_is_not_there_may_come_back() -> None:
    away = CalDavCalendar(CalDavAccess("http://127.0.0.1:9/x", "host", "x"), HOST)
    with pytest.raises(RemoteError, match="gave no whole answer") as refused:
        away.read(WINDOW, {})
    assert not refused.value.permanent
