from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from calendars import clock
from jobs import simulation
from jobs.simulation import Outcome, SimulatedClock, play, simulate_2020
from jobs.timetable import Job
from orchestrator.models import Meeting

START = datetime(2020, 1, 1, tzinfo=UTC)
END = START + timedelta(days=1)


def test_a_simulated_clock_moves_only_when_told_and_never_past_its_end(tmp_path: Path) -> None:
    simulated = SimulatedClock(tmp_path / "clock.json", START, END)
    assert simulated.now() == START
    simulated.jump(START + timedelta(hours=5))
    assert simulated.now() == START + timedelta(hours=5)
    simulated.jump(END + timedelta(days=9))
    assert simulated.now() == END


@pytest.mark.parametrize(
    ("left_behind", "goes_on_at"),
    [
        ('{"at": "2020-01-01T05:00:00+00:00"}', START + timedelta(hours=5)),
        ('{"at": "2020-01-02T00:00:00+00:00"}', START),  # it was finished: from the beginning
        ('{"at": "2019-01-01T00:00:00+00:00"}', START),
        ('{"at": "soon"}', START),
        ('{"at": 7}', START),
        ("[]", START),
        ("", START),
    ],
)
def test_a_killed_simulation_goes_on_where_its_clock_stood(
    tmp_path: Path, left_behind: str, goes_on_at: datetime
) -> None:
    (tmp_path / "clock.json").write_text(left_behind)
    assert SimulatedClock(tmp_path / "clock.json", START, END).now() == goes_on_at


@pytest.mark.django_db
def test_the_clock_jumps_over_idle_ticks_and_misses_nothing_that_is_due(tmp_path: Path) -> None:
    simulated = SimulatedClock(tmp_path / "clock.json", START, END)
    due = [START + timedelta(hours=hour, seconds=7) for hour in (3, 4, 20)]
    seen: list[datetime] = []
    hourly: list[datetime] = []

    def work() -> None:
        seen.append(clock.now())
        while due and due[0] <= clock.now():
            due.pop(0)

    def fail() -> None:
        hourly.append(clock.now())
        raise ValueError("boom")

    jobs = (
        Job("due", timedelta(seconds=5), work, lambda: due[0] if due else None),
        Job("hourly", timedelta(hours=1), fail),
    )
    with clock.clock_set(simulated.now):
        counts = play(jobs, simulated, lambda _: None)
    assert seen == [START + timedelta(hours=hour, seconds=7) for hour in (3, 4, 20)]
    assert hourly == [START + timedelta(hours=hour) for hour in range(24)]
    assert (counts["run"], counts["failed"]) == (27, 24)
    assert json.loads((tmp_path / "clock.json").read_text())["at"] == END.isoformat()


@pytest.mark.django_db(transaction=True)
def test_a_few_days_of_january_make_one_meeting_in_a_storage_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulation, "FIRST_DAY", date(2020, 1, 6))
    monkeypatch.setattr(simulation, "DAY_AFTER", date(2020, 1, 7))
    storage = settings.COMPANY.storage.model_copy(update={"directory": tmp_path})
    workshops = settings.COMPANY.workshops.model_copy(update={"meeting_horizon_days": 3})
    changed = {"storage": storage, "workshops": workshops}
    company = settings.COMPANY.model_copy(update=changed)
    monkeypatch.setattr(settings, "COMPANY", company)
    found = simulate_2020(company)
    assert found == Outcome(
        workshops=6, meetings=1, duplicate_meetings=0, orphan_meetings=0, feed_entries=11,
        jobs_run=found.jobs_run, jobs_failed=0, seconds=found.seconds,
    )  # fmt: skip
    assert found.jobs_run > 24  # an hourly one at least
    assert Meeting.objects.get().zoom_id
    again = simulate_2020(company)
    assert (again.meetings, again.duplicate_meetings) == (1, 0)
