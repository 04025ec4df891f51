from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from google_calendar import GoogleStandIn, problem
from ics_made import local
from set_clock import SetClock

from calendars import clock
from calendars.remote.port import WrittenEntry
from jobs import calendar_sync
from jobs.tools import Tools
from orchestrator.models import CalendarEntry, Work
from orchestrator.services import work
from orchestrator.services.sources import entries, reading
from orchestrator.services.sources.entries import KIND, unwant_entry, want_entry
from orchestrator.services.sources.outside import outside_busy
from orchestrator.services.sources.overview import troubled_entries

pytestmark = pytest.mark.django_db
ENTRY = WrittenEntry(
    id="c0ffee1",
    uid="consultation-1@example.org",
    start=datetime(2026, 12, 1, 17, tzinfo=UTC),
    end=datetime(2026, 12, 1, 17, 30, tzinfo=UTC),
    summary="Consultation: Ana",
)
MOVED = replace(ENTRY, start=ENTRY.start + timedelta(hours=2), end=ENTRY.end + timedelta(hours=2), sequence=1)  # fmt: skip
DECEMBER = (datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 8, tzinfo=UTC))


class Killed(Exception):  # noqa: N818 -- stands for a process that is no more
    """The process ended here."""


def want(entry: WrittenEntry = ENTRY) -> None:
    with transaction.atomic():
        want_entry(entry)


def unwant() -> None:
    with transaction.atomic():
        unwant_entry(ENTRY.id)


def live(found: GoogleStandIn) -> list[str]:
    return [name for name, event in found.events.items() if event["status"] != "cancelled"]


def test_a_wanted_entry_is_written_once(stand_in: GoogleStandIn, tools: Tools) -> None:
    want()
    calendar_sync.write_due(tools)
    assert live(stand_in) == [ENTRY.id]
    assert work.next_due(KIND) is None
    want()  # the same again
    calls = len(stand_in.asked)
    calendar_sync.write_due(tools)
    assert len(stand_in.asked) == calls


def test_a_moved_entry_moves_there_and_an_unwanted_one_goes(
    stand_in: GoogleStandIn, tools: Tools, at: SetClock
) -> None:
    want()
    calendar_sync.write_due(tools)
    want(MOVED)
    calendar_sync.write_due(tools)
    assert stand_in.events[ENTRY.id]["start"]["dateTime"] == MOVED.start.isoformat()
    unwant()
    calendar_sync.write_due(tools)
    assert live(stand_in) == []
    stand_in.put(ENTRY.id, summary="a slow write landed after all")
    at.forward(minutes=10)
    calendar_sync.write_due(tools)
    assert live(stand_in) == []
    assert CalendarEntry.objects.get().written is None
    assert work.next_due(KIND) is None


def test_an_entry_that_was_unwanted_before_it_was_written_is_never_written(
    stand_in: GoogleStandIn, tools: Tools
) -> None:
    want()
    unwant()
    unwant_entry("unknown")
    calendar_sync.write_due(tools)
    assert stand_in.events == {}


