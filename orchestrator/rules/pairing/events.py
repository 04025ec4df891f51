"""What can happen during a workshop, and the instance it leads to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from orchestrator.rules.pairing.instance import Instance, Lock, RoundRooms, TurnsDone
from orchestrator.rules.refusal import RuleBroken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.rules.pairing.instance import Person
    from orchestrator.rules.pairing.plan import Plan, Round

CODE = "pairing.repair"


@dataclass(frozen=True, slots=True)
class Leave:
    """Somebody is gone from the next round on."""

    person: str


@dataclass(frozen=True, slots=True)
class Arrive:
    """Somebody joins from the next round on; a known id means that they are back."""

    person: Person


@dataclass(frozen=True, slots=True)
class LockRoom:
    """These people shall be a room in this round."""

    round: int
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Swap:
    """Two people exchange their places in this round."""

    round: int
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Forbid:
    """Two people must not meet again; no reason is asked or kept."""

    first: str
    second: str


Event = Leave | Arrive | LockRoom | Swap | Forbid


def after_events(instance: Instance, plan: Plan, held: int, events: Sequence[Event]) -> Instance:
    """Return what is asked once `held` rounds of the plan are over and these things happened.

    Held rounds are frozen with the roles played in them; the others are what people know.
    Raises RuleBroken (`pairing.repair`) for people or rounds that are not there.
    """
    if not 0 <= held < instance.rounds:
        raise RuleBroken(
            CODE,
            "{held} rounds cannot have been held: {rounds} are planned.",
            allowed="0 to {last}",
            held=held,
            rounds=instance.rounds,
            last=instance.rounds - 1,
        )
    asked = replace(
        instance,
        frozen=tuple(_known_rooms(each) for each in plan.rounds[:held]),
        previous=tuple(_known_rooms(each) for each in plan.rounds[held:]),
        past_roles=_roles_played(instance, plan, held),
    )
    for event in events:
        asked = _after(asked, plan, held, event)
    return asked


def _known_rooms(each: Round) -> RoundRooms:
    """Return rooms in the order of their numbers, with empty ones where a number is not used."""
    by_number = {int(room.name.split()[-1]): room.people for room in each.rooms}
    last = max(by_number, default=0)
    return RoundRooms(each.number, tuple(by_number.get(n, ()) for n in range(1, last + 1)))


def _roles_played(instance: Instance, plan: Plan, held: int) -> tuple[tuple[str, TurnsDone], ...]:
    frozen = {each.round for each in instance.frozen}
    before = {person: [t.responder, t.reporter, t.observer] for person, t in instance.past_roles}
    for each in plan.rounds[:held]:
        turns = [turn for room in each.rooms for turn in room.turns if each.number not in frozen]
        for turn in turns:
            for role, people in enumerate((turn.responder, turn.reporter, turn.observer)):
                for person in people:
                    before.setdefault(person, [0, 0, 0])[role] += 1
    return tuple((person, TurnsDone(*counts)) for person, counts in sorted(before.items()))


def _after(asked: Instance, plan: Plan, held: int, event: Event) -> Instance:
    match event:
        case Leave(person):
            return _without(asked, held, person)
        case Arrive(person):
            return _with(asked, held, person)
        case LockRoom(number, people):
            return _locked(asked, held, number, (people,))
        case Swap(round=number):
            return _locked(asked, held, number, _swapped(asked, plan, event))
        case _:
            _check_known(asked, event.first, event.second)
            return replace(asked, never=(*asked.never, (event.first, event.second)))


def _check_known(asked: Instance, *people: str) -> None:
    known = {person.id for person in asked.people}
    for person in people:
        if person not in known:
            raise RuleBroken(CODE, "{person} is not on the list of this workshop.", person=person)


def _without(asked: Instance, held: int, gone: str) -> Instance:
    _check_known(asked, gone)
    return replace(
        asked,
        people=tuple(
            replace(each, to_round=held) if each.id == gone else each for each in asked.people
        ),
        locks=tuple(lock for lock in asked.locks if gone not in lock.people or lock.round <= held),
    )


def _with(asked: Instance, held: int, person: Person) -> Instance:
    start = max(person.from_round, held + 1)
    end = asked.rounds if person.to_round is None else person.to_round
    known = {each.id for each in asked.people}
    if person.id in known:
        people = tuple(
            replace(each, from_round=start, to_round=end) if each.id == person.id else each
            for each in asked.people
        )
    else:
        people = (*asked.people, replace(person, from_round=start, to_round=end))
    return replace(asked, people=people)


def _locked(asked: Instance, held: int, number: int, rooms: Sequence[tuple[str, ...]]) -> Instance:
    """Lock rooms; earlier locks of the round that name the same people give way."""
    if not held < number <= asked.rounds:
        raise RuleBroken(
            CODE,
            "Round {number} cannot be changed any more.",
            allowed="rounds {first} to {rounds}",
            number=number,
            first=held + 1,
            rounds=asked.rounds,
        )
    people = {each for room in rooms for each in room}
    _check_known(asked, *sorted(people))
    kept = [lock for lock in asked.locks if lock.round != number or people.isdisjoint(lock.people)]
    return replace(asked, locks=(*kept, *(Lock(number, room) for room in rooms)))


def _swapped(asked: Instance, plan: Plan, event: Swap) -> list[tuple[str, ...]]:
    _check_known(asked, event.first, event.second)
    other = {event.first: event.second, event.second: event.first}
    rooms = [
        room.people
        for each in plan.rounds
        if each.number == event.round
        for room in each.rooms
        if set(other) & set(room.people)
    ]
    if len(rooms) != 2:  # noqa: PLR2004 -- the two rooms they leave
        raise RuleBroken(
            CODE,
            "{first} and {second} are not in two rooms of round {round}.",
            allowed="two people in different rooms of a round to come",
            first=event.first,
            second=event.second,
            round=event.round,
        )
    return [tuple(other.get(each, each) for each in room) for room in rooms]
