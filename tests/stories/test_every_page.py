"""Every page there is, in both widths and both colour schemes: nothing sticks out, axe finds nothing.

`./run pictures` runs this too, and keeps a picture of each page in `docs/pictures`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal

import full_house
import pytest
import wide_doors
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from full_house import Address, House
from looks import widest
from playwright._impl._api_structures import SetCookieParam
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from set_clock import SetClock

from orchestrator.models import User
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.ahead import coming
from orchestrator.services.ahead.coming import Deed
from orchestrator.services.demo import load_demo

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(1500),
]
PICTURES = os.environ.get("PICTURES")  # a folder: keep a picture of each page there
KEPT_SCALE = 0.6  # pictures are kept small
SIZES = ((390, 844), (1280, 900))
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LISTS = ("workshops", "people", "audit")
ANOTHER_OWN = "floor", "api:", "openapi"  # Django's own pages, and what programs read
# What a person sees only on the way: a second step, a proof that it is still they.
UNDER_WAY = {"mfa_authenticate", "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"}  # fmt: skip
NO_PAGE = {"login", "healthz", "readyz", "consultation-form", "mfa_login_webauthn", "account_change_password"}  # fmt: skip


@pytest.fixture
def house(at: SetClock, settings: Settings) -> House:
    wide_doors.open_wide(settings)
    load_demo()
    with suppress(RuleBroken):
        User.objects.create_owner("owner@example.org")
    return full_house.build("Harbor Foundation")


@pytest.fixture
def profiles(browser: Browser, house: House, live_server: LiveServer) -> Iterator[Profiles]:
    opened = Profiles(browser, live_server.url)
    yield opened
    opened.close()


class Profiles:
    """A stranger's browser and the owner's, in each width; no page may ask another host."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.url = url
        self.strange: list[str] = []
        self.pages: dict[tuple[str, int], Page] = {}
        self.contexts: list[BrowserContext] = []
        for who in ("stranger", "owner"):
            for width, height in SIZES:
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    reduced_motion="reduce",  # a colour half-way through its change is nobody's
                    device_scale_factor=KEPT_SCALE if PICTURES else 1,
                )
                if who == "owner":
                    context.add_cookies([self._session()])
                page = context.new_page()
                page.on("request", lambda request: self._note(request.url))
                self.pages[who, width] = page
                self.contexts.append(context)

    def close(self) -> None:
        for context in self.contexts:
            context.close()

    def _note(self, url: str) -> None:
        if not url.startswith((self.url, "data:")):
            self.strange.append(url)

    def _session(self) -> SetCookieParam:
        client = Client()
        client.force_login(User.objects.get(email="owner@example.org"))
        return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.url}


def shown(house: House) -> list[tuple[str, str, str]]:
    """Return every page: its name, whose browser opens it, and its path."""
    found = []
    for one in full_house.addresses():
        if one.name in UNDER_WAY | NO_PAGE or any(part in one.name for part in ANOTHER_OWN):
            continue
        found += [(name, whose(one), path) for name, path in paths(one, house)]
    return found


def paths(one: Address, house: House) -> list[tuple[str, str]]:
    if one.name == "office-list":
        return [(f"office-list-{name}", reverse("office-list", args=[name])) for name in LISTS]
    if one.name == "office-rehearsal":
        line = next(line for line in coming.next_days() if line.deed == Deed.REMINDERS)
        return [(one.name, reverse(one.name, args=[line.deed, line.key]))]
    if one.name == "office-week":
        return [(one.name, "/office/week/?day=2026-11-23")]
    if one.name == "office-search":
        return [(one.name, "/office/search?q=harbor")]
    return [(one.name, one.filled(house.values_for(one.name)))]


def whose(one: Address) -> str:
    return "owner" if one.name.startswith(("office", "account", "mfa", "users")) and one.name != "account_login" else "stranger"  # fmt: skip


def is_page(client: Client, path: str) -> bool:
    response = client.get(path)
    return response.status_code == 200 and response["content-type"].startswith("text/html")


def test_every_page_fits_and_everybody_can_use_it(house: House, profiles: Profiles) -> None:
    clients = {"stranger": Client(), "owner": full_house.owner()}
    complaints, seen = [], 0
    for name, who, path in shown(house):
        if not is_page(clients[who], path):
            continue
        seen += 1
        for width, _height in SIZES:
            complaints += look(profiles.pages[who, width], profiles.url + path, name, width)
    assert profiles.strange == []
    assert not complaints, "\n".join(complaints[:12])
    assert seen > 50


def look(page: Page, url: str, name: str, width: int) -> list[str]:
    """Open a page, and return what is wrong with it in either colour scheme."""
    found = []
    answer = page.goto(url)
    if answer is None or answer.status != 200:
        return [f"{name} {width}: {answer and answer.status}"]
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        if scheme == SCHEMES[0] and widest(page) > width:
            found.append(f"{name} {width}: {widest(page)} pixels wide")
        axe = Axe().run(page)
        if axe.violations_count:
            found.append(f"{name} {width} {scheme}: {axe.generate_report()[:600]}")
        if PICTURES and (width, scheme) in ((1280, "light"), (390, "dark")):
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png")
    return found
