"""Four hours in five minutes: the facilitator's phone, three attendees' pages, and Zoom's events.

A no-show, a late arrival, a drop-out in round 2, a swap and an undo: every open page shows the
right thing by itself within one poll, and everybody still gets every role.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import processes
import pytest
import requests
from live_demo import TICK_SECONDS, looked_up, wait_for_registrants
from looks import assert_fits_and_is_accessible
from playwright.sync_api import Browser, Page, ViewportSize, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
POLL_SECONDS = 2
# One poll, the tick that works on the webhook before it, and a slow machine.
ONE_POLL_MS = 1000 * (POLL_SECONDS + TICK_SECONDS + 6)
WATCHED = ("Ada Brandt", "Bo Castellano", "Chidi Eze")
PHONE: ViewportSize = {"width": 390, "height": 844}
LOOKS = os.environ.get("LOOKS")  # a folder: keep pictures of the pages there
LACKING = """
import django; django.setup()
from orchestrator.models import LiveSession
from orchestrator.services.live.sessions import read
from orchestrator.rules.session.record import roles_played
live = read(LiveSession.objects.select_related("plan", "workshop").order_by("pk").first())
stayed = set(live.record.present(2))
print(sorted(one for one, roles in roles_played(live.record, 2).items() if one in stayed and len(roles) < 2))
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[processes.Served]:
    """Return the demo ten minutes before its first workshop, prepared the weeks before."""
    quick = {"ORCHESTRATOR_ENGINE__TICK_SECONDS": str(TICK_SECONDS)}
    with processes.served(
        tmp_path, ORCHESTRATOR_NOW="2026-11-22T09:00:00-08:00", **quick
    ) as before:
        before.wait_until_ready()
        wait_for_registrants(before)
    polls = {"ORCHESTRATOR_SESSION__POLL_SECONDS": str(POLL_SECONDS)}
    with processes.served(
        tmp_path, **quick | polls | {"ORCHESTRATOR_NOW": "2026-12-09T04:50:00-08:00"}
    ) as running:
        running.wait_until_ready()
        yield running


class Zoom:
    """The people in the sandbox's meeting."""

    def __init__(self, house: processes.Served, known: dict[str, Any]) -> None:
        self.url, self.known = f"{house.zoom_url}/sandbox", known
        self.inside: dict[str, int] = {}
        self._post(f"meetings/{known['meeting']}/start")

    def _post(self, path: str, **fields: str) -> Any:
        answer = requests.post(f"{self.url}/{path}", json=fields, timeout=5)
        assert answer.ok, answer.text
        return answer.json()

    def join(self, name: str) -> None:
        person = self.known["people"][name]
        joined = self._post(
            f"meetings/{self.known['meeting']}/join", name=name, registrant_id=person["registrant"]
        )
        self.inside[name] = joined["user_id"]

    def leave(self, name: str) -> None:
        self._post(f"participants/{self.inside.pop(name)}/leave")

    def enter(self, name: str, room: str) -> None:
        self._post(f"participants/{self.inside[name]}/room", room=room)


class Console:
    """The facilitator's page: what it shows and its buttons."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def rooms(self) -> dict[str, list[str]]:
        cards = self.page.locator("ol.pairs li").all()
        return {
            card.locator("h3").inner_text(): card.locator(".who span").all_inner_texts()
            for card in cards
        }

    def room_of(self, name: str) -> str:
        return next((room for room, people in self.rooms().items() if name in people), "")

    def press(self, name: str) -> None:
        before = self.page.locator("#live").get_attribute("data-mark")
        self.page.get_by_role("button", name=name).first.click()
        expect(self.page.locator("#live")).not_to_have_attribute("data-mark", before or "")

    def choose(self, summary: str, button: str, *names: str) -> None:
        self.page.get_by_text(summary, exact=True).click()
        form = self.page.locator("details[open] form").filter(
            has=self.page.get_by_role("button", name=button)
        )
        for select, name in zip(form.locator("select").all(), names, strict=False):
            select.select_option(label=name)
        self.press(button)
        self.page.get_by_text(summary, exact=True).click()

    def says(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.locator("#live")).to_contain_text(text, timeout=ONE_POLL_MS)

    def until(self, part: str) -> None:
        while part not in self.page.locator("#now").inner_text():
            self.press("Begin: ")


def signed_in(browser: Browser, house: processes.Served) -> Page:
    link = processes.orchestrator(house.directory, "login-link", more=house.variables).stdout
    page = browser.new_context(viewport=PHONE).new_page()
    page.goto(link.strip())
    page.get_by_role("button", name="Sign in").click()
    return page


@dataclass(slots=True)
class Story:
    """Everybody's pages, and the meeting they are in."""

    console: Console
    pages: dict[str, Page]
    zoom: Zoom

    def all_show_their_rooms(self) -> None:
        """Every open page shows the room that the console shows."""
        for name, page in self.pages.items():
            room = self.console.room_of(name)
            expect(page.locator(".room-name")).to_have_text(room, timeout=ONE_POLL_MS)
            for mate in self.console.rooms()[room]:
                if mate not in (name, "you"):
                    expect(page.locator(".with")).to_contain_text(mate, timeout=ONE_POLL_MS)


