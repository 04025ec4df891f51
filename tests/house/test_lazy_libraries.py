from __future__ import annotations

import subprocess
import sys

HEAVY = (
    "googleapiclient",
    "google",
    "httplib2",
    "caldav",
    "niquests",
    "recurring_ical_events",
    "x_wr_timezone",
    "cryptography",
    "holidays",
    "babel",
    "typst",
)
LOADED = """
import django, sys
django.setup()
import orchestrator.web.urls, jobs.service, jobs.timetable
print([name for name in {heavy!r} if name in sys.modules])
"""


def test_a_house_without_such_calendars_does_not_load_their_libraries() -> None:
    found = subprocess.run(
        [sys.executable, "-c", LOADED.format(heavy=HEAVY)],
        capture_output=True,
        text=True,
        check=True,
        env={"DJANGO_SETTINGS_MODULE": "orchestrator.settings", "PATH": "/usr/bin:/bin"},
    )
    assert found.stdout.strip() == "[]"


def test_pages_are_served_without_the_libraries_of_zoom() -> None:
    loaded = (
        "import orchestrator.wsgi, orchestrator.web.urls, sys; print('requests' in sys.modules)"
    )
    found = subprocess.run(
        [sys.executable, "-c", loaded],
        capture_output=True,
        text=True,
        check=True,
        env={"DJANGO_SETTINGS_MODULE": "orchestrator.settings", "PATH": "/usr/bin:/bin"},
    )
    assert found.stdout.strip() == "False"


def test_english_days_are_written_without_the_tables_of_babel() -> None:
    written = """
import sys
from datetime import UTC, datetime
from calendars.words import Form, clock_time, day_text, local_times
now = datetime(2026, 12, 8, 17, tzinfo=UTC)
[day_text(now.date(), form) for form in Form], local_times((now, now), "UTC"), clock_time(now)
print("babel" in sys.modules)
day_text(now.date(), Form.FULL, "es")
print("babel" in sys.modules)
"""
    found = subprocess.run(
        [sys.executable, "-c", written], capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == ["False", "True"]
