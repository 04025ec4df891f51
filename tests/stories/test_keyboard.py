"""Without a mouse: an attendee goes in and finds the room, and the facilitator works the console."""

from __future__ import annotations

from pathlib import Path

import processes
import pytest
from live_demo import TICK_SECONDS, looked_up, wait_for_registrants
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
MOST_STOPS = 150
STOP = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  return {
    name: one.textContent.trim().replace(/\\s+/g, " ") || one.name || one.tagName,
    seen: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none",
    inside: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
  };
}"""


def step(page: Page, key: str = "Tab") -> str:
    """Go one stop on; the focus can be seen there. Return its name, empty at the page's end."""
    page.keyboard.press(key)
    found = page.evaluate(STOP)
    if not found:
        return ""
    assert found["seen"], f"nobody sees the focus on {found['name']}"
    assert found["inside"], f"{found['name']} has the focus outside of the window"
    return str(found["name"])


def go_to(page: Page, name: str, key: str = "Tab") -> None:
    stops: list[str] = []
    for _ in range(MOST_STOPS):
        stops.append(step(page, key))
        if stops[-1].startswith(name):
            return
    raise AssertionError(f"no way to {name} among {stops}")


def all_stops(page: Page, key: str) -> list[str]:
    """Return every stop up to the page's end: whoever never comes there is trapped."""
    stops: list[str] = []
    for _ in range(MOST_STOPS):
        stop = step(page, key)
        if not stop:
            return stops
        stops.append(stop)
    raise AssertionError(f"trapped among {stops[-5:]}")


def press(page: Page, name: str, key: str = "Enter") -> None:
    """Go to a button of the console and press it; wait for its answer."""
    before = page.locator("#live").get_attribute("data-mark")
    go_to(page, name)
    page.keyboard.press(key)
    expect(page.locator("#live")).not_to_have_attribute("data-mark", before or "")


def test_an_attendee_and_the_facilitator_need_no_mouse(browser: Browser, tmp_path: Path) -> None:
    quick = {"ORCHESTRATOR_ENGINE__TICK_SECONDS": str(TICK_SECONDS)}
    quick["ORCHESTRATOR_SESSION__POLL_SECONDS"] = "2"
    with processes.served(tmp_path, ORCHESTRATOR_NOW="2026-11-22T09:00:00-08:00", **quick) as house:
        house.wait_until_ready()
        wait_for_registrants(house)
    with processes.served(tmp_path, ORCHESTRATOR_NOW="2026-12-09T04:50:00-08:00", **quick) as house:
        house.wait_until_ready()
        known = looked_up(house)
        console = the_facilitator_works_the_console(browser, house, known["workshop"])
        an_attendee_goes_in(browser, house, known["people"]["Ada Brandt"]["token"], console)


def the_facilitator_works_the_console(
    browser: Browser, house: processes.Served, workshop: int
) -> Page:
    link = processes.orchestrator(house.directory, "login-link", more=house.variables).stdout
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(link.strip())
    go_to(page, "Sign in")
    page.keyboard.press("Enter")
    page.wait_for_url("**/office/**")
    page.goto(f"{house.url}/office/workshops/{workshop}/console")
    assert all_stops(page, "Tab")
    assert all_stops(page, "Shift+Tab")
    press(page, "Begin: ")
    expect(page.locator("#now")).not_to_have_text("Not begun")
    press(page, "No-show Nadia Petrova", "Space")
    expect(page.get_by_text("Last change:")).to_contain_text("Nadia Petrova")
    began = page.locator("#now").inner_text()
    press(page, "Begin: ")
    assert page.evaluate(STOP)["name"].startswith("Begin: ")  # the next one, without a way back
    expect(page.locator("#now")).not_to_have_text(began)
    return page


def an_attendee_goes_in(
    browser: Browser, house: processes.Served, token: str, console: Page
) -> None:
    page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    page.goto(f"{house.url}/join/{token}/room")
    expect(page.get_by_role("heading")).to_have_text("Welcome, Ada Brandt")
    assert all_stops(page, "Tab")
    assert all_stops(page, "Shift+Tab")
    press(console, "Release the rooms")
    expect(page.locator(".room-name")).to_be_visible(timeout=15_000)
    go_to(page, "Go to the meeting")
    with page.expect_response(f"{house.url}/join/{token}") as door:
        page.keyboard.press("Enter")
    assert door.value.status == 302  # on to Zoom, which has moved since
