from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.conf import settings
from set_clock import SetClock

from calendars import clock
from orchestrator.models import MonthWithoutWorkshop, Work, Workshop
from orchestrator.rules.csv_file import FileRefused
from orchestrator.rules.schedule import read_schedule
from orchestrator.rules.workshop import State
from orchestrator.services.demo import SCHEDULE_2020, load_demo
from orchestrator.services.workshops.schedule import ImportReport, import_schedule
from orchestrator.services.zoom.meetings import KIND as MEETING

pytestmark = pytest.mark.django_db
HEADING = "date,start,end,timezone,status\n"
ZONE = "America/Los_Angeles"


@pytest.fixture(autouse=True)
def standing_clock(at: SetClock) -> SetClock:
    return at


def load(*lines: str, keep: bool = True) -> ImportReport:
    text = HEADING + "".join(f"{line},{ZONE},{status}\n" for line, status in map(_split, lines))
    return import_schedule(read_schedule(text.encode(), hours=4), keep=keep)


def _split(line: str) -> tuple[str, str]:
    cells, _, status = line.rpartition(" ")
    return (cells if "," in cells else f"{cells},,"), status


def test_the_real_year_is_imported_and_again_changes_nothing() -> None:
    rows = read_schedule(SCHEDULE_2020.read_bytes(), hours=4)
    report = import_schedule(rows)
    assert (len(report.made), report.changed, report.unchanged) == (13, [], [])
    before = list(Workshop.objects.order_by("pk").values())
    again = import_schedule(rows)
    assert (again.made, again.changed, len(again.unchanged)) == ([], [], 13)
    assert list(Workshop.objects.order_by("pk").values()) == before
    assert Workshop.objects.filter(state=State.PUBLISHED).count() == 6
    assert Workshop.objects.filter(state=State.TO_BE_DECIDED).count() == 5
    months = MonthWithoutWorkshop.objects.values_list("month", flat=True)
    assert list(months) == [date(2020, 3, 1), date(2020, 4, 1)]


def test_each_published_workshop_is_marked_for_its_meeting_in_the_same_transaction() -> None:
    load("2027-01-08,05:00,09:00 scheduled", keep=False)
    assert not Work.objects.exists()
    load("2027-01-08,05:00,09:00 scheduled")
    assert Work.objects.filter(kind=MEETING).count() == 1


def test_a_month_to_be_decided_gets_its_date_under_the_same_uid(at: SetClock) -> None:
    load("2027-08 to-be-decided")
    before = Workshop.objects.get()
    at.forward(days=1)
    load("2027-08-11,09:00,13:00 scheduled")
    after = Workshop.objects.get()
    assert (after.uid, after.sequence) == (before.uid, before.sequence + 1)
    assert (after.state, after.changed_at) == (State.PUBLISHED, at.at)


def test_other_hours_on_the_same_day_move_the_workshop(at: SetClock) -> None:
    load("2027-01-08,05:00,09:00 scheduled")
    uid = Workshop.objects.get().uid
    report = load("2027-01-08,09:00,13:00 scheduled")
    moved = Workshop.objects.get()
    assert (moved.uid, moved.sequence, len(report.changed)) == (uid, 1, 1)
    assert moved.span[0] == clock.parse_instant("2027-01-08T17:00+00:00")


def test_two_workshops_of_one_day_are_not_mixed_up() -> None:
    load("2027-01-08,05:00,09:00 scheduled", "2027-01-08,15:00,19:00 scheduled")
    report = load("2027-01-08,05:00,09:00 scheduled", "2027-01-08,15:00,19:00 scheduled")
    assert (len(report.unchanged), Workshop.objects.count()) == (2, 2)


def test_a_month_to_be_decided_that_becomes_none_is_cancelled_and_kept_for_subscribers() -> None:
    load("2027-08 to-be-decided")
    load("2027-08 none")
    tombstone = Workshop.objects.get()
    assert (tombstone.state, tombstone.sequence) == (State.CANCELLED, 1)
    assert MonthWithoutWorkshop.objects.count() == 1
    load("2027-08 to-be-decided")
    assert not MonthWithoutWorkshop.objects.exists()


def test_a_month_with_a_published_workshop_cannot_be_emptied_and_nothing_is_imported() -> None:
    load("2027-01-08,05:00,09:00 scheduled")
    with pytest.raises(FileRefused) as refused:
        load("2027-02-08,05:00,09:00 scheduled", "2027-01 none", "2027-03 to-be-decided")
    (complaint,) = refused.value.complaints
    assert complaint.line == 3
    assert (
        "January 2027 cannot be none: a workshop is published for it (Fri 8 Jan 2027, 05:00"
        in str(complaint)
    )
    assert Workshop.objects.count() == 1


def test_a_workshop_that_overlaps_an_earlier_import_is_refused_with_its_line() -> None:
    load("2027-01-08,22:00,02:00 scheduled")
    with pytest.raises(FileRefused, match="line 2: overlaps the workshop of Fri 8 Jan 2027"):
        load("2027-01-09,01:00,05:00 scheduled")


def test_a_dry_run_reports_and_keeps_nothing() -> None:
    report = load("2027-01-08,05:00,09:00 scheduled", "2027-03 none", keep=False)
    assert report.made == [
        "Fri 8 Jan 2027, 05:00 America/Los_Angeles (2027-01-08 13:00 UTC)",
        "March 2027: none",
    ]
    assert not Workshop.objects.exists()


def test_the_demo_is_the_real_rotation_from_next_month_on_and_is_loaded_once(at: SetClock) -> None:
    assert load_demo()
    assert not load_demo()
    starts = [w.span[0] for w in Workshop.objects.filter(state=State.PUBLISHED).order_by("start")]
    assert len(starts) == 6
    assert all(at.at < start < at.at + timedelta(days=250) for start in starts)
    zone = clock.zone(settings.COMPANY.company.timezone)
    assert [start.astimezone(zone).hour for start in starts] == [5, 9, 15, 9, 5, 15]
