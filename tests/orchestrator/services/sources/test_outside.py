from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from http_stand_in import Reply, served
from ics_made import calendar, local
from pytest_django import DjangoAssertNumQueries
from set_clock import SetClock

from jobs import calendar_sync
from jobs.tools import Tools
from orchestrator.models import CalendarSource, Work
from orchestrator.services import work
from orchestrator.services.sources import opening, outside, reading
from orchestrator.services.sources.outside import outside_busy
from orchestrator.services.sources.reading import KIND, refresh_now

pytestmark = pytest.mark.django_db
Configure = Callable[..., None]
CALL = "UID:a\nSUMMARY:Call\nDTSTART:20261201T170000Z\nDURATION:PT1H"
DECEMBER = (datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 8, tzinfo=UTC))
NINE = ["2026-12-01 09:00 > 12-01 10:00"]


def file(path: Path, *events: str, name: str = "mine") -> dict[str, Any]:
    path.write_bytes(calendar(*events))
    return {"name": name, "kind": "ics_file", "path": path}


def address(url: str, name: str = "web") -> dict[str, Any]:
    return {"name": name, "kind": "ics_url", "url": url, "allow_private_addresses": True}


def busy() -> list[str]:
    return [local(span) for span in outside_busy(DECEMBER).busy]


def unsure() -> list[str]:
    return [name for _, name in outside_busy(DECEMBER).unsure]


def test_a_calendar_that_was_read_says_when_it_is_busy(
    configure: Configure, tmp_path: Path
) -> None:
    configure(file(tmp_path / "a.ics", CALL))
    assert refresh_now(5) == ()
    assert busy() == NINE
    assert unsure() == []


def test_the_embedded_default_is_never_unsure_and_asks_nothing(
    configure: Configure, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    configure({"name": "own", "kind": "local"})
    with django_assert_num_queries(0):
        assert outside_busy(DECEMBER) == outside.Outside((), ())
    assert refresh_now(5) == ()


def test_a_calendar_that_was_never_read_is_not_relied_on(
    configure: Configure, tmp_path: Path
) -> None:
    configure(file(tmp_path / "a.ics", CALL))
    assert outside_busy(DECEMBER).unsure == ((DECEMBER, "mine"),)


def test_a_read_that_is_too_old_is_not_relied_on_and_a_new_one_mends_it(
    configure: Configure, tmp_path: Path, at: SetClock
) -> None:
    configure({**file(tmp_path / "a.ics", CALL), "stale_after_minutes": 30})
    refresh_now(5)
    at.forward(minutes=30)
    assert unsure() == []
    at.forward(seconds=1)
    assert outside_busy(DECEMBER).unsure == ((DECEMBER, "mine"),)
    assert busy() == NINE  # what is known stays known
    refresh_now(5)  # unchanged, and good again
    assert unsure() == []
    assert CalendarSource.objects.get().version == 1


def test_what_lies_outside_the_window_that_was_read_is_not_relied_on(
    configure: Configure, tmp_path: Path
) -> None:
    configure(file(tmp_path / "a.ics", CALL))
    refresh_now(5)
    row = CalendarSource.objects.get()
    assert row.window_start is not None
    assert row.window_end is not None
    wide = (row.window_start - timedelta(days=1), row.window_end + timedelta(days=2))
    assert outside_busy(wide).unsure == (
        ((wide[0], row.window_start), "mine"),
        ((row.window_end, wide[1]), "mine"),
    )
    beyond = (wide[1], wide[1] + timedelta(days=1))
    assert outside_busy(beyond).unsure == ((beyond, "mine"),)


def test_other_settings_under_the_same_name_mean_another_calendar(
    configure: Configure, tmp_path: Path
) -> None:
    configure(file(tmp_path / "a.ics", CALL))
    refresh_now(5)
    configure(file(tmp_path / "b.ics", CALL.replace("T17", "T19")))
    assert unsure() == ["mine"]
    assert busy() == []
    refresh_now(5)
    assert busy() == ["2026-12-01 11:00 > 12-01 12:00"]


def test_spans_are_cut_to_the_window_and_looked_up_once(
    configure: Configure, tmp_path: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    long = "UID:b\nDTSTART:20261130T170000Z\nDTEND:20261209T170000Z"
    configure(file(tmp_path / "a.ics", CALL, long))
    refresh_now(5)
    with django_assert_num_queries(2):
        assert outside_busy(DECEMBER).busy[0] == DECEMBER
    with django_assert_num_queries(1):
        assert len(outside_busy(DECEMBER).busy) == 2


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, b"<html>Please sign in</html>", {"Content-Type": "text/html"}),
        Reply(200, b""),
        Reply(500, b"oops"),
        Reply(404, b""),
        Reply(200, calendar("UID:a\nSUMMARY:x\nDTSTART:never")),
    ],
)
def test_a_calendar_that_fails_keeps_its_last_good_read_and_leaves_the_others(
    configure: Configure, tmp_path: Path, reply: Reply
) -> None:
    answers = [Reply(200, calendar(CALL))]
    with served(lambda _: answers[0]) as found:
        configure(address(found.url), file(tmp_path / "a.ics", CALL.replace("T17", "T21")))
        assert refresh_now(5) == ()
        answers[0] = reply
        assert refresh_now(5) == ("web",)
    assert busy() == [*NINE, "2026-12-01 13:00 > 12-01 14:00"]
    rows = {row.name: row for row in CalendarSource.objects.all()}
    assert rows["web"].trouble
    assert rows["web"].version == 1
    assert rows["mine"].trouble == ""


