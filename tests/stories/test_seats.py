"""Seats in real Chromium: somebody cancels, the next takes over, the owner moves the workshop."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import processes
import pytest
from looks import assert_fits_and_is_accessible
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
NOW = "2026-11-22T09:00:00-08:00"
WIDTHS, SCHEMES = (390, 1280), ("light", "dark")
PUBLIC = ("seat", "waiting", "waitlist", "roster", "asked", "own", "leave", "certificate", "ended")
OFFICE = ("people", "over", "import", "list", "new", "change", "preview", "calloff")
SCRIPT = """
import django; django.setup()
import json
from dataclasses import replace
from datetime import timedelta
from calendars import clock
from orchestrator.models import *
from orchestrator.rules.registration import read_person
from orchestrator.rules.workshop import State
from orchestrator.services import addresses
from orchestrator.services.people import subscribers
from orchestrator.services.seats import attending, organizations
from orchestrator.services.seats import registrations as regs
from orchestrator.services.workshops import publication
first, second, third = Workshop.objects.filter(state="published").order_by("start")[:3]
office = addresses.home() + "office/workshops/"
found = {}
by_name = {row.name: row for row in first.registrations.all()}
found["seat"] = addresses.registration(by_name["Ada Brandt"])
found["bo"] = addresses.registration(by_name["Bo Castellano"])
found["waiting"] = addresses.registration(by_name["Omar Quaye"])
found["waitlist"] = addresses.waitlist(first)
block = organizations.keep_seats(second.pk, "Acme Conferences", 4, "test")
origin = regs.Origin("test", "test")
regs.register(second.pk, read_person("Ann Acme", "ann@acme.example"), origin, organization_id=block.organization_id)
found["roster"] = addresses.roster(organizations.new_roster_link(block.pk, "test"))
month = Workshop.objects.filter(state="to_be_decided").first()
found["asked"] = f"{addresses.home()}new-dates/?month={month.pk}"
subscribers.ask(read_person("Sub", "sub@example.org").email, [], [month.pk])
subscriber = Subscriber.objects.get()
subscribers.confirm(subscriber, ["americas"], [month.pk])
found["own"], found["leave"] = addresses.subscription(subscriber), addresses.unsubscribe(subscriber)
past = Workshop.objects.create(
    title="A past workshop", state="published", month=first.month, timezone="America/Los_Angeles",
    start=clock.now() - timedelta(days=2), end=clock.now() - timedelta(days=2, hours=-4), capacity=14,
)
was = Registration.objects.create(
    workshop=past, name="Pat Past", email="pat@example.org", email_key="pat@example.org",
    state="confirmed", source="test", link_hash="x",
)
Visit.objects.create(
    workshop=past, participant_uuid="p", name="iPhone", joined_at=past.start, left_at=past.end
)
attending.mark(was.pk, present=True, actor="test")
found["certificate"] = addresses.certificate(Certificate.objects.get())
gone = regs.register(third.pk, read_person("Gone Girl", "gone@example.org"), origin)
regs.cancel(gone.pk, "test", tell=False)
found["ended"] = addresses.registration(gone)
offer = publication.offer_of(second)
moved = replace(offer, start=offer.start + timedelta(days=1), end=offer.end + timedelta(days=1))
publication.save_draft(second.pk, State.PUBLISHED, moved, "test")
publication.save_draft(third.pk, State.CANCELLED, publication.offer_of(third), "test")
found |= {
    "people": f"{office}{first.pk}/people/", "over": f"{office}{past.pk}/people/",
    "import": f"{office}{first.pk}/people/import", "list": office, "new": f"{office}new",
    "change": f"{office}{month.pk}/change", "preview": f"{office}{second.pk}/preview",
    "calloff": f"{office}{third.pk}/preview",
}
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[processes.Served]:
    """Return a demo of its own: these stories change what others look at."""
    directory: Path = tmp_path_factory.mktemp("seats")
    with processes.served(directory, ORCHESTRATOR_NOW=NOW) as running:
        running.login = running.login_link()  # type: ignore[attr-defined]  # it is printed once
        running.wait_until_ready()
        yield running


@pytest.fixture(scope="module")
def addresses(house: processes.Served) -> dict[str, str]:
    """Return the addresses of everything there is to look at."""
    script = processes.python(
        house.directory, SCRIPT, **{**house.variables, "ORCHESTRATOR_NOW": NOW}
    )
    found: dict[str, str] = json.loads(script.stdout.strip().splitlines()[-1])
    return found


@pytest.fixture(scope="module")
def owner(house: processes.Served, browser: Browser) -> Iterator[Any]:
    """Return the owner's cookies."""
    profile = browser.new_context()
    page = profile.new_page()
    page.goto(house.login)  # type: ignore[attr-defined]  # see `house`
    page.click("main button")
    expect(page.get_by_role("heading", name="Today, and the next 14 days")).to_be_visible()
    yield profile.storage_state()
    profile.close()


@contextmanager
def looking(browser: Browser, **context: Any) -> Iterator[Page]:
    profile: BrowserContext = browser.new_context(**context)
    yield profile.new_page()
    profile.close()


def sized(width: int, scheme: str) -> dict[str, Any]:
    return {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_page_of_seats_fits_and_is_accessible(
    addresses: dict[str, str], owner: Any, browser: Browser, width: int, scheme: str
) -> None:
    with looking(browser, **sized(width, scheme)) as page:
        for name in PUBLIC:
            answer = page.goto(addresses[name])
            assert answer is not None
            assert answer.status == 200, name
            assert_fits_and_is_accessible(page)
    with looking(browser, storage_state=owner, **sized(width, scheme)) as page:
        for name in OFFICE:
            answer = page.goto(addresses[name])
            assert answer is not None
            assert answer.status == 200, name
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            assert_fits_and_is_accessible(page)


def test_a_seat_goes_from_one_person_to_the_next_by_their_own_pages(
    addresses: dict[str, str], browser: Browser
) -> None:
    with looking(browser) as bo, looking(browser) as omar:
        omar.goto(addresses["waiting"])
        expect(omar.get_by_role("heading", level=1)).to_have_text(
            "You are number 1 on the waitlist"
        )
        bo.goto(addresses["bo"])
        bo.get_by_text("I cannot come").click()
        bo.get_by_role("button", name="Cancel my seat").click()
        expect(bo.get_by_role("heading", level=1)).to_have_text("This registration is cancelled")
        omar.reload()
        expect(omar.get_by_role("heading", level=1)).to_have_text("A seat is free for you")
        omar.get_by_role("button", name="Take the seat").click()
        expect(omar.get_by_role("heading", level=1)).to_have_text("You have a seat")


def test_the_owner_sees_whom_a_move_tells_before_it_is_published(
    addresses: dict[str, str], owner: Any, browser: Browser
) -> None:
    with looking(browser, storage_state=owner) as page:
        page.goto(addresses["preview"])
        expect(page.get_by_text("7 mails: 7 × workshop moved.")).to_be_visible()
        page.get_by_role("button", name="Publish and tell them").click()
        expect(page.get_by_text("Wednesday 23 December 2026")).to_be_visible()
