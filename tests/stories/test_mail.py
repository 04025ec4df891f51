"""The owner sends a test message on the served demo and finds it in the outbox and in a file."""

from __future__ import annotations

import processes
import pytest
from letters_to_try import FULL
from looks import assert_fits_and_is_accessible
from playwright.sync_api import Browser, expect

from orchestrator.models import OutboxMessage
from orchestrator.services.letters.rendering import envelope

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
WIDTHS = (390, 1280)


def window(width: int, scheme: str = "light") -> dict[str, object]:
    return {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}


@pytest.mark.parametrize("width", [390, 700])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_letter_fits_any_screen_and_asks_for_nothing_from_outside(
    browser: Browser, width: int, scheme: str
) -> None:
    message = OutboxMessage(recipient="zoe@example.org", message_id="<a@example.org>")
    html = envelope(FULL, message).get_body(("html",))
    assert html
    profile = browser.new_context(**window(width, scheme))  # type: ignore[arg-type]  # as named there
    page = profile.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(html.get_content())
    assert_fits_and_is_accessible(page)
    assert asked == []
    profile.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_owner_sends_a_test_message_and_sees_that_it_went(
    demo: processes.Served, browser: Browser, width: int
) -> None:
    link = processes.orchestrator(demo.directory, "login-link", more=demo.variables).stdout.strip()
    profile = browser.new_context(**window(width))  # type: ignore[arg-type]  # as named there
    page = profile.new_page()
    page.goto(link)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Outbox").first.click()
    expect(page.get_by_role("heading", name="Outbox")).to_be_visible()
    assert_fits_and_is_accessible(page)
    to = f"owner-{width}@example.org"
    page.get_by_label("Send a test message to").fill(to)
    page.get_by_role("button", name="Send a test message").click()

    def sent() -> bool:
        page.goto(f"{demo.url}/office/outbox?show=sent")
        return page.get_by_text(to).count() > 0

    for _ in range(40):
        if sent():
            break
        page.wait_for_timeout(500)
    expect(page.get_by_text(to)).to_be_visible()
    assert_fits_and_is_accessible(page)
    files = list((demo.directory / "mail").glob("*.eml"))
    assert any(to.encode() in file.read_bytes() for file in files)
    profile.close()
