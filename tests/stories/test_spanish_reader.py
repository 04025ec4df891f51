"""A reader of Spanish: every page fits a phone, and the language is changed by one press."""

from __future__ import annotations

import processes
import pytest
from looks import assert_fits_and_is_accessible
from playwright.sync_api import Browser, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
PAGES = ("/", "/private/", "/consultations/", "/consultations/wish", "/calendar/", "/new-dates/")


@pytest.mark.parametrize("path", PAGES)
def test_every_public_page_fits_a_phone_in_spanish(
    demo: processes.Served, browser: Browser, path: str
) -> None:
    phone = {"width": 390, "height": 900}
    profile = browser.new_context(locale="es-MX", viewport=phone)  # type: ignore[arg-type]  # a size
    page = profile.new_page()
    page.goto(demo.url + path)
    expect(page.locator("html")).to_have_attribute("lang", "es")
    assert_fits_and_is_accessible(page)
    profile.close()


def test_the_language_is_changed_at_the_foot_without_scripts(
    demo: processes.Served, browser: Browser
) -> None:
    profile = browser.new_context(locale="en-US", java_script_enabled=False)
    page = profile.new_page()
    page.goto(f"{demo.url}/consultations/?timezone=America/New_York")
    page.get_by_role("button", name="Español").click()
    expect(page.get_by_role("heading", name="Elija un horario")).to_be_visible()
    assert page.url.endswith("/consultations/?timezone=America/New_York")
    expect(page.get_by_text("Todos los horarios están en Nueva York")).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Choose a time")).to_be_visible()
    profile.close()
