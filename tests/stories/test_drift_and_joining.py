"""Somebody moves a meeting in Zoom: the owner sees it within seconds and decides; links stay good."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import processes
import pytest
import requests
from looks import assert_fits_and_is_accessible
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
PATIENCE_SECONDS = 40


@pytest.fixture
def house(tmp_path: Path) -> Iterator[processes.Served]:
    """Return a demo of this story's own: it is changed here."""
    with processes.served(tmp_path, ORCHESTRATOR_ENGINE__TICK_SECONDS="1") as running:
        running.wait_until_ready()
        yield running


def signed_in(browser: Browser, house: processes.Served, width: int) -> Page:
    link = processes.orchestrator(house.directory, "login-link", more=house.variables).stdout
    page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
    page.goto(link.strip())
    page.get_by_role("button", name="Sign in").click()
    return page


def first_workshop(page: Page) -> None:
    """Go from today to the page of the next workshop."""
    coming = page.get_by_role("region", name="Coming workshops")
    coming.get_by_role("link", name="Code of Conduct").first.click()


def reload_until(page: Page, text: str) -> None:
    """Reload the page until it says so."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while text not in page.inner_text("main"):
        assert time.monotonic() < deadline, page.inner_text("main")
        time.sleep(0.3)
        page.reload()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_meeting_edited_in_zoom_is_seen_and_restored_and_a_personal_link_is_made(
    house: processes.Served, browser: Browser, width: int
) -> None:
    page = signed_in(browser, house, width)
    reload_until(page, "Zoom meeting 8")
    first_workshop(page)
    number = re.search(r"Number (\d+)", page.inner_text("main"))
    assert number

    edited = requests.post(
        f"{house.zoom_url}/sandbox/meetings/{number.group(1)}/edit",
        json={"topic": "Moved by hand", "start_time": "2027-01-07T13:00:00Z"}, timeout=5,
    )  # fmt: skip
    assert edited.ok, edited.text
    reload_until(page, "What is different in Zoom")
    expect(page.get_by_role("cell", name="Moved by hand")).to_be_visible()
    expect(page.get_by_role("cell", name="Thursday 7 January 2027, 5:00 am PST")).to_be_visible()
    assert_fits_and_is_accessible(page)
    page.get_by_role("button", name="Restore ours").click()
    reload_until(page, "Start as host")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while "What is different in Zoom" in page.inner_text("main"):
        assert time.monotonic() < deadline
        page.reload()

    page.get_by_role("button", name="Start as host").click()
    page.wait_for_url(f"{house.zoom_url}/s/**")
    page.go_back()
    page.goto(f"{house.url}/office/")
    first_workshop(page)

    page.get_by_label("Name").fill("Ada Lovelace")
    page.get_by_label("E-mail").fill("ada@example.org")
    page.get_by_role("button", name="Make a link").click()
    address = page.get_by_text("/join/").inner_text()
    assert_fits_and_is_accessible(page)
    reload_later = page.context.new_page()
    reload_later.goto(address)
    expect(reload_later.get_by_role("heading", name="You are early")).to_be_visible()
    assert_fits_and_is_accessible(reload_later)

    page.goto(f"{house.url}/office/")
    first_workshop(page)
    reload_until(page, "Registered in Zoom")
    page.get_by_role("button", name="Revoke").click()
    reload_until(page, "Revoked")
    reload_later.goto(address)
    expect(reload_later.get_by_role("heading", name="This link leads nowhere")).to_be_visible()
