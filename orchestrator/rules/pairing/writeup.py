"""Turning a finished board back into names: rooms with labels and turns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.rules.pairing.case import seated
from orchestrator.rules.pairing.labels import label_rooms
from orchestrator.rules.pairing.plan import Plan, Room, Round, Status, Turn
from orchestrator.rules.pairing.roles import give_roles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.rules.pairing.board import Board
    from orchestrator.rules.pairing.case import Case
    from orchestrator.rules.pairing.plan import TierResult

    Numbers = tuple[int, ...]
    Turns = tuple[tuple[int, int], ...]


def write_up(case: Case, board: Board, tiers: tuple[TierResult, ...]) -> Plan:
    """Return the plan that stands on the board; rounds already held keep their rooms, unplayed.

    A held round has no turns here: what was played in it stands in the instance's `past_roles`.
    """
    seating = [
        sorted((*each.fixed, *rooms)) for each, rooms in zip(case.rounds, board.rooms, strict=True)
    ]
    roles = give_roles(case.instance, case.ids, seating)
    turns_of = {
        (each.number, room): turns
        for each, rooms, given in zip(case.rounds, seating, roles.turns, strict=True)
        for room, turns in zip(rooms, given, strict=True)
    }
    rooms_of = {each.number: rooms for each, rooms in zip(case.rounds, seating, strict=True)}
    told = _told_rooms(case)
    return Plan(
        instance=case.instance.id,
        status=Status.OK,
        rounds=tuple(
            Round(
                number,
                tuple(
                    _room(
                        case, label, told[number].get(room, room), turns_of.get((number, room), ())
                    )
                    for room, label in labels.items()
                ),
            )
            for number, labels in _labelled(case, rooms_of)
        ),
        tiers=tiers,
        lacking=tuple((case.ids[person], role) for person, role in roles.lacking),
    )


def _told_rooms(case: Case) -> dict[int, dict[Numbers, Numbers]]:
    """Return how the rooms that people know were written, by round and sorted room."""
    at = {person: i for i, person in enumerate(case.ids)}
    told: dict[int, dict[Numbers, Numbers]] = {n: {} for n in range(1, case.instance.rounds + 1)}
    for each in (*case.instance.previous, *case.instance.frozen):
        for names in each.rooms:
            room = tuple(at[name] for name in names if name in at)
            if room:
                key = seated([case.ids[i] for i in room], at)
                told[each.round][key] = room if len(room) > 1 else key
    return told


def _labelled(
    case: Case, rooms_of: dict[int, list[Numbers]]
) -> list[tuple[int, dict[Numbers, int]]]:
    at = {person: i for i, person in enumerate(case.ids)}
    held = {each.round: each.rooms for each in case.instance.frozen}
    known = {each.round: each.rooms for each in case.instance.previous}
    before: dict[Numbers, int] = {}
    labelled = []
    for number in range(1, case.instance.rounds + 1):
        if number in held:
            before = _numbered(held[number], at)
        else:
            told = _numbered(known.get(number, ()), at)
            before = label_rooms(rooms_of[number], told or before)
        labelled.append((number, before))
    return labelled


def _numbered(rooms: Sequence[Sequence[str]], at: dict[str, int]) -> dict[Numbers, int]:
    """Return rooms in the order they were listed, which is the order of their names."""
    kept = [(i, [each for each in room if each in at]) for i, room in enumerate(rooms, 1)]
    return {seated(room, at): i for i, room in kept if room}


def _room(case: Case, label: int, room: Numbers, turns: Turns) -> Room:
    people = [each for each in room if each != case.facilitator]
    return Room(
        name=f"Pair {label}",
        people=_names(case, people),
        facilitator=len(people) < len(room),
        turns=tuple(
            Turn(
                responder=_names(case, [responder]),
                reporter=_names(case, [reporter]),
                observer=_names(
                    case, [each for each in people if each not in (responder, reporter)]
                ),
            )
            for responder, reporter in turns
        ),
    )


def _names(case: Case, people: Sequence[int]) -> tuple[str, ...]:
    return tuple(case.ids[each] for each in people if each != case.facilitator)
