"""A live session under a clock that is moved by hand, for `tests/bench/bench_live.py`."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import live_world
from django.core.wsgi import get_wsgi_application
from django.test import Client
from set_clock import SetClock

from calendars import clock
from orchestrator.models import User, Visit, Workshop


class Reader:
    """One open page that asks what is new, as `live.js` does, through the server's own interface.

    Django's test client would not do: each of its requests leaves some memory behind.
    """

    def __init__(self, application: Any, address: str, cookies: str = "") -> None:
        self.application, self.etag, self.status = application, "", ""
        self.environ = {
            "REQUEST_METHOD": "GET", "PATH_INFO": address, "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http",
            "HTTP_X_LIVE": "1", "HTTP_COOKIE": cookies, "wsgi.errors": sys.stderr,
        }  # fmt: skip

    def poll(self) -> int:
        """Ask once and return the status."""
        environ = self.environ | {"HTTP_IF_NONE_MATCH": self.etag, "wsgi.input": BytesIO()}
        answer = self.application(environ, self._begun)
        for _ in answer:
            pass
        answer.close()
        return int(self.status.split()[0])

    def _begun(self, status: str, headers: list[tuple[str, str]], *_: object) -> None:
        self.status, self.etag = status, dict(headers)["ETag"]


class Session:
    """What happens between the first arrival and the last goodbye."""

    def __init__(self) -> None:
        self.at = SetClock()
        self._stack = ExitStack()
        self._stack.enter_context(clock.clock_set(self.at))
        self.workshop: Workshop = live_world.about_to_begin(self.at)
        self.owner = Client(SERVER_NAME="127.0.0.1")
        self.owner.force_login(User.objects.create_owner("owner@example.org"))
        self.page = f"/office/workshops/{self.workshop.pk}/console"
        application = get_wsgi_application()
        cookies = f"sessionid={self.owner.cookies['sessionid'].value}"
        self.readers = [Reader(application, self.page, cookies)] + [
            Reader(application, f"/join/{live_world.token(name)}/room") for name in live_world.NAMES
        ]
        self.visits: dict[str, Visit] = {}
        self.no_show_ms = 0.0
        parts = [each.planned for each in live_world.live(self.workshop).show.stretches]
        self._agenda = sorted(self._deeds(parts), key=lambda each: each[0])

    def _deeds(self, parts: list[tuple[datetime, datetime]]) -> list[tuple[datetime, Any]]:
        start = self.workshop.span[0]
        deeds: list[tuple[datetime, Any]] = []
        for place, name in enumerate(live_world.NAMES[:-2]):
            deeds.append((start - timedelta(seconds=480 - 30 * place), (self._come, name)))
        deeds.append((start, (self._click, "release")))
        deeds += [(begins, (self._click, "next")) for begins, _ in parts]
        for name in live_world.NAMES[-2:]:
            deeds.append((start + timedelta(minutes=8), (self._no_show, name)))
        deeds.append((start + timedelta(minutes=20), (self._come, "Mo")))
        deeds.append((start + timedelta(minutes=21), (self._click, "arrive", "Mo")))
        for place in (2, 5):  # the two rounds
            begins, ends = parts[place]
            for shift, name in enumerate(live_world.NAMES[:13]):
                deeds.append((begins + timedelta(seconds=20 + 6 * shift), (self._room, name, "in")))
                deeds.append((ends - timedelta(seconds=10), (self._room, name, "")))
        deeds.append((parts[5][0] + timedelta(minutes=5), (self._leave, "Flo")))
        deeds.append((parts[5][0] + timedelta(minutes=6), (self._click, "drop-out", "Flo")))
        return deeds

    def go_on(self, step: timedelta) -> None:
        """Move the clock by one step, and let happen what is due by then."""
        self.at.at += step
        while self._agenda and self._agenda[0][0] <= self.at.at:
            deed, *more = self._agenda.pop(0)[1]
            deed(*more)

    def _come(self, name: str) -> None:
        self.visits[name] = live_world.zoom_sees(self.workshop, name, self.at)

    def _leave(self, name: str) -> None:
        self.visits[name].left_at = self.at.at
        self.visits[name].save()

    def _room(self, name: str, where: str) -> None:
        coming = live_world.live(self.workshop).show.running or 1
        rooms = live_world.rooms(self.workshop, coming)
        room = next((room for room, people in rooms.items() if name in people), "")
        if name in self.visits:
            self.visits[name].room = room if where else ""
            self.visits[name].save()

    def _no_show(self, name: str) -> None:
        since = time.perf_counter()
        self._click("no-show", name)
        self.no_show_ms = max(self.no_show_ms, (time.perf_counter() - since) * 1000)

    def _click(self, deed: str, name: str = "") -> None:
        form: dict[str, Any] = {"version": live_world.live(self.workshop).row.version}
        if name:
            form["who"] = live_world.number(name)
        answer = self.owner.post(f"{self.page}/{deed}", form, headers={"X-Live": "1"})
        assert answer.status_code == 200, (deed, name, answer.status_code)
