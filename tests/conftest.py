"""What every test may use: a database of its own, a running sandbox Zoom, a clock that is set."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from set_clock import SetClock

from calendars import clock
from jobs.tools import Tools, sandbox_tools
from orchestrator.gateways.mail.files import FileMailer
from orchestrator.gateways.sandbox_zoom.server import SandboxZoom

NOTHING_SKIPPED = bool(os.environ.get("CI"))
# Tests do not time, and draw the same examples at each run, so that coverage is no luck:
# FRESH_EXAMPLES=1 draws new ones.
FRESH = bool(os.environ.get("FRESH_EXAMPLES"))
hypothesis.settings.register_profile("house", deadline=None, derandomize=not FRESH)
hypothesis.settings.load_profile("house")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip browser tests where there is no Chromium; in CI their lack is a failure instead."""
    if CHROMIUM or NOTHING_SKIPPED:
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="no Chromium here (apt install chromium)"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line what was skipped, and how to have it run."""
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        terminalreporter.write_line(
            f"{len(skipped)} browser tests were skipped: no Chromium here (apt install chromium)"
        )


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail a CI run that skipped anything."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if NOTHING_SKIPPED and reporter and reporter.stats.get("skipped") and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Put the SQLite test database into a file, so that threads and processes see one database."""
    database = django_settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        name = tmp_path_factory.mktemp("database") / "test.sqlite3"
        database.setdefault("TEST", {})["NAME"] = str(name)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the browser's path."""
    assert CHROMIUM, "Chromium is missing: apt install chromium"
    return CHROMIUM


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[SandboxZoom]:
    """Return a running Zoom of our own that knows our host."""
    running = SandboxZoom(tmp_path)
    running.store.add_user(django_settings.COMPANY.zoom.host)
    running.limits.per_second = None
    with running:
        yield running


@pytest.fixture
def tools(sandbox: SandboxZoom, tmp_path: Path) -> Tools:
    """Return the jobs' tools, with the sandbox in the place of Zoom, and mail as files."""
    return sandbox_tools(sandbox, django_settings.COMPANY.zoom, FileMailer(tmp_path / "mail"))


@pytest.fixture(autouse=True)
def no_counts_from_before() -> None:
    """Forget whom another test has asked to slow down: such counts outlive a rolled-back test."""
    cache.clear()


@pytest.fixture
def at() -> Iterator[SetClock]:
    """Set the house's clock: 22 November 2026, 17:00 UTC, until the test moves `at.at`."""
    standing = SetClock()
    with clock.clock_set(standing):
        yield standing
