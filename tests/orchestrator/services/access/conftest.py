from __future__ import annotations

import pytest
from world import publish


@pytest.fixture
def workshop_id(db: None) -> int:
    """Return a published workshop's number."""
    return publish().pk
