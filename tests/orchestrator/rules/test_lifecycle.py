from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from orchestrator.rules.lifecycle import STEPS, Phase, check_not_past, check_step, phase_of
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.workshop import State

START = datetime(2026, 12, 9, 13, tzinfo=UTC)
SPAN = (START, START + timedelta(hours=4))
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("state", "now", "phase"),
    [
        (State.IDEA, START, Phase.IDEA),
        (State.TO_BE_DECIDED, START, Phase.TO_BE_DECIDED),
        (State.SCHEDULED, START, Phase.SCHEDULED),
        (State.PUBLISHED, START - SECOND, Phase.PUBLISHED),
        (State.PUBLISHED, START, Phase.RUNNING),
        (State.PUBLISHED, SPAN[1] - SECOND, Phase.RUNNING),
        (State.PUBLISHED, SPAN[1], Phase.FINISHED),
        (State.CANCELLED, SPAN[1], Phase.CANCELLED),
    ],
)
def test_the_phase_follows_from_state_and_time(state: State, now: datetime, phase: Phase) -> None:
    assert phase_of(state, SPAN, now) is phase


def test_every_step_that_is_not_named_is_refused_and_says_which_are() -> None:
    for state in State:
        for target in State:
            if target in STEPS[state]:
                check_step(state, target, SPAN)
                continue
            with pytest.raises(RuleBroken) as refusal:
                check_step(state, target, SPAN)
            assert refusal.value.code == "step_not_possible"
            assert STEPS[state][0].replace("_", " ") in refusal.value.allowed


def test_nothing_is_published_without_its_date() -> None:
    with pytest.raises(RuleBroken, match="needs its date"):
        check_step(State.IDEA, State.PUBLISHED, None)


def test_what_is_over_stays_and_nothing_moves_into_the_past() -> None:
    later = (START + timedelta(days=1), SPAN[1] + timedelta(days=1))
    check_not_past(START - SECOND, SPAN, later)
    check_not_past(START, SPAN, SPAN)  # it runs; its time stays as it is
    with pytest.raises(RuleBroken, match="is over"):
        check_not_past(SPAN[1], SPAN, later)
    with pytest.raises(RuleBroken, match="in the past"):
        check_not_past(later[0], None, SPAN)
