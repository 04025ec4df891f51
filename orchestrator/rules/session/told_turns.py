"""Who begins in a room that people know already: kept through a mend, as far as roles allow.

The engine keeps known rooms and deals the roles anew. Whoever has read "you take the report" should
not read the opposite because somebody elsewhere left: so the turns of rooms that stayed are kept,
and those of later rounds are dealt once more to fit. Where that cost anybody a role, or any
later round another turn, the engine's own roles stand.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from orchestrator.rules.pairing.instance import Lock
from orchestrator.rules.pairing.plan import Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from orchestrator.rules.pairing.instance import Instance
    from orchestrator.rules.pairing.plan import Plan, Room, Round, Turn


def with_told_turns(instance: Instance, before: Plan, found: Plan, told: int) -> Plan:
    """Return the mended plan with the turns that people were told in the round `told`.

    All of them where that can be; else room by room, as many as can be.
    """
    old = {_key(room): room.turns for room in before.rounds[told - 1].rooms}
    turned = [
        room.name
        for room in found.rounds[told - 1].rooms
        if old.get(_key(room), room.turns) != room.turns
    ]
    kept = _kept(instance, old, (found, found), told, set(turned))
    if kept or not turned:
        return kept or found
    best, names = found, set[str]()
    for name in turned:
        plan = _kept(instance, old, (found, best), told, {*names, name})
        if plan:
            best, names = plan, {*names, name}
    return best


def _key(room: Room) -> tuple[str, frozenset[str], bool]:
    return room.name, frozenset(room.people), room.facilitator


def _kept(
    instance: Instance,
    old: Mapping[tuple[str, frozenset[str], bool], tuple[Turn, ...]],
    plans: tuple[Plan, Plan],
    told: int,
    names: set[str],
) -> Plan | None:
    """Return the second plan with the old turns in the rooms so named, None where that costs."""
    found, best = plans
    at = found.rounds[told - 1]
    rooms = tuple(
        replace(room, turns=old[_key(room)]) if room.name in names else room for room in at.rooms
    )
    rounds = (*best.rounds[: told - 1], replace(at, rooms=rooms), *best.rounds[told:])
    for tried in _candidates(instance, replace(best, rounds=rounds), told):
        fits = _missed(tried, told) <= _missed(found.rounds, told)
        if fits and _length(tried) <= _length(found.rounds):
            return replace(best, rounds=tried)
    return None


def _candidates(instance: Instance, plan: Plan, told: int) -> Iterator[tuple[Round, ...]]:
    """Yield the rounds as they are, then with the roles of later rounds dealt anew."""
    yield plan.rounds
    if told < instance.rounds:
        from orchestrator.rules.pairing.events import after_events  # noqa: PLC0415 -- the engine
        from orchestrator.rules.pairing.solve import solve  # noqa: PLC0415 -- the engine

        later = plan.rounds[told:]
        rooms = tuple(Lock(each.number, room.people) for each in later for room in each.rooms)
        bare = replace(instance, frozen=(), past_roles=(), previous=())
        asked = replace(after_events(bare, plan, told, ()), locks=rooms)
        dealt = solve(asked, hurried=True)
        if dealt.status is Status.OK:
            yield (*plan.rounds[:told], *dealt.rounds[told:])


def _missed(rounds: tuple[Round, ...], told: int) -> int:
    """Return how many roles are played by nobody who is there from the told round on."""
    there = {one for each in rounds[told - 1 :] for room in each.rooms for one in room.people}
    turns = [turn for each in rounds for room in each.rooms for turn in room.turns]
    responders = {one for turn in turns for one in turn.responder}
    reporters = {one for turn in turns for one in turn.reporter}
    return len(there - responders) + len(there - reporters)


def _length(rounds: tuple[Round, ...]) -> int:
    """Return the turns of the longest room of each round, summed."""
    return sum(max((len(room.turns) for room in each.rooms), default=0) for each in rounds)
