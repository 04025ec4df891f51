"""A prospect in a hurry books, moves and cancels a consultation; the host sees it all."""

from __future__ import annotations

import email
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from email.policy import default
from pathlib import Path
from typing import Any

import processes
import pytest
import requests
from looks import assert_fits_and_is_accessible
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
WIDTHS = (390, 1280)
LOOKS = os.environ.get("LOOKS")  # a folder: keep pictures of the pages there
WEEK = "/consultations/"


@contextmanager
def visit(
    browser: Browser, demo: processes.Served, width: int, scheme: str, **more: Any
) -> Iterator[Page]:
    """Open a fresh profile in Berlin; every page it asks for is ours."""
    profile = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]  # light or dark
        timezone_id="Europe/Berlin",
        **more,
    )
    page = profile.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    yield page
    assert [one for one in asked if not one.startswith((demo.url, "data:"))] == []
    profile.close()


def look(page: Page, name: str) -> None:
    """Check how the page looks, and keep a picture of it where somebody wants one."""
    assert_fits_and_is_accessible(page)
    if LOOKS:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=f"{LOOKS}/consultation-{name}-{width}.png", full_page=True)


def fill(page: Page, name: str) -> str:
    address = f"{name.lower()}@example.org"
    page.get_by_label("Name").fill(name)
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("What would help you?").fill("We train forty volunteers each spring.")
    return address


def letters(demo: processes.Served, to: str, page: Page, least: int) -> list[Any]:
    """Return the mails to somebody, once there are enough."""
    found: list[Any] = []
    for _ in range(60):
        files = sorted(Path(demo.directory, "mail").glob("*.eml"))
        messages = (email.message_from_bytes(file.read_bytes(), policy=default) for file in files)
        found = [one for one in messages if to in str(one["To"])]
        if len(found) >= least:
            break
        page.wait_for_timeout(500)
    return found


def entry(message: Any) -> dict[str, str]:
    (calendar,) = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    text = calendar.get_payload(decode=True).decode().replace("\r\n ", "")
    return dict(line.split(":", 1) for line in text.splitlines() if ":" in line)


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_a_prospect_books_moves_and_cancels_and_both_calendars_follow(
    demo: processes.Served, browser: Browser, width: int, scheme: str
) -> None:
    with visit(browser, demo, width, scheme) as page:
        page.goto(demo.url)
        page.get_by_role("link", name="Choose a time").click()
        expect(page.get_by_text("All times are in Berlin")).to_be_visible()
        look(page, "week")
        page.locator("form.week button").first.click()
        expect(page.get_by_text("We hold it for you until")).to_be_visible()
        look(page, "form")
        address = fill(page, f"Ada{width}")
        page.get_by_role("button", name="Book it").click()
        expect(page.get_by_role("heading", name="You are booked")).to_be_visible()
        look(page, "booked")
        own = page.url
        (booked,) = letters(demo, address, page, 1)
        assert own in booked.get_body(("plain",)).get_content()
        page.get_by_role("link", name="Choose another time").click()
        look(page, "move")
        page.locator("form.week button").nth(4).click()
        expect(page.get_by_role("heading", name="You are booked")).to_be_visible()
        assert page.url == own
        _, moved = letters(demo, address, page, 2)
        assert entry(moved)["UID"] == entry(booked)["UID"]
        assert int(entry(moved)["SEQUENCE"]) > int(entry(booked)["SEQUENCE"])
        assert (
            entry(moved)["DTSTART;TZID=Europe/Berlin"]
            != entry(booked)["DTSTART;TZID=Europe/Berlin"]
        )
        page.get_by_text("Cancel it").click()
        page.get_by_role("button", name="Cancel my consultation").click()
        expect(page.get_by_role("heading", name="This consultation is cancelled")).to_be_visible()
        look(page, "cancelled")
        *_, gone = letters(demo, address, page, 3)
        assert (entry(gone)["METHOD"], entry(gone)["UID"]) == ("CANCEL", entry(booked)["UID"])
        assert not re.search(r"zoom\.us|/j/\d", booked.as_string())


