"""A visitor finds the coming workshops: any width, any colour scheme, with or without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import processes
import pytest
from looks import assert_fits_and_is_accessible
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
WIDTHS = (390, 1280)
SCHEMES = ("light", "dark")


@contextmanager
def visit(browser: Browser, address: str, **context: Any) -> Iterator[tuple[Page, list[str]]]:
    """Open an address in a fresh profile; give the page and every address it asked for."""
    profile = browser.new_context(**context)
    page = profile.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    yield page, asked
    profile.close()


def sized(width: int, scheme: str = "light", **more: Any) -> dict[str, Any]:
    return {"viewport": {"width": width, "height": 900}, "color_scheme": scheme, **more}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("path", ["/", "/calendar/", "/private/", "/login/", "/nothing"])
def test_every_public_page_fits_is_accessible_and_asks_no_other_host(
    demo: processes.Served, browser: Browser, width: int, scheme: str, path: str
) -> None:
    with visit(browser, demo.url + path, **sized(width, scheme)) as (page, asked):
        assert_fits_and_is_accessible(page)
        assert all(address.startswith((demo.url, "data:")) for address in asked)


def test_a_page_that_sticks_out_would_be_noticed(demo: processes.Served, browser: Browser) -> None:
    with visit(browser, demo.url, **sized(390)) as (page, _):
        page.evaluate("document.querySelector('h1').textContent = 'x'.repeat(300)")
        page.evaluate("document.querySelector('h1').style.overflowWrap = 'normal'")
        with pytest.raises(AssertionError, match="pixels wide"):
            assert_fits_and_is_accessible(page)


def test_the_first_visit_shows_the_browsers_own_time_zone(
    demo: processes.Served, browser: Browser
) -> None:
    profile = sized(1280, timezone_id="Europe/Berlin")
    with visit(browser, demo.url, **profile) as (page, _):
        expect(page.get_by_text("2:00 pm – 6:00 pm CET").first).to_be_visible()
        expect(page.get_by_text("5:00 am – 9:00 am PST").first).to_be_visible()
        expect(page.get_by_label("Times in")).to_have_value("Europe/Berlin")


@pytest.mark.parametrize("width", WIDTHS)
def test_without_scripts_the_page_shows_everything_and_the_zone_can_be_chosen(
    demo: processes.Served, browser: Browser, width: int
) -> None:
    with visit(browser, demo.url, **sized(width, java_script_enabled=False)) as (page, _):
        expect(page.get_by_role("article")).to_have_count(6)
        expect(page.locator("ol.months").get_by_text("Date to be decided")).to_have_count(5)
        expect(page.get_by_text("No workshop this month")).to_have_count(2)
        page.get_by_label("Times in").select_option("Asia/Tokyo")
        page.get_by_role("button", name="Show").click()
        expect(page.get_by_text("JST").first).to_be_visible()
        page.goto(demo.url)
        expect(page.get_by_text("JST").first).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_owner_signs_in_with_the_printed_link_and_sees_the_office(
    demo: processes.Served, browser: Browser, width: int, owner_link: str
) -> None:
    with visit(browser, owner_link, **sized(width)) as (page, asked):
        assert_fits_and_is_accessible(page)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Today, and the next 14 days")).to_be_visible()
        expect(page.get_by_text("Zoom meeting 8").first).to_be_visible()
        assert_fits_and_is_accessible(page)
        assert all(address.startswith((demo.url, "data:")) for address in asked)


@pytest.fixture
def owner_link(demo: processes.Served) -> str:
    return processes.orchestrator(demo.directory, "login-link", more=demo.variables).stdout.strip()
