"""Real Chromium on a really served demo."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import processes
import pytest
from playwright.sync_api import Browser, sync_playwright

# Playwright keeps an event loop in the tests' thread; nothing of it touches the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[processes.Served]:
    """Return the demo, served by the real command line and ready."""
    directory: Path = tmp_path_factory.mktemp("demo")
    with processes.served(directory, ORCHESTRATOR_NOW="2026-11-22T09:00:00-08:00") as running:
        running.wait_until_ready()
        yield running


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """Return one Chromium for all stories."""
    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        yield found
        found.close()
