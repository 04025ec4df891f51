"""Three organizations ask for Duluth, one withdraws, the rest accept anew and settle to the cent."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

import processes
import pytest
from looks import assert_fits_and_is_accessible
from playwright.sync_api import Browser, Page, expect

LOOKS = os.environ.get("LOOKS")  # a folder: keep pictures of the pages there
pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
NAMES = ("North", "South", "West")
PRICED = {"ORCHESTRATOR_REQUESTS__ON_SITE_FEE_DOLLARS": "1999"}
BEFORE, AFTER = "2026-11-22T09:00:00-08:00", "2026-12-31T09:00:00-08:00"
RECEIPTS = (("Flight to Duluth", "612.40"), ("Hotel, two nights", "287.33"), ("Taxi", "48.05"))


def fill(page: Page, day: date) -> None:
    page.fill("[name=zip]", "55802")
    page.fill("[name=day]", day.isoformat())
    page.fill("[name=attendees]", "12")
    for at, (name, seats) in enumerate(zip(NAMES[:2], ("5", "4"), strict=True)):
        page.locator("[name=organization_name]").nth(at).fill(name)
        page.locator("[name=organization_seats]").nth(at).fill(seats)


def contacts(page: Page) -> None:
    for at, name in enumerate(NAMES):
        page.locator(".party summary").nth(at).click()
        page.locator("[name=organization_contact]").nth(at).fill(f"Ada of {name}")
        page.locator("[name=organization_email]").nth(at).fill(f"{name.lower()}@example.org")


def mails(house: processes.Served, subject: str, count: int) -> dict[str, str]:
    """Return the newest link to a quote by recipient, once that many mails of the subject came."""
    for _ in range(240):
        found: dict[str, str] = {}
        files = sorted(Path(house.directory, "mail").glob("*.eml"), key=lambda f: f.stat().st_mtime)
        for file in files:
            mail = message_from_bytes(file.read_bytes(), policy=policy.default)
            body = mail.get_body(("plain",))
            link = re.search(r"/quotes/[\w-]{20,}", body.get_content() if body else "")
            if str(mail["subject"]).startswith(subject) and link:
                found[str(mail["to"]).partition("<")[2].rstrip(">") or str(mail["to"])] = link[0]
        if len(found) == count:
            return found
        time.sleep(0.25)
    raise AssertionError(f"no {count} mails that begin with {subject!r}")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[processes.Served]:
    """Return a demo of its own: its sign-in link is used up here."""
    directory: Path = tmp_path_factory.mktemp("private")
    with processes.served(directory, **PRICED, ORCHESTRATOR_NOW=BEFORE) as running:
        running.wait_until_ready()
        yield running


def test_from_the_first_look_to_the_workshop(house: processes.Served, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(house.url)
    page.get_by_role("link", name="See at once what is possible").click()
    fill(page, date(2026, 12, 29))  # five weeks ahead
    expect(page.locator(".verdict")).to_have_text("This is possible.")  # without a click
    expect(page.locator("#answer")).to_contain_text("Duluth International Airport (DLH)")
    page.get_by_role("button", name="Check").click()  # and with one there is a row for a third
    page.locator("[name=organization_name]").nth(2).fill("West")
    page.locator("[name=organization_seats]").nth(2).fill("3")
    expect(page.locator(".shares li")).to_have_count(3)
    contacts(page)
    assert_fits_and_is_accessible(page)
    page.get_by_role("button", name="Ask for this").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    links = mails(house, "Your quote", 3)
    for name in ("north", "south"):
        page.goto(house.url + links[f"{name}@example.org"])
        page.get_by_role("button", name="Accept version 1").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Thank you: you have accepted")
    page.goto(house.url + links["west@example.org"])
    page.get_by_text("Withdraw", exact=True).click()
    page.get_by_role("button", name="Withdraw West").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have withdrawn")
    for name in ("north", "south"):
        page.goto(house.url + links[f"{name}@example.org"])
        page.get_by_role("button", name="Accept version 2").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("It takes place")
    assert_fits_and_is_accessible(page)
    page.get_by_role("button", name="Name your people").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("South")
    page.goto(house.login_link())
    page.click("main button")
    expect(page.get_by_role("heading", name="Today, and the next 14 days")).to_be_visible()
    page.goto(f"{house.url}/office/requests/")
    expect(page.get_by_role("main")).to_contain_text("The workshop begins")
    assert_fits_and_is_accessible(page)
    context.close()
    house.stop()
    with processes.served(house.directory, **PRICED, ORCHESTRATOR_NOW=AFTER) as later:
        later.wait_until_ready()
        settle(later, browser)


def settle(house: processes.Served, browser: Browser) -> None:
    """The day after: the receipts come in, and everybody who stayed pays their part."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    link = processes.orchestrator(house.directory, "login-link", more=house.variables)
    page.goto(link.stdout.strip())
    page.click("main button")
    (workshop,) = scheduled(house)
    page.goto(f"{house.url}/office/workshops/{workshop}/money/")
    for words, amount in RECEIPTS:
        form = page.locator("section", has=page.locator("#receipts"))
        form.get_by_label("For").fill(words)
        form.get_by_label("Amount in dollars").fill(amount)
        form.get_by_label("Paid on").fill("2026-12-30")
        form.get_by_role("button", name="Write it down").click()
    shares = page.locator("section", has=page.locator("#settlement"))
    expect(shares.locator("tbody tr")).to_have_count(2)  # who withdrew pays nothing
    expect(shares.locator("tfoot")).to_contain_text("$2,946.78")  # 1,999.00 and the receipts
    assert_fits_and_is_accessible(page)
    page.get_by_role("button", name="Issue the invoices").click()
    expect(page.get_by_role("heading", name="Settled")).to_be_visible()
    said = page.locator("section", has=page.locator("#invoices")).inner_text()
    amounts = [int(re.sub(r"[,.]", "", one)) for one in re.findall(r"\$([\d,]+\.\d\d), open", said)]
    assert (len(amounts), sum(amounts)) == (2, 294678)
    page.get_by_role("link", name="2026-0001").click()
    page.get_by_label("Amount in dollars").first.fill(f"{max(amounts) / 100:.2f}")
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_role("main")).to_contain_text("paid")
    assert_fits_and_is_accessible(page)
    page.get_by_role("link", name="See it as the payer does").click()
    expect(page.get_by_role("heading", name="Invoice 2026-0001")).to_be_visible()
    assert_fits_and_is_accessible(page)
    with page.expect_download() as file:
        page.get_by_role("link", name="Get it as PDF").click()
    assert file.value.path().read_bytes().startswith(b"%PDF")
    if LOOKS:
        page.screenshot(path=f"{LOOKS}/invoice-1280.png", full_page=True)
        page.set_viewport_size({"width": 390, "height": 900})
        page.screenshot(path=f"{LOOKS}/invoice-390.png", full_page=True)
        page.goto(f"{house.url}/office/workshops/{workshop}/money/")
        assert_fits_and_is_accessible(page)
        page.screenshot(path=f"{LOOKS}/money-390.png", full_page=True)
    context.close()


def scheduled(house: processes.Served) -> list[int]:
    """Return the workshops that came from requests."""
    asked = "import django; django.setup()\nfrom orchestrator.models import WorkshopRequest as R\n"
    asked += "print(*R.objects.filter(state='scheduled').values_list('workshop', flat=True))"
    return [int(one) for one in processes.python(house.directory, asked).stdout.split()]
