"""The company's real year 2020, played by the real clock; killed many times, it ends the same."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import processes
import pytest
from icalendar import Calendar

from orchestrator.gateways.sandbox_zoom.server import SandboxZoom

pytestmark = pytest.mark.timeout(1800)
STARTS = [
    datetime(2020, 1, 8, 13, tzinfo=UTC),
    datetime(2020, 1, 28, 17, tzinfo=UTC),
    datetime(2020, 2, 27, 23, tzinfo=UTC),
    datetime(2020, 5, 7, 16, tzinfo=UTC),
    datetime(2020, 6, 2, 12, tzinfo=UTC),
    datetime(2020, 7, 8, 22, tzinfo=UTC),
]
KILLS = 50


def storage(tmp_path: Path) -> Path:
    return tmp_path / "simulation"


def meetings(tmp_path: Path) -> list[Any]:
    return SandboxZoom(storage(tmp_path)).store.meetings()


def assert_as_it_should_be(tmp_path: Path, result: dict[str, Any]) -> None:
    found = sorted(meetings(tmp_path), key=lambda meeting: meeting.start_time)
    assert [meeting.start_time for meeting in found] == STARTS
    assert {meeting.duration for meeting in found} == {240}
    assert {meeting.timezone for meeting in found} == {"America/Los_Angeles"}
    assert len({meeting.tag for meeting in found}) == 6
    wanted = {"workshops": 6, "meetings": 6, "duplicate_meetings": 0, "orphan_meetings": 0}
    assert {key: result[key] for key in wanted} == wanted
    assert (result["feed_entries"], result["jobs_failed"]) == (11, 0)


def simulate(tmp_path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        processes.orchestrator(tmp_path, "simulate", "2020", "--json").stdout
    )
    return found


def test_the_year_is_killed_fifty_times_and_ends_with_the_same_six_meetings_twice(
    tmp_path: Path,
) -> None:
    """Kills come at random: half of them while a life is young, half after longer lives."""
    chance = random.Random(2020)  # noqa: S311 -- a seeded choice of moments
    processes.orchestrator(tmp_path / "simulation", "migrate", "-v0")  # its kills: test_migrate
    for kill in range(KILLS):
        life = processes.start(tmp_path, "simulate", "2020", "--json")
        time.sleep(chance.uniform(0.4, 1.6) if kill % 2 else chance.uniform(1.2, 3.0))
        assert life.poll() is None, life.communicate()
        os.killpg(life.pid, signal.SIGKILL)
        life.communicate()
    result = simulate(tmp_path)
    assert_as_it_should_be(tmp_path, result)
    assert result["jobs_run"] > 100
    numbers = {meeting.id for meeting in meetings(tmp_path)}
    page = shown_on(tmp_path, "2020-07-31T12:00:00-07:00")
    assert page.count("Date to be decided") == 5
    assert "No workshop this month" not in page
    assert shown_on(tmp_path, "2020-01-01T12:00:00-08:00").count("No workshop this month") == 2
    assert_as_it_should_be(tmp_path, simulate(tmp_path))
    assert {meeting.id for meeting in meetings(tmp_path)} == numbers


def shown_on(tmp_path: Path, moment: str) -> str:
    """Return the first page as the simulated service shows it at that moment."""
    script = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "print(Client(headers={'host': '127.0.0.1'}).get('/').content.decode())\n"
    )
    return processes.python(storage(tmp_path), script, ORCHESTRATOR_NOW=moment).stdout


def test_the_feed_of_the_simulated_year_has_the_published_instants(tmp_path: Path) -> None:
    processes.orchestrator(tmp_path, "migrate")
    schedule = processes.HOUSE / "orchestrator" / "data" / "schedule-2020.csv"
    processes.orchestrator(tmp_path, "import-schedule", str(schedule))
    script = (
        "import django; django.setup()\n"
        "from orchestrator.services.feeds.rendering import public_feed\n"
        "import sys; sys.stdout.buffer.write(public_feed())\n"
    )
    body = processes.python(tmp_path, script, ORCHESTRATOR_NOW="2020-07-31T12:00:00-07:00").stdout
    events = Calendar.from_ical(body).walk("VEVENT")
    timed = [e.decoded("dtstart") for e in events if isinstance(e.decoded("dtstart"), datetime)]
    assert timed == STARTS
    assert len({event["uid"] for event in events}) == len(events) == 11
