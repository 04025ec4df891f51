from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from set_clock import SetClock

from orchestrator.calendar_settings import CalendarSettings
from orchestrator.services.consultations import booking
from orchestrator.services.sources import outside

Configure = Callable[..., None]


@pytest.fixture(autouse=True)
def forget_spans(at: SetClock, monkeypatch: pytest.MonkeyPatch) -> None:
    outside._parsed.clear()  # tests share row numbers
    monkeypatch.setattr(booking, "FRESH_SECONDS", 0.5)


@pytest.fixture
def configure(monkeypatch: pytest.MonkeyPatch) -> Configure:
    """Let the settings name these calendars, each given as a dict of its keys."""

    def change(*calendars: dict[str, Any]) -> None:
        told = tuple(CalendarSettings(**one) for one in calendars)
        changed = settings.COMPANY.model_copy(update={"calendars": told})
        monkeypatch.setattr(settings, "COMPANY", changed)

    return change
