"""A workshop's life: its phase at a moment, and which steps the owner may take from where."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from orchestrator.rules.names import named
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.workshop import State

if TYPE_CHECKING:
    from datetime import datetime


class Phase(StrEnum):
    """How far a workshop has come at a moment; its value is fit to show."""

    IDEA = "idea"
    TO_BE_DECIDED = "to be decided"
    SCHEDULED = "draft"
    PUBLISHED = "published"
    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"


# What may be published from which state; a dated workshop never becomes a month again.
STEPS: dict[State, tuple[State, ...]] = {
    State.IDEA: (State.TO_BE_DECIDED, State.PUBLISHED, State.CANCELLED),
    State.TO_BE_DECIDED: (State.TO_BE_DECIDED, State.PUBLISHED, State.CANCELLED),
    State.SCHEDULED: (State.PUBLISHED, State.CANCELLED),
    State.PUBLISHED: (State.PUBLISHED, State.CANCELLED),
    State.CANCELLED: (State.PUBLISHED,),
}
HIDDEN = (State.IDEA, State.SCHEDULED)


def phase_of(state: State, span: tuple[datetime, datetime] | None, now: datetime) -> Phase:
    """Return the phase at `now` (UTC); running and finished follow from the time.

    >>> from datetime import UTC, datetime
    >>> nine, ten = datetime(2026, 12, 9, 9, tzinfo=UTC), datetime(2026, 12, 9, 10, tzinfo=UTC)
    >>> phase_of(State.PUBLISHED, (nine, ten), nine).value
    'running'
    """
    if state is State.PUBLISHED and span is not None and now >= span[0]:
        return Phase.RUNNING if now < span[1] else Phase.FINISHED
    return Phase[state.name]


def check_step(state: State, target: State, span: tuple[datetime, datetime] | None) -> None:
    """Raise RuleBroken (`step_not_possible`, `date_missing`) unless that step may be taken."""
    if target not in STEPS[state]:
        allowed = ", ".join(step.replace("_", " ") for step in STEPS[state])
        raise RuleBroken(
            "step_not_possible",
            "A workshop that is {now} cannot become {wanted}.",
            allowed=allowed,
            now=named(state),
            wanted=named(target),
        )
    if target is State.PUBLISHED and span is None:
        raise RuleBroken(
            "date_missing",
            "A workshop needs its date and hours before it can be published.",
            allowed="a date and hours, or a month that is to be decided",
        )


def check_not_past(
    now: datetime, old: tuple[datetime, datetime] | None, new: tuple[datetime, datetime] | None
) -> None:
    """Raise RuleBroken (`workshop_over`, `start_past`) for a change that comes too late.

    What is over stays as it was, and nothing is moved into the past.
    """
    if old is not None and old[1] <= now:
        raise RuleBroken(
            "workshop_over", "This workshop is over; it stays as it was.", allowed="a new workshop"
        )
    if new is not None and new != old and new[0] <= now:
        raise RuleBroken(
            "start_past", "That start is in the past.", allowed="a start that is still to come"
        )
