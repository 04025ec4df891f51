"""A real calendar app subscribes over HTTP: vdirsyncer fetches, khal shows."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import processes
import pytest
import requests

BIN = Path(sys.executable).parent
pytestmark = pytest.mark.timeout(180)
PREPARE = """
import django; django.setup()
from datetime import UTC, datetime, timedelta
from django.db import transaction
from orchestrator.models import Workshop
from orchestrator.services import feed_marks
from orchestrator.services.seats import feed_links
def put(title, day, **more):
    start = datetime(2026, 12, day, 17, tzinfo=UTC)
    with transaction.atomic():
        row, _ = Workshop.objects.update_or_create(title=title, defaults=dict(
            state="published", month="2026-12-01", start=start, end=start + timedelta(hours=4),
            timezone="America/Los_Angeles", capacity=14) | more)
        feed_marks.mark_workshop(row.pk)
"""
BEGIN = (
    PREPARE
    + """
for title, day in (("Stays", 8), ("Moves", 9), ("Ends", 10)): put(title, day)
print(feed_links.address(feed_links.issue(feed_links.FACILITATOR)))
"""
)
CHANGE = PREPARE + 'put("Moves", 16)\nput("Ends", 10, state="cancelled")\n'
NOW = "2026-11-22T09:00:00-08:00"
VDIRSYNCER = """
[general]
status_path = "{here}/status/"
[pair feed]
a = "web"
b = "disk"
collections = null
conflict_resolution = "a wins"
partial_sync = "ignore"
[storage web]
type = "http"
url = "{address}"
[storage disk]
type = "filesystem"
path = "{here}/entries/"
fileext = ".ics"
"""
KHAL = """
[calendars]
[[feed]]
path = {here}/entries/
[locale]
local_timezone = America/Los_Angeles
default_timezone = America/Los_Angeles
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[processes.Served]:
    directory = tmp_path_factory.mktemp("house")
    with processes.served(directory, ORCHESTRATOR_NOW=NOW) as running:
        running.wait_until_ready()
        yield running


class App:
    """A calendar app of its own, with nothing but the address."""

    def __init__(self, here: Path, address: str) -> None:
        self.here = here
        (here / "entries").mkdir()
        (here / "vdirsyncer").write_text(VDIRSYNCER.format(here=here, address=address))
        (here / "khal").write_text(KHAL.format(here=here))
        self.run("vdirsyncer", "-c", str(here / "vdirsyncer"), "discover")

    def shown(self) -> list[str]:
        """Fetch, and return what the app lists for December and January."""
        self.run("vdirsyncer", "-c", str(self.here / "vdirsyncer"), "sync")
        listed = self.run(
            "khal", "-c", str(self.here / "khal"), "list", "2026-12-01", "60d",
            "--day-format", "", "--format", "{start-date} {start-time}-{end-time} {title} {status}",
        )  # fmt: skip
        ours = ("Stays", "Moves", "Ends")
        return [line.strip() for line in listed.splitlines() if any(one in line for one in ours)]

    def run(self, *command: str) -> str:
        found = subprocess.run(
            [BIN / command[0], *command[1:]],
            env={**os.environ, "HOME": str(self.here), "XDG_DATA_HOME": str(self.here), "LC_ALL": "C.UTF-8"},
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert found.returncode == 0, found.stderr
        return found.stdout


def test_an_app_shows_the_moved_and_the_cancelled_entry_once_each(
    house: processes.Served, tmp_path: Path
) -> None:
    public = {"ORCHESTRATOR_COMPANY__PUBLIC_URL": house.url, "ORCHESTRATOR_NOW": NOW}
    address = processes.python(house.directory, BEGIN, **public).stdout.split()[-1]
    app = App(tmp_path, address)
    before = app.shown()
    assert before == [
        "2026-12-08 09:00-13:00 Stays CONFIRMED",
        "2026-12-09 09:00-13:00 Moves CONFIRMED",
        "2026-12-10 09:00-13:00 Ends CONFIRMED",
    ]
    etag = requests.get(address, timeout=5).headers["etag"]
    processes.python(house.directory, CHANGE, **public)
    for _ in range(200):
        if requests.head(address, timeout=5).headers["etag"] != etag:
            break
        time.sleep(0.1)
    after = app.shown()
    assert after == [
        "2026-12-08 09:00-13:00 Stays CONFIRMED",
        "2026-12-10 09:00-13:00 Cancelled: Ends CANCELLED",
        "2026-12-16 09:00-13:00 Moves CONFIRMED",
    ]
    served = requests.get(address, timeout=5).content
    assert len(list((tmp_path / "entries").iterdir())) == served.count(b"BEGIN:VEVENT")


def test_a_real_server_answers_head_and_304_as_the_protocol_wants(house: processes.Served) -> None:
    address = f"{house.url}/feeds/workshops.ics"
    whole = requests.get(address, timeout=5)
    head = requests.head(address, timeout=5)
    same = requests.get(address, timeout=5, headers={"If-None-Match": whole.headers["etag"]})
    assert head.content == same.content == b""
    assert head.headers["content-length"] == str(len(whole.content))
    assert (same.status_code, same.headers["etag"]) == (304, whole.headers["etag"])
    assert "content-encoding" not in whole.headers
    assert "set-cookie" not in whole.headers
