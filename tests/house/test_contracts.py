"""Every import contract is proved by an import that breaks it, in a copy of the house."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
CONTRACTS = tomllib.loads((HOUSE / "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
]

# contract -> (file that is changed, import that is added, how the report names the break)
BREAKS = {
    "jobs call the orchestrator, the orchestrator calls calendars, never back": (
        "calendars/feed.py", "import orchestrator.logs", "calendars.feed -> orchestrator.logs"),
    "doors walk down through services and gateways to models and rules": (
        "orchestrator/models/work.py", "import orchestrator.services.health", "orchestrator.models.work -> orchestrator.services.health"),
    "no loops between siblings, file by file": (
        "orchestrator/services/workshops/upcoming.py", "import orchestrator.web.times", "It could be made acyclic by removing"),
    "calendars know no Django": (
        "calendars/clock.py", "import django.db", "calendars.clock -> django"),
    "rules are pure: no Django, no settings, no logs, no network": (
        "orchestrator/rules/meeting.py", "import orchestrator.logs", "orchestrator.rules.meeting -> orchestrator.logs"),
    "gateways do not know each other": (
        "orchestrator/gateways/zoom/errors.py", "import orchestrator.gateways.sandbox_zoom.links", "orchestrator.gateways.zoom.errors -> orchestrator.gateways.sandbox_zoom.links"),
    "web doors do not know each other": (
        "orchestrator/web/feeds.py", "import orchestrator.web.office", "orchestrator.web.feeds -> orchestrator.web.office"),
    "the sandbox Zoom stands alone: no Django, no house but the clock": (
        "orchestrator/gateways/sandbox_zoom/links.py", "import orchestrator.rules.meeting", "orchestrator.gateways.sandbox_zoom.links -> orchestrator.rules.meeting"),
    "pages import no gateway": (
        "orchestrator/web/office.py", "import orchestrator.gateways.zoom.errors", "orchestrator.web.office -> orchestrator.gateways.zoom.errors"),
    "only the start button may ask Zoom while somebody waits": (
        "orchestrator/web/public.py", "import orchestrator.services.zoom.starting", "orchestrator.web.public -> orchestrator.services.zoom.starting"),
    "the way to Zoom is built for the clock and the start button": (
        "orchestrator/services/health.py", "import orchestrator.services.zoom.zoom_access", "orchestrator.services.health -> orchestrator.services.zoom.zoom_access"),
    "pydantic stands at the borders: settings, and what shops send": (
        "orchestrator/web/health.py", "import pydantic", "orchestrator.web.health -> pydantic"),
    "the way to the mail server is built for the clock only": (
        "orchestrator/services/health.py", "import orchestrator.services.letters.mail_access", "orchestrator.services.health -> orchestrator.services.letters.mail_access"),
    "allauth has one room": (
        "orchestrator/web/health.py", "import allauth.account", "orchestrator.web.health -> allauth"),
    "icalendar has two importers: one writes, one reads": (
        "calendars/clock.py", "import icalendar", "calendars.clock -> icalendar"),
    "babel has three importers: days, money, and the catalogues of texts": (
        "calendars/feed.py", "import babel", "calendars.feed -> babel"),
    "recurring-ical-events has one importer": (
        "calendars/clock.py", "import recurring_ical_events", "calendars.clock -> recurring_ical_events"),
    "Google's libraries have one importer": (
        "calendars/clock.py", "import google.auth", "calendars.clock -> google"),
    **{
        f"{name} has one importer": (
            "orchestrator/web/health.py", f"import {name.replace('-', '_')}", f"orchestrator.web.health -> {name.replace('-', '_')}")
        for name in (
            "pendulum", "caldav", "idna", "smtplib", "apscheduler", "granian", "requests", "zoomus", "rich",
            "structlog", "ninja", "holidays", "pydantic-settings", "pysqlite3", "csp", "segno", "cryptography",
            "zipcodes", "tzfpy", "typst",
        )
    },
}  # fmt: skip


def lint(house: Path) -> str:
    found = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-logo", "--no-cache"],
        cwd=house,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(house), "PATH": "/usr/bin:/bin", "COLUMNS": "400"},
    )
    return re.sub(r"\s+", " ", found.stdout + found.stderr)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    copy = tmp_path_factory.mktemp("house")
    shutil.copy(HOUSE / "pyproject.toml", copy)
    for package in ("calendars", "orchestrator", "jobs"):
        shutil.copytree(HOUSE / package, copy / package, ignore=shutil.ignore_patterns("*.pyc"))
    for file, statement, _ in BREAKS.values():
        with (copy / file).open("a") as broken:
            broken.write(f"\n{statement}\n")
    return lint(copy)


def test_every_contract_has_a_break_that_proves_it() -> None:
    assert {contract["name"] for contract in CONTRACTS} == set(BREAKS)


@pytest.mark.parametrize("contract", BREAKS)
def test_the_break_is_noticed_by_its_contract(report: str, contract: str) -> None:
    assert f"{contract} BROKEN" in report
    details = report.split("Broken contracts", 1)[1]
    section = details.split(f" {contract} -", 1)[1]
    assert BREAKS[contract][2] in section


def test_the_house_itself_breaks_none() -> None:
    assert f"Contracts: {len(CONTRACTS)} kept, 0 broken." in lint(HOUSE)
