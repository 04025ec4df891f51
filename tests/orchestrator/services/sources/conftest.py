from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from google_calendar import CALENDAR, GoogleStandIn, google
from set_clock import SetClock

from orchestrator.calendar_settings import CalendarSettings
from orchestrator.services.sources import outside

Configure = Callable[..., None]


@pytest.fixture(autouse=True)
def standing_clock(at: SetClock) -> SetClock:
    outside._parsed.clear()  # tests share row numbers
    return at


@pytest.fixture
def configure(monkeypatch: pytest.MonkeyPatch) -> Configure:
    """Let the settings name these calendars, each given as a dict of its keys."""

    def change(*calendars: dict[str, Any]) -> None:
        told = tuple(CalendarSettings(**one) for one in calendars)
        changed = settings.COMPANY.model_copy(update={"calendars": told})
        monkeypatch.setattr(settings, "COMPANY", changed)

    return change


@pytest.fixture
def stand_in(configure: Configure, monkeypatch: pytest.MonkeyPatch) -> Iterator[GoogleStandIn]:
    """Give a Google of the test's own, and name its calendar in the settings as written to."""
    with google() as found:
        monkeypatch.setenv("CALENDAR_WORK_CREDENTIALS", found.credentials())
        url = found.endpoint.rstrip("/")
        configure({"name": "work", "kind": "google", "id": CALENDAR, "url": url, "write": True})
        yield found