def test_a_slow_calendar_is_waited_for_no_longer_than_there_is_time(
    configure: Configure, tmp_path: Path
) -> None:
    with served(lambda _: Reply(200, calendar(CALL), stall=20)) as found:
        configure(address(found.url), file(tmp_path / "a.ics", CALL), address(found.url, "other"))
        begun = time.monotonic()
        assert refresh_now(0.5) == ("other", "web")
        assert time.monotonic() - begun < 2
    assert busy() == NINE
    assert unsure() == ["other", "web"]
    assert "in time" in CalendarSource.objects.get(name="web").trouble


def test_calendars_are_asked_side_by_side(configure: Configure) -> None:
    with served(lambda _: Reply(200, calendar(CALL), stall=0.4)) as found:
        configure(*(address(found.url, f"web-{n}") for n in range(5)))
        begun = time.monotonic()
        assert refresh_now(5) == ()
        assert time.monotonic() - begun < 1.6


def test_a_missing_secret_is_named_and_needs_a_person(configure: Configure) -> None:
    configure({"name": "my-own", "kind": "google", "id": "x"}, {"name": "dav", "kind": "caldav", "url": "https://x.example/c", "user": "u"}, {"name": "web", "kind": "ics_url"})  # fmt: skip
    assert refresh_now(5) == ("dav", "my-own", "web")
    troubles = {row.name: row.trouble for row in CalendarSource.objects.all()}
    assert troubles == {
        "my-own": "CALENDAR_MY_OWN_CREDENTIALS is missing in the environment.",
        "dav": "CALENDAR_DAV_PASSWORD is missing in the environment.",
        "web": "CALENDAR_WEB_URL is missing in the environment.",
    }


def test_a_secrets_file_that_is_not_there_is_named(
    configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALENDAR_WEB_URL_FILE", "/nowhere/at/all")
    configure({"name": "web", "kind": "ics_url"})
    assert refresh_now(5) == ("web",)
    assert unsure() == ["web"]
    assert "CALENDAR_WEB_URL_FILE" in CalendarSource.objects.get().trouble


def test_whatever_breaks_inside_a_read_is_told_and_frees_nothing(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("x")

    configure(file(tmp_path / "a.ics", CALL))
    monkeypatch.setattr(opening, "opened", broken)
    assert refresh_now(5) == ("mine",)
    assert CalendarSource.objects.get().trouble == "Reading the calendar broke (KeyError)."


def test_a_read_that_began_earlier_never_replaces_a_later_one(
    configure: Configure, tmp_path: Path, at: SetClock
) -> None:
    path = tmp_path / "a.ics"
    configure(file(path, CALL))
    (source,) = opening.configured()
    policy = opening.host_policy()
    early = reading._question(source)
    found_early = reading._ask(early, policy)
    at.forward(seconds=5)
    file(path, CALL, CALL.replace("UID:a", "UID:b").replace("T17", "T19"))
    assert refresh_now(5) == ()
    reading._record(early, found_early)
    assert len(busy()) == 2
    late = reading._question(source)  # an "unchanged" against a version that is no longer the last
    at.forward(seconds=5)
    unchanged = reading._ask(late, policy)
    assert unchanged.unchanged
    file(path, CALL)
    CalendarSource.objects.update(version=7)
    reading._record(late, unchanged)
    assert CalendarSource.objects.get().version == 7


def test_the_clock_reads_each_calendar_and_comes_again(
    configure: Configure, tmp_path: Path, tools: Tools, at: SetClock
) -> None:
    configure(file(tmp_path / "a.ics", CALL))
    calendar_sync.sweep()
    calendar_sync.read_due(tools)
    assert busy() == NINE
    due = work.next_due(KIND)
    assert due is not None
    assert timedelta(minutes=2) <= due - at.at <= timedelta(minutes=10)
    at.stand(due)
    (tmp_path / "a.ics").write_bytes(calendar())
    calendar_sync.read_due(tools)
    assert busy() == []


def test_a_calendar_that_fails_is_tried_again_later_and_later(
    configure: Configure, tmp_path: Path, tools: Tools, at: SetClock
) -> None:
    configure({"name": "gone", "kind": "ics_file", "path": tmp_path / "none.ics"}, {"name": "secretless", "kind": "ics_url"})  # fmt: skip
    calendar_sync.sweep()
    calendar_sync.read_due(tools)
    waits = {row.key: row.due - at.at for row in Work.objects.filter(kind=KIND) if row.due}
    assert waits == {"gone": timedelta(seconds=15), "secretless": timedelta(minutes=30)}
    at.forward(seconds=15)
    calendar_sync.read_due(tools)
    assert Work.objects.get(key="gone").due == at.at + timedelta(seconds=30)


def test_a_calendar_that_left_the_settings_is_forgotten(
    configure: Configure, tmp_path: Path, tools: Tools, at: SetClock
) -> None:
    configure(file(tmp_path / "a.ics", CALL))
    calendar_sync.sweep()
    calendar_sync.read_due(tools)
    configure()
    assert reading.sweep_due() == at.at
    calendar_sync.sweep()
    calendar_sync.read_due(tools)
    assert not CalendarSource.objects.exists()
    assert reading.sweep_due() is None


@pytest.mark.django_db(transaction=True)
def test_two_readers_at_once_leave_one_whole_reading(configure: Configure, tmp_path: Path) -> None:
    configure(file(tmp_path / "a.ics", CALL))

    def read() -> None:
        from django.db import connection  # noqa: PLC0415 -- of this thread

        refresh_now(5)
        connection.close()

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert busy() == NINE
    assert CalendarSource.objects.count() == 1
