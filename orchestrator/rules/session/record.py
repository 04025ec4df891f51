"""The plan as it is kept from click to click: what was asked, what was answered, what comes next.

People are numbers here (`p12` is registration 12), so that a kept plan names nobody. The pairing
engine is loaded when it is first needed: most requests only read a plan.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from orchestrator.rules.pairing.instance import Instance, Lock, OddMode, Person
from orchestrator.rules.pairing.plan import Plan, Room, Round, Status, Turn, plan_to_json
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.session.told_turns import with_told_turns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from orchestrator.rules.pairing.events import Event

ROLES = ("reporter", "responder")
_ID = re.compile(r"\bp(\d+)\b")


@dataclass(frozen=True, slots=True)
class Record:
    """What was asked of the pairing engine, and its plan; held rounds keep their turns."""

    instance: Instance
    plan: Plan

    def present(self, number: int) -> tuple[str, ...]:
        """Return who is planned for a round."""
        return self.instance.present(number)

    def round(self, number: int) -> Round | None:
        """Return a round of the plan, None when there is no such one."""
        return next((each for each in self.plan.rounds if each.number == number), None)


@dataclass(frozen=True, slots=True)
class Mended:
    """The plan after something happened, and a sentence for everybody who meets somebody else."""

    record: Record
    changes: tuple[str, ...] = ()


def person_id(registration: int) -> str:
    """Return how a registration is called in a plan.

    >>> person_id(12)
    'p12'
    """
    return f"p{registration}"


def registration_of(person: str) -> int:
    """Return the registration behind a plan's person."""
    return int(person[1:])


def named(text: str, names: Mapping[int, str]) -> str:
    """Return a sentence of the engine with people's names in it.

    >>> named("p1 meets p2", {1: "Ada", 2: "Bo"})
    'Ada meets Bo'
    """
    return _ID.sub(lambda found: names.get(int(found[1]), "somebody"), text)


def draw(instance: Instance, seed: int = 0) -> Record:
    """Return a first plan; where trios cannot work the facilitator takes a part."""
    from orchestrator.rules.pairing.solve import solve  # noqa: PLC0415 -- see the first lines

    plan = solve(instance, seed)
    if plan.status is Status.INFEASIBLE and instance.odd_mode is OddMode.TRIO:
        helped = replace(instance, odd_mode=OddMode.FACILITATOR)
        plan = solve(helped, seed)
        instance = helped if plan.status is Status.OK else instance
    return Record(instance, plan)


def mend(record: Record, held: int, announced: frozenset[int], events: Sequence[Event]) -> Mended:
    """Return the plan after the events, with the fewest changes; held rounds stay as they were.

    Raises RuleBroken: `pairing.repair` for people or rounds that are not there,
    `pairing.impossible` when no plan is left; the old one stands then.
    """
    from orchestrator.rules.pairing.events import after_events  # noqa: PLC0415 -- see above
    from orchestrator.rules.pairing.repair import Situation, repair  # noqa: PLC0415 -- see above

    asked = _as_asked(record)
    if record.plan.status is Status.INFEASIBLE:
        return Mended(_possible(draw(after_events(asked, record.plan, held, events))))
    mended = repair(Situation(asked, record.plan, held, announced), events)
    if mended.plan.status is Status.INFEASIBLE:
        fresh = draw(replace(mended.instance, previous=()))
        return Mended(_with_held(record, _possible(fresh), held))
    found = _with_held(record, Record(mended.instance, mended.plan), held)
    if announced:
        told = with_told_turns(found.instance, record.plan, found.plan, max(announced))
        found = replace(found, plan=told)
    return Mended(found, tuple(each.text for each in mended.changes))


def pair_anew(record: Record, held: int, seed: int) -> Mended:
    """Return other rooms for all rounds to come; locked rooms stay.

    Raises RuleBroken (`pairing.repair`, `pairing.impossible`).
    """
    from orchestrator.rules.pairing.events import after_events  # noqa: PLC0415 -- see above

    asked = after_events(_as_asked(record), record.plan, held, ())
    found = draw(replace(asked, previous=()), seed)
    return Mended(_with_held(record, _possible(found), held))


