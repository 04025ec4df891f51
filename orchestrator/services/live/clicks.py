"""The facilitator's clicks, one function each. Every one raises RuleBroken with what is wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from calendars import clock
from orchestrator.models import Registration
from orchestrator.rules.pairing.instance import Person
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.registration import RegistrationState
from orchestrator.rules.session.record import mend, pair_anew, person_id
from orchestrator.services.live import sessions

if TYPE_CHECKING:
    from orchestrator.rules.pairing.events import Event
    from orchestrator.services.live.sessions import Changed, Click, Live


def no_show(click: Click, registration: int) -> None:
    """Take somebody who did not come out of all rooms to come."""
    _take_out(click, registration, "no-show")


def drop_out(click: Click, registration: int) -> None:
    """Take somebody who has left out of all rooms to come."""
    _take_out(click, registration, "drop-out")


def arrive(click: Click, registration: int) -> None:
    """Note that somebody is here, and give them a place in the rooms to come."""
    from orchestrator.rules.pairing.events import Arrive  # noqa: PLC0415 -- the engine's side

    row = _registered(click, registration)

    def make(live: Live) -> Changed:
        ticks = sessions.with_tick(live, registration, here=True)
        if not live.show.coming or live.is_planned(person_id(registration)):
            return sessions.kept(live, ticks=ticks, about=(registration,))
        org = str(row.organization_id) if row.organization_id else None
        return _mended(
            live, [Arrive(Person(person_id(registration), org))], ticks=ticks, about=(registration,)
        )

    sessions.change_plan(click, "arrival", make)


def swap(click: Click, first: int, second: int) -> None:
    """Let two people exchange their places in the round that is on or comes next."""
    from orchestrator.rules.pairing.events import Swap  # noqa: PLC0415 -- the engine's side

    _check_two(first, second)
    sessions.change_plan(
        click,
        "swap",
        lambda live: _mended(
            live, [Swap(_coming(live), person_id(first), person_id(second))], about=(first, second)
        ),
    )


def lock_room(click: Click, people: list[int]) -> None:
    """Make these people a room of the round that is on or comes next, and keep it."""
    from orchestrator.rules.pairing.events import LockRoom  # noqa: PLC0415 -- the engine's side

    if not 2 <= len(set(people)) <= 3:  # noqa: PLR2004 -- the sizes of a room
        raise RuleBroken("room_size", "A room is for two or three people.", allowed="two people")
    ids = tuple(person_id(one) for one in sorted(set(people)))
    sessions.change_plan(
        click,
        "lock",
        lambda live: _mended(live, [LockRoom(_coming(live), ids)], about=tuple(people)),
    )


def never_together(click: Click, first: int, second: int) -> None:
    """Keep two people apart from now on; no reason is asked or kept."""
    from orchestrator.rules.pairing.events import Forbid  # noqa: PLC0415 -- the engine's side

    _check_two(first, second)
    sessions.change_plan(
        click,
        "apart",
        lambda live: _mended(
            live, [Forbid(person_id(first), person_id(second))], about=(first, second)
        ),
    )


def pair_rest_anew(click: Click) -> None:
    """Give all rounds to come other rooms; locked rooms stay."""

    def make(live: Live) -> Changed:
        _coming(live)
        found = pair_anew(live.record, live.show.held, click.version + 1)
        return sessions.kept(live, record=found.record)

    sessions.change_plan(click, "paired anew", make)


def undo(click: Click) -> None:
    """Go back to the plan before the last click that changed it."""

    def decide(live: Live) -> dict[str, Any]:
        version = live.version
        if version.before is None or version.deed in sessions.NOT_TO_UNDO:
            raise RuleBroken("nothing_to_undo", "There is nothing to undo.")
        if version.held != live.show.held:
            raise RuleBroken(
                "round_over",
                "A round was held with the last change, so it cannot be undone any more.",
                allowed="the opposite click: swap back, or bring the person in again",
            )
        return {"plan": version.before}

    sessions.change_session(click, "undo", decide)


def release(click: Click) -> None:
    """Let everybody see their own room from now on."""
    sessions.change_session(
        click, "release", lambda live: {"released_at": live.row.released_at or clock.now()}
    )


def next_segment(click: Click) -> None:
    """Begin the next segment of the run of show, or close the last."""

    def decide(live: Live) -> dict[str, Any]:
        if live.show.reached > len(live.show.stretches):
            raise RuleBroken("show_over", "The last part is over already.")
        return {"begun": [*live.row.begun, clock.now().isoformat()]}

    sessions.change_session(click, "next", decide)


def previous_segment(click: Click) -> None:
    """Go back to the segment before, as if the present one had not begun."""

    def decide(live: Live) -> dict[str, Any]:
        if not live.row.begun:
            raise RuleBroken("show_not_begun", "Nothing has begun yet.")
        return {"begun": live.row.begun[:-1]}

    sessions.change_session(click, "back", decide)


def _take_out(click: Click, registration: int, deed: str) -> None:
    from orchestrator.rules.pairing.events import Leave  # noqa: PLC0415 -- the engine's side

    def make(live: Live) -> Changed:
        ticks = sessions.with_tick(live, registration, here=False)
        if not live.is_planned(person_id(registration)):
            return sessions.kept(live, ticks=ticks, about=(registration,))
        return _mended(live, [Leave(person_id(registration))], ticks=ticks, about=(registration,))

    _registered(click, registration)
    sessions.change_plan(click, deed, make)


def _mended(live: Live, events: list[Event], **more: Any) -> Changed:  # noqa: ANN401 -- fields of Changed
    _coming(live)
    found = mend(live.record, live.show.held, live.announced, events)
    return replace(sessions.kept(live, **more), record=found.record, changes=found.changes)


def _coming(live: Live) -> int:
    """Return the round that is on or comes next. Raises RuleBroken (`rounds_over`)."""
    if not live.show.coming:
        raise RuleBroken("rounds_over", "All rounds are over; there are no rooms to change.")
    return live.show.coming


def _check_two(first: int, second: int) -> None:
    if first == second:
        raise RuleBroken(
            "same_person", "Please choose two different people.", allowed="two different people"
        )


def _registered(click: Click, registration: int) -> Registration:
    rows = Registration.objects.filter(workshop=click.workshop_id, forgotten_at=None)
    row = rows.filter(pk=registration, state=RegistrationState.CONFIRMED).first()
    if row is None:
        raise RuleBroken(
            "not_registered",
            "This person has no seat in this workshop.",
            allowed="registering them first, on the page of its people",
        )
    return row
