from __future__ import annotations

from collections.abc import Iterator

import pytest
from google_calendar import GoogleStandIn, google


@pytest.fixture
def stand_in() -> Iterator[GoogleStandIn]:
    """Give a Google of the test's own."""
    with google() as found:
        yield found
