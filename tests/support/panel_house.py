"""A house with one small workshop about to begin, and its panel as Zoom's client opens it, in Chromium."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import processes
import zoom_context
from playwright.sync_api import Browser, Page, Route, expect

NOW = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
SUPPORT = Path(__file__).parents[1] / "support"
STAND_IN = (SUPPORT / "zoom_sdk_stand_in.js").read_text()
SDK = "https://appssdk.zoom.us/sdk.min.js"
PEOPLE = ("Ada", "Bo", "Cy", "Di")
LOOKS = os.environ.get("LOOKS")  # a folder: keep pictures of the panel there
PREPARE = """
import django, json; django.setup()
from datetime import timedelta
import world, live_world
from calendars import clock
from orchestrator.services.live import drawing
workshop = world.publish(title="Incident response", start=clock.now() + timedelta(minutes=10))
for name in live_world.NAMES[:4]:
    world.register(workshop, name)
drawing.draw_plan(workshop.pk)
print(json.dumps([live_world.rooms(workshop, number) for number in (1, 2)]))
"""
MEETING = """
import django; django.setup()
from orchestrator.models import Meeting
print(Meeting.objects.filter(workshop__title="Incident response").values_list("zoom_id", flat=True).first() or "")
"""
RELEASE = """
import django; django.setup()
import live_world
from orchestrator.models import Workshop
from orchestrator.services.live import clicks
workshop = Workshop.objects.get(title="Incident response")
live_world.do(workshop, clicks.release)
"""


@dataclass(slots=True)
class House:
    """A served house with one small workshop about to begin."""

    served: processes.Served
    rounds: list[dict[str, list[str]]]
    meeting: str
    began: float

    def now(self) -> datetime:
        return NOW + timedelta(seconds=time.monotonic() - self.began)


def run(served: processes.Served, script: str) -> str:
    path = {"PYTHONPATH": str(SUPPORT)}
    return processes.python(served.directory, script, **served.variables | path).stdout.strip()


@contextmanager
def served(directory: Path) -> Iterator[House]:
    """Serve the demo with one workshop of four people ten minutes before its start."""
    variables = {
        "ORCHESTRATOR_NOW": NOW.isoformat(),
        "ORCHESTRATOR_ENGINE__TICK_SECONDS": "1",
        "ORCHESTRATOR_SESSION__POLL_SECONDS": "2",
        "ORCHESTRATOR_ZOOM__APP_HOST": zoom_context.HOST,
        "ZOOM_APP_CLIENT_ID": zoom_context.CLIENT_ID,
        "ZOOM_APP_CLIENT_SECRET": zoom_context.CLIENT_SECRET,
    }
    began = time.monotonic()
    with processes.served(directory, **variables) as running:
        running.wait_until_ready()
        rounds = json.loads(run(running, PREPARE))
        meeting = next(filter(None, (run(running, MEETING) for _ in range(30))))
        yield House(running, rounds, meeting, began)


@dataclass(slots=True)
class Panel:
    """The open panel, and the hand on Zoom's stand-in."""

    page: Page
    outside: list[str] = field(default_factory=list)

    def zoom(self, script: str) -> Any:
        return self.page.evaluate(f"zoomMeeting.{script}")

    def join(self, *names: str, role: str = "attendee") -> None:
        for name in names:
            self.page.evaluate(
                "([name, role]) => zoomMeeting.people.push({screenName: name, role, participantId: '1',"
                " participantUUID: `uuid-${zoomMeeting.people.length}`})",
                [name, role],
            )

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def says(self, *texts: str, of: int = 1) -> None:
        told = self.page.locator(f'[data-round="{of}"] .told')
        for text in texts:
            expect(told).to_contain_text(text)

    def warns(self, text: str | re.Pattern[str], of: int = 1) -> None:
        expect(self.page.locator(f'[data-round="{of}"] .wrong')).to_contain_text(text)

    def calls(self, name: str) -> list[Any]:
        return [call[1:] for call in self.zoom("calls") if call[0] == name]

    def sit(self) -> dict[str, list[str]]:
        return {room: sorted(people) for room, people in self.zoom("sit()").items()}


@contextmanager
def opener(house: House, browser: Browser) -> Iterator[Callable[..., Panel]]:
    """Open the panel as Zoom's client does; `before` is done to Zoom before our script runs."""
    profiles = []

    def opened(*, before: str = "", width: int = 400, scheme: Any = "light") -> Panel:
        profile = browser.new_context(viewport={"width": width, "height": 700}, color_scheme=scheme)
        profiles.append(profile)
        panel = Panel(profile.new_page())
        header = zoom_context.header(house.now())
        served = urlsplit(house.served.url).netloc

        def answer(route: Route) -> None:
            request = route.request
            if request.url == SDK:
                start = f"zoomMeeting.id = '{house.meeting}';{before}"
                route.fulfill(body=STAND_IN + start, content_type="text/javascript")
            elif urlsplit(request.url).netloc != served:
                panel.outside.append(request.url)
                route.abort()
            elif request.is_navigation_request() and request.method == "GET":
                headers = request.headers | {"x-zoom-app-context": header}
                route.continue_(headers=headers)
            else:
                route.continue_()

        panel.page.route("**/*", answer)
        panel.page.goto(f"{house.served.url}/zoom-app")
        expect(panel.page.get_by_role("heading", level=1)).to_be_visible()
        return panel

    yield opened
    for profile in profiles:
        profile.close()
