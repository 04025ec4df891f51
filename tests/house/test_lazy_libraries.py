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
