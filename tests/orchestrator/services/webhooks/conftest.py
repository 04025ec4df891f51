from __future__ import annotations

from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings
from set_clock import SetClock


@pytest.fixture(autouse=True)
def at_home(at: SetClock, settings: Settings) -> SetClock:
    """Let endpoints stand on this machine, and let the clock stand."""
    company = django_settings.COMPANY
    webhooks = company.webhooks.model_copy(
        update={"allow_private_addresses": True, "timeout_seconds": 1}
    )
    settings.COMPANY = company.model_copy(update={"webhooks": webhooks})
    return at


@pytest.fixture
def clockwork() -> Any:
    """Return all of the jobs' tools that these jobs use."""
    return SimpleNamespace(stopping=Event())
