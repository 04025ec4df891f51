"""How a page must look at any width: nothing sticks out, and everybody can use it."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def widest(page: Page) -> int:
    """Return how wide the page is, whatever its window."""
    measured: int = page.evaluate(
        "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"
    )
    return measured


def assert_fits_and_is_accessible(page: Page) -> None:
    """Fail when the page is wider than its window, or axe finds a violation."""
    size = page.viewport_size
    assert size
    wide = widest(page)
    assert wide <= size["width"], f"the page is {wide} pixels wide, its window {size['width']}"
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