def test_everything_that_happens_is_on_every_page_within_one_poll(
    house: processes.Served, browser: Browser
) -> None:
    known = looked_up(house)
    page = signed_in(browser, house)
    page.goto(f"{house.url}/office/workshops/{known['workshop']}/console")
    pages = {}
    for name in WATCHED:
        pages[name] = browser.new_context(viewport=PHONE).new_page()
        pages[name].goto(f"{house.url}/join/{known['people'][name]['token']}/room")
        expect(pages[name].get_by_role("heading")).to_have_text(f"Welcome, {name}")
    story = Story(Console(page), pages, Zoom(house, known))

    people_come_and_two_do_not(story, list(known["people"]))
    two_find_their_room_late(story)
    one_drops_out_in_round_two(story)
    a_swap_is_undone(story)
    lacking = processes.python(house.directory, LACKING, **house.variables).stdout.strip()
    assert lacking == "[]"
    before = story.console.rooms()
    house.stop()
    for each in (page, pages[WATCHED[0]]):
        expect(each.locator("#away")).to_be_visible(timeout=ONE_POLL_MS)
    assert story.console.rooms() == before
    expect(pages[WATCHED[0]].locator(".room-name")).to_be_visible()


def look_at(page: Page, name: str, *, whole: bool = True) -> None:
    """Keep a picture where somebody wants to look at the pages."""
    if LOOKS:
        page.screenshot(path=f"{LOOKS}/{name}.png", full_page=whole)


def people_come_and_two_do_not(story: Story, people: list[str]) -> None:
    console, late, missing = story.console, "Mateo Ortiz", "Nadia Petrova"
    console.says("0 of 14 here")
    for name in people:
        if name not in (late, missing):
            story.zoom.join(name)
    console.says("12 of 14 here")
    console.press(f"No-show {late}")
    console.press(f"No-show {missing}")
    assert console.room_of(missing) == console.room_of(late) == ""
    attendee = story.pages[WATCHED[0]]
    assert attendee.locator(".room-name").count() == 0  # nobody sees a room before the release
    console.press("Release the rooms")
    story.all_show_their_rooms()
    story.zoom.join(late)
    console.says("without a room")
    for width in (1280, 390):
        for each in (console.page, attendee):
            each.set_viewport_size({"width": width, "height": 844})
            assert_fits_and_is_accessible(each)
            look_at(each, f"{'console' if each is console.page else 'room'}-{width}")
    console.press(f"Give a room {late}")
    assert console.room_of(late)
    story.all_show_their_rooms()


def two_find_their_room_late(story: Story) -> None:
    console, slow = story.console, WATCHED[:2]
    console.until("at an event")
    for room, people in console.rooms().items():
        for name in people:
            if name not in slow:
                story.zoom.enter(name, room)
    console.says("2 people are not in their room yet")
    look_at(console.page, "round-390", whole=False)
    look_at(story.pages[slow[0]], "own-room-390", whole=False)
    for name in slow:
        story.zoom.enter(name, console.room_of(name))
    expect(console.page.locator("#not-in-room")).to_have_count(0, timeout=ONE_POLL_MS)


def one_drops_out_in_round_two(story: Story) -> None:
    console, gone = story.console, "Lena Novak"
    console.until("online community")
    for page in story.pages.values():
        expect(page.locator(".kicker")).to_contain_text("Round 2", timeout=ONE_POLL_MS)
    story.zoom.leave(gone)
    console.says("still in a room")
    console.press(f"Left {gone}")
    assert console.room_of(gone) == ""
    story.all_show_their_rooms()


def a_swap_is_undone(story: Story) -> None:
    console, first = story.console, WATCHED[0]
    before = console.rooms()
    home = console.room_of(first)
    other = next(name for name in WATCHED[1:] if name not in before[home])
    console.choose("Swap two people", "Swap", first, other)
    assert console.room_of(first) != home
    story.all_show_their_rooms()
    console.press("Undo")
    assert console.rooms() == before
    story.all_show_their_rooms()
