"""What is only read: the coming months, the feed, the overview and the health of the service."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import world
from django.db import DatabaseError, connection
from icalendar import Calendar
from set_clock import SetClock

from jobs.tools import Tools
from orchestrator.models import JobStatus, MonthWithoutWorkshop, Workshop
from orchestrator.rules.workshop import Audience, State
from orchestrator.services import health, job_runs
from orchestrator.services.feeds.feed_entries import public_entries
from orchestrator.services.feeds.rendering import public_feed
from orchestrator.services.overview import coming_workshops, jobs, troubled_meetings
from orchestrator.services.workshops.upcoming import coming_months

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def standing_clock(at: SetClock) -> SetClock:
    return at


def undecided(month: date) -> Workshop:
    return world.publish(state=State.TO_BE_DECIDED, start=None, month=month)


def test_the_coming_months_say_what_the_company_says_and_nothing_private_or_past(
    at: SetClock,
) -> None:
    coming = world.publish()
    world.publish(audience=Audience.PRIVATE, start=world.START + timedelta(days=40))
    world.publish(start=at.at - timedelta(days=1))
    undecided(date(2027, 2, 1))
    undecided(date(2026, 10, 1))
    MonthWithoutWorkshop.objects.create(month=date(2027, 3, 1))
    months = coming_months()
    assert [(m.month.month, m.workshops, m.to_be_decided, m.without) for m in months] == [
        (12, (coming,), False, False),
        (2, (), True, False),
        (3, (), False, True),
    ]


def test_a_workshop_is_shown_until_it_ends(at: SetClock) -> None:
    workshop = world.publish()
    at.at = workshop.span[1] - timedelta(seconds=1)
    assert coming_months()[0].workshops == (workshop,)
    at.forward(seconds=1)
    assert coming_months() == []


def test_the_feed_keeps_past_workshops_for_a_year_and_cancelled_ones_for_60_days(
    at: SetClock,
) -> None:
    past = world.publish(start=at.at - timedelta(days=30))
    cancelled = world.publish(state=State.CANCELLED)
    assert [entry.uid for entry in public_entries()] == [past.uid, cancelled.uid]
    assert public_entries()[1].summary == "Cancelled: Workshop"
    at.forward(days=61)
    assert [entry.uid for entry in public_entries()] == [past.uid]
    at.forward(days=300)
    assert public_entries() == ()


def test_the_feed_shows_no_private_workshop_and_no_zoom_address(tools: Tools, at: SetClock) -> None:
    public = world.publish()
    world.publish(audience=Audience.PRIVATE)
    world.settle(tools, at, minutes=5)
    assert [entry.uid for entry in public_entries()] == [public.uid]
    body = public_feed()
    assert world.meeting_of(public).join_url.encode() not in body
    assert b"/j/" not in body


def test_a_feed_without_workshops_still_has_one_entry() -> None:
    (event,) = Calendar.from_ical(public_feed()).walk("VEVENT")
    assert event["summary"] == "No workshop is announced yet"
    assert public_feed() == public_feed()


def test_the_month_to_be_decided_and_its_later_date_have_one_uid(at: SetClock) -> None:
    workshop = undecided(date(2027, 2, 1))
    (before,) = public_entries()
    assert (before.day, before.summary) == (date(2027, 2, 1), "Workshop: date to be decided")
    workshop.start, workshop.end = world.START, world.START + timedelta(hours=4)
    workshop.state, workshop.sequence = State.PUBLISHED, 1
    workshop.save()
    (after,) = public_entries()
    assert (after.uid, after.day, after.sequence) == (before.uid, None, 1)


def test_the_overview_names_meetings_that_need_a_person(tools: Tools, at: SetClock) -> None:
    workshop = world.publish()
    assert coming_workshops() == [(workshop, None)]
    world.settle(tools, at, minutes=5)
    assert troubled_meetings() == []
    meeting = world.meeting_of(workshop)
    assert coming_workshops() == [(workshop, meeting)]
    meeting.problem = "Deleted by hand"
    meeting.save()
    assert troubled_meetings() == [meeting]


def test_a_service_whose_clock_never_ran_is_not_ready_and_one_that_ran_is(at: SetClock) -> None:
    assert {check.name: check.ok for check in health.readiness()} == {
        "database": True,
        "scheduler": False,
        "reconcile": False,
    }
    job_runs.started("sweep-meetings")
    job_runs.finished("sweep-meetings")
    assert all(check.ok for check in health.readiness())
    at.forward(minutes=2)
    assert {check.name: check.ok for check in health.readiness()}["scheduler"] is False
    job_runs.seen("reconcile-meetings")
    assert all(check.ok for check in health.readiness())
    at.forward(hours=2)
    job_runs.seen("reconcile-meetings")
    assert {check.name: check.ok for check in health.readiness()}["reconcile"] is False


def test_a_database_that_fails_is_told_and_not_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise DatabaseError("disk I/O error")

    monkeypatch.setattr(connection, "cursor", fail)
    (check,) = health.readiness()
    assert (check.name, check.ok, check.detail) == ("database", False, "DatabaseError")


def test_a_failed_run_is_counted_and_its_reason_kept_until_a_good_one(at: SetClock) -> None:
    job_runs.started("job")
    job_runs.finished("job", "boom" * 500)
    (status,) = jobs()
    assert (status.runs, status.failures, len(status.error)) == (1, 1, 500)
    assert status.succeeded_at is None
    job_runs.finished("job")
    (status,) = jobs()
    assert (status.runs, status.failures, status.error) == (2, 1, "")


def test_an_idle_tick_writes_a_sign_of_life_at_most_every_20_seconds(at: SetClock) -> None:
    job_runs.seen("job")
    first = at.at
    at.forward(seconds=19)
    job_runs.seen("job")
    assert JobStatus.objects.get().seen_at == first
    at.forward(seconds=1)
    job_runs.seen("job")
    assert JobStatus.objects.get().seen_at == at.at
    at.forward(hours=-1)
    job_runs.seen("job")
    assert JobStatus.objects.get().seen_at == at.at
