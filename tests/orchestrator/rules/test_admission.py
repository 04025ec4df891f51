from __future__ import annotations

import doctest
from datetime import UTC, datetime, timedelta

import pytest

from orchestrator.rules import admission as module
from orchestrator.rules.admission import OPENS_BEFORE, Admission, admission

START = datetime(2026, 12, 9, 13, tzinfo=UTC)
SPAN = (START, START + timedelta(hours=4))
MOMENT = timedelta(microseconds=1)


def test_the_examples_in_the_docstrings_are_true() -> None:
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("now", "room", "told"),
    [
        (START - OPENS_BEFORE - MOMENT, True, Admission.EARLY),
        (START - OPENS_BEFORE, True, Admission.OPEN),
        (START - OPENS_BEFORE, False, Admission.PREPARING),
        (SPAN[1] - MOMENT, True, Admission.OPEN),
        (SPAN[1], True, Admission.OVER),
    ],
)
def test_the_door_opens_a_quarter_of_an_hour_before_and_closes_at_the_end(
    now: datetime, told: Admission, *, room: bool
) -> None:
    assert admission(SPAN, now, cancelled=False, room=room) is told


def test_without_a_date_it_is_always_too_early() -> None:
    assert admission(None, START, cancelled=False, room=True) is Admission.EARLY


def test_a_cancelled_workshop_lets_nobody_in() -> None:
    assert admission(SPAN, START, cancelled=True, room=True) is Admission.CANCELLED