def _as_asked(record: Record) -> Instance:
    """Return what was asked, without what the engine derives from the held rounds each time."""
    return replace(record.instance, frozen=(), past_roles=(), previous=())


def _possible(record: Record) -> Record:
    if record.plan.status is Status.INFEASIBLE:
        text = " ".join(each.text for each in record.plan.conflicts)
        raise RuleBroken(
            "pairing.impossible",
            "No rooms are possible then: {text} Nothing was changed.",
            allowed="fewer people kept apart, or somebody more in the rounds to come",
            text=text,
        )
    return record


def _with_held(before: Record, found: Record, held: int) -> Record:
    rounds = (*before.plan.rounds[:held], *found.plan.rounds[held:])
    return Record(found.instance, replace(found.plan, rounds=rounds))


def roles_played(record: Record, rounds: int) -> dict[str, set[str]]:
    """Return who was reporter and responder in the first so many rounds."""
    played: dict[str, set[str]] = {person.id: set() for person in record.instance.people}
    for each in record.plan.rounds[:rounds]:
        for turn in (turn for room in each.rooms for turn in room.turns):
            for role in ROLES:
                for person in getattr(turn, role):
                    played[person].add(role)
    return played


def meetings(record: Record, rounds: int) -> list[tuple[str, str]]:
    """Return every pair that shared a room in the first so many rounds."""
    return [
        (first, second)
        for each in record.plan.rounds[:rounds]
        for room in each.rooms
        for place, first in enumerate(room.people)
        for second in room.people[place + 1 :]
    ]


def without_person(kept: dict[str, Any], person: str) -> dict[str, Any]:
    """Return a kept record in which nobody is kept apart from that person any more."""
    return {**kept, "never": [pair for pair in kept["never"] if person not in pair]}


def as_json(record: Record) -> dict[str, Any]:
    """Return the record as it is kept."""
    asked = record.instance
    return {
        "rounds": asked.rounds,
        "odd_mode": asked.odd_mode.value,
        "people": [[each.id, each.org, each.from_round, each.to_round] for each in asked.people],
        "never": [list(pair) for pair in asked.never],
        "history": [list(pair) for pair in asked.history],
        "locks": [[lock.round, list(lock.people)] for lock in asked.locks],
        "plan": {k: v for k, v in plan_to_json(record.plan).items() if k not in _DERIVED},
    }


_DERIVED = ("format", "instance", "tiers")


def from_json(kept: dict[str, Any]) -> Record:
    """Return the record that was kept as JSON."""
    instance = Instance(
        id="session",
        people=tuple(
            Person(one, org, from_round=first, to_round=last)
            for one, org, first, last in kept["people"]
        ),
        rounds=kept["rounds"],
        odd_mode=OddMode(kept["odd_mode"]),
        never=tuple((first, second) for first, second in kept["never"]),
        history=tuple((first, second, times) for first, second, times in kept["history"]),
        locks=tuple(Lock(number, tuple(people)) for number, people in kept["locks"]),
    )
    return Record(instance, _plan(kept["plan"]))


def _plan(kept: dict[str, Any]) -> Plan:
    from orchestrator.rules.pairing.plan import Conflict  # noqa: PLC0415 -- rarely there

    return Plan(
        instance="session",
        status=Status(kept["status"]),
        rounds=tuple(
            Round(each["round"], tuple(_room(room) for room in each["rooms"]))
            for each in kept["rounds"]
        ),
        conflicts=tuple(
            Conflict(
                each["round"],
                tuple(each["hubs"]),
                tuple(tuple(group) for group in each["groups"]),
                each["text"],
            )
            for each in kept["conflicts"]
        ),
        lacking=tuple((each["person"], each["role"]) for each in kept["lacking"]),
    )


def _room(kept: dict[str, Any]) -> Room:
    turns = (
        Turn(tuple(turn["responder"]), tuple(turn["reporter"]), tuple(turn["observer"]))
        for turn in kept["turns"]
    )
    return Room(kept["name"], tuple(kept["people"]), kept["facilitator"], tuple(turns))
