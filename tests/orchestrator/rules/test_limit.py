from __future__ import annotations

from datetime import UTC, datetime

import pytest

from orchestrator.rules.limit import Limit, read_limit


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("1 per minute", Limit(1, 60)),
        ("10 per hour", Limit(10, 3600)),
        (" 5 per day ", Limit(5, 86_400)),
    ],
)
def test_a_limit_is_read_as_it_is_written(text: str, limit: Limit) -> None:
    assert read_limit(text) == limit


@pytest.mark.parametrize(
    "text", ["", "ten per hour", "0 per hour", "10/hour", "10 per week", "-1 per day"]
)
def test_what_is_no_limit_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="per hour"):
        read_limit(text)


def test_a_window_ends_on_the_clock_and_the_next_has_another_number() -> None:
    hourly = Limit(3, 3600)
    late = datetime(2026, 11, 22, 17, 59, 59, tzinfo=UTC)
    sharp = datetime(2026, 11, 22, 18, tzinfo=UTC)
    assert hourly.window(late)[1] == sharp
    assert hourly.window(sharp)[0] == hourly.window(late)[0] + 1