def test_it_is_booked_with_the_keyboard_alone(demo: processes.Served, browser: Browser) -> None:
    with visit(browser, demo, 1280, "light") as page:
        page.goto(demo.url + WEEK)
        expect(page.get_by_text("All times are in Berlin")).to_be_visible()
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.name") == "start":
                break
        said = page.evaluate("document.activeElement.textContent")
        assert re.fullmatch(r"\d+:\d\d [ap]m on \w+day \d+ \w+", said)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Almost booked")).to_be_visible()
        for text in ("Keyla Board", "keyla@example.org", "", "Please"):
            for _ in range(12):
                page.keyboard.press("Tab")
                if page.evaluate(
                    "document.activeElement.matches('input:not([tabindex]), textarea')"
                ):
                    break
            page.keyboard.type(text)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="You are booked")).to_be_visible()


def test_without_scripts_it_is_booked_too(demo: processes.Served, browser: Browser) -> None:
    with visit(browser, demo, 390, "light", java_script_enabled=False) as page:
        page.goto(demo.url + WEEK)
        expect(page.get_by_text("All times are in Pacific time")).to_be_visible()
        page.get_by_label("Times in").select_option("Asia/Tokyo")
        page.get_by_role("button", name="Show").click()
        expect(page.get_by_text("All times are in Tokyo")).to_be_visible()
        page.locator("form.week button").last.click()
        fill(page, "Noscript")
        page.get_by_role("button", name="Book it").click()
        expect(page.get_by_role("heading", name="You are booked")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_whom_no_time_suits_leaves_a_wish_and_the_host_sees_everything(
    demo: processes.Served, browser: Browser, width: int
) -> None:
    with visit(browser, demo, width, "dark" if width == 1280 else "light") as page:
        page.goto(demo.url + WEEK)
        page.get_by_role("link", name="Tell us what would").click()
        page.get_by_label("Name").fill(f"Wil {width}")
        page.get_by_label("E-mail").fill(f"wil{width}@example.org")
        page.get_by_label("When, and what about?").fill("Weekday evenings")
        look(page, "wish")
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
        page.goto(demo.url + WEEK)
        page.locator("form.week button").last.click()
        fill(page, f"Host{width}")
        page.get_by_role("button", name="Book it").click()
        expect(page.get_by_role("heading", name="You are booked")).to_be_visible()
        command = processes.orchestrator(demo.directory, "login-link", more=demo.variables)
        page.goto(command.stdout.strip())
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("link", name="Consultations").first.click()
        expect(page.get_by_text(f"Wil {width}").first).to_be_visible()
        page.get_by_text("Keep time to myself").click()
        look(page, "office")
        page.get_by_role("link", name=f"Host{width}").first.click()
        page.locator("summary", has_text="Move it").click()
        look(page, "office-one")
        page.get_by_role("link", name="All consultations").click()
        page.get_by_role("link", name="Why is a time not free?").click()
        look(page, "office-times")


def test_a_site_of_ours_shows_the_times_and_the_form_opens_in_the_whole_window(
    browser: Browser, tmp_path: Path
) -> None:
    """The host's own site stands on another origin of this machine."""
    site = "https://www.example.org"
    variables = {"ORCHESTRATOR_CONSULTATIONS__EMBED_ORIGINS": f'["{site}"]'}
    with processes.served(tmp_path, **variables) as house:
        house.wait_until_ready()
        policy = requests.get(f"{house.url}{WEEK}embedded", timeout=10).headers
        assert f"frame-ancestors {site}" in policy["Content-Security-Policy"]
        with visit(browser, house, 1280, "light") as page:
            page.goto(f"{house.url}{WEEK}embedded")
            look(page, "embedded")
            page.locator("form.week button").first.click()
            expect(page.get_by_role("heading", name="Almost booked")).to_be_visible()
            fill(page, "Frame")
            page.get_by_role("button", name="Book it").click()
            expect(page.get_by_role("heading", name="You are booked")).to_be_visible()