@pytest.mark.parametrize("change", [want, lambda: want(MOVED), unwant])
def test_killed_between_the_write_and_its_record_no_second_entry_is_made(
    stand_in: GoogleStandIn,
    tools: Tools,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[], None],
) -> None:
    want()
    calendar_sync.write_due(tools)
    if change is want:
        CalendarEntry.objects.update(written=None)
        stand_in.events.clear()
        Work.objects.update(due=clock.now())
    change()

    def killed(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(work, "finish", killed)
        with pytest.raises(Killed):
            calendar_sync.write_due(tools)
    work.release_all_leases()
    calendar_sync.write_due(tools)
    assert live(stand_in) == ([] if change is unwant else [ENTRY.id])
    posts = [asked for asked in stand_in.asked if asked.method == "POST" and "events" in asked.path]
    assert {b'"id": "c0ffee1"' in asked.body for asked in posts} == {True}


def test_an_answer_that_was_lost_makes_no_second_entry(
    stand_in: GoogleStandIn, tools: Tools, at: SetClock
) -> None:
    lost = [True]

    def lose(asked: object) -> object:
        if lost and getattr(asked, "method", "") == "POST":
            lost.pop()
            return problem(503, "backendError")
        return None

    stand_in.after = lose  # type: ignore[assignment]
    want()
    calendar_sync.write_due(tools)
    at.forward(minutes=2)
    calendar_sync.write_due(tools)
    assert live(stand_in) == [ENTRY.id]


def test_a_refused_write_is_shown_and_tried_again_when_a_person_may_have_acted(
    stand_in: GoogleStandIn, tools: Tools, at: SetClock
) -> None:
    stand_in.after = lambda _: problem(403, "forbidden")
    want()
    calendar_sync.write_due(tools)
    (row,) = troubled_entries()
    assert "does not let us" in row.problem
    assert work.next_due(KIND) == at.at + timedelta(minutes=30)
    stand_in.after = None
    at.forward(minutes=30)
    calendar_sync.write_due(tools)
    assert troubled_entries() == []
    assert live(stand_in) == [ENTRY.id]


def test_without_a_calendar_to_write_to_nothing_is_owed(
    configure: Callable[..., None], tools: Tools
) -> None:
    configure({"name": "own", "kind": "local", "write": True})
    want()
    calendar_sync.write_due(tools)
    calendar_sync.sweep()
    assert work.next_due(KIND) is None
    assert CalendarEntry.objects.get().problem == ""


def test_an_entry_follows_when_another_calendar_is_written_to(
    stand_in: GoogleStandIn, tools: Tools, at: SetClock, configure: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    want()
    calendar_sync.write_due(tools)
    CalendarEntry.objects.update(written={"source": "old", "entry": None, "memory": {}})
    calendar_sync.sweep()
    Work.objects.filter(kind=KIND).update(due=at.at)
    calendar_sync.write_due(tools)  # "old" is no longer in the settings
    written = CalendarEntry.objects.get().written
    assert written is not None
    assert written["source"] == "work"


def test_what_was_lost_from_the_table_is_marked_again(
    stand_in: GoogleStandIn, tools: Tools, at: SetClock
) -> None:
    want()
    Work.objects.all().delete()
    calendar_sync.sweep()
    calendar_sync.write_due(tools)
    assert live(stand_in) == [ENTRY.id]
    assert entries.mark_unlike_wanted() == 0
    unwant()
    Work.objects.all().delete()
    assert entries.mark_unlike_wanted() == 1
    at.forward(days=60)
    entries.mark_unlike_wanted()
    assert not CalendarEntry.objects.exists()


def test_a_very_long_title_is_cut(stand_in: GoogleStandIn, tools: Tools) -> None:
    want(replace(ENTRY, summary="x" * 1000, location="y" * 1000))
    calendar_sync.write_due(tools)
    assert len(stand_in.events[ENTRY.id]["summary"]) == 300


def test_an_entry_that_is_over_is_left_as_it_is(
    stand_in: GoogleStandIn, tools: Tools, at: SetClock
) -> None:
    want()
    at.stand(ENTRY.end)
    calendar_sync.write_due(tools)
    assert stand_in.events == {}


def test_our_own_entries_never_count_as_busy(stand_in: GoogleStandIn, tools: Tools) -> None:
    want()
    calendar_sync.write_due(tools)
    stand_in.put(
        "other",
        start={"dateTime": "2026-12-02T09:00:00-08:00"},
        end={"dateTime": "2026-12-02T10:00:00-08:00"},
    )
    assert reading.refresh_now(5) == ()
    assert [local(span) for span in outside_busy(DECEMBER).busy] == [
        "2026-12-02 09:00 > 12-02 10:00"
    ]


@pytest.mark.django_db(transaction=True)
def test_a_booking_and_the_writer_never_wait_for_each_other_in_a_circle(
    stand_in: GoogleStandIn, tools: Tools
) -> None:
    want()
    failures: list[BaseException] = []

    def again(act: Callable[[], object]) -> None:
        try:
            for _ in range(20):
                act()
        except BaseException as error:  # noqa: BLE001 -- told below
            failures.append(error)
        finally:
            connection.close()

    acts = (want, lambda: want(MOVED), lambda: calendar_sync.write_due(tools))
    threads = [threading.Thread(target=again, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    calendar_sync.write_due(tools)
    assert live(stand_in) == [ENTRY.id]


def test_old_entries_leave_also_where_there_is_no_calendar(
    at: SetClock, configure: Callable[..., None], tools: Tools
) -> None:
    configure()
    want()
    assert reading.sweep_due() is None
    at.forward(minutes=70 * 24 * 60)
    assert reading.sweep_due() == at.at
    calendar_sync.sweep()
    assert not CalendarEntry.objects.exists()
    assert reading.sweep_due() is None
