"""Who plays what in every turn: each attendee responds and reports, with as few turns as can be.

Rooms are fixed by now. "one-way" gives each room one turn, and more only where somebody would miss
a role; "swap" gives each member a turn as responder. The facilitator plays whatever side is open.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from orchestrator.rules.pairing.instance import Coverage, RoleFormat, TurnsDone
from orchestrator.rules.pairing.orient import Orientation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.rules.pairing.instance import Instance

    Room = tuple[int, ...]
    Seated = Sequence[Sequence[Room]]
    Pair = tuple[int, int]

_PAIR = 2
_SWEEP_UP_TO = 400  # meetings: above it roles are not brought forward round by round
_TRIALS = 24  # rooms tried for an extra turn


@dataclass(frozen=True, slots=True)
class Roles:
    """`turns[round][room]` lists (responder, reporter) per turn; `lacking` (person, role)."""

    turns: tuple[tuple[tuple[Pair, ...], ...], ...]
    lacking: tuple[tuple[int, str], ...]


def give_roles(instance: Instance, ids: Sequence[str], seating: Seated) -> Roles:
    """Return the turns for open rounds in order; people are numbers, the facilitator the last."""
    done_of = dict(instance.past_roles)
    done = [done_of.get(person, TurnsDone()) for person in ids]
    if instance.role_format is RoleFormat.NONE:
        return Roles(tuple(tuple(() for _ in rooms) for rooms in seating), ())
    if instance.role_format is RoleFormat.SWAP:
        turns = _swapped(seating, done, len(ids))
    else:
        turns = _one_way(instance, seating, done)
    return Roles(turns, _lacking(seating, turns, done))


def _lacking(
    seating: Seated, turns: Sequence[Sequence[Sequence[Pair]]], done: Sequence[TurnsDone]
) -> tuple[tuple[int, str], ...]:
    """Return the roles that people who are still there have neither played nor will play."""
    played = {
        (person, side)
        for rooms in turns
        for room in rooms
        for turn in room
        for side, person in enumerate(turn)
    }
    there = {person for rooms in seating for room in rooms for person in room}
    names = ("responder", "reporter")
    return tuple(
        (person, names[side])
        for person, before in enumerate(done)
        for side in range(2)
        if person in there
        and (person, side) not in played
        and not (before.responder, before.reporter)[side]
    )


def _swapped(
    seating: Seated, done: Sequence[TurnsDone], facilitator: int
) -> tuple[tuple[tuple[Pair, ...], ...], ...]:
    """Let every member respond once per round, those who responded least first."""
    responded = [each.responder for each in done] + [10**6]
    rounds = []
    for rooms in seating:
        turns = []
        for room in rooms:
            first = min(range(len(room)), key=lambda i: (responded[room[i]], room[i]))
            around = room[first:] + room[:first]
            turns.append(tuple(zip(around, around[1:] + around[:1], strict=True)))
            for person in room:
                responded[person] += person != facilitator
        rounds.append(tuple(turns))
    return tuple(rounds)


@dataclass(slots=True)
class _Sheet:
    """One-way turns being worked out: edge i is a turn in room `places[i]` = (round, room)."""

    seating: Seated
    done: list[list[int]]
    places: list[Pair]
    sides: list[Pair]

    def oriented(self) -> Orientation:
        found = Orientation([list(side) for side in self.sides], self.done, len(self.done) - 1)
        found.solve()
        return found

    def length(self) -> int:
        """Return the turns of the longest room of each round, summed."""
        turns: dict[Pair, int] = {}
        for place in self.places:
            turns[place] = turns.get(place, 0) + 1
        longest: dict[int, int] = {}
        for (at, _), count in turns.items():
            longest[at] = max(longest.get(at, 0), count)
        return sum(longest.values())

    def with_turn(self, place: Pair, side: Pair) -> _Sheet:
        return _Sheet(self.seating, self.done, [*self.places, place], [*self.sides, side])

    def with_side(self, edge: int, side: Pair) -> _Sheet:
        sides = [*self.sides[:edge], side, *self.sides[edge + 1 :]]
        return _Sheet(self.seating, self.done, self.places, sides)


def _one_way(
    instance: Instance, seating: Seated, done: Sequence[TurnsDone]
) -> tuple[tuple[tuple[Pair, ...], ...], ...]:
    sheet = _first_sheet(seating, done)
    found = sheet.oriented()
    if instance.coverage is Coverage.REQUIRED:
        while found.lacking() and (better := _relieved(sheet, found)):
            sheet, found = better
    if len(sheet.sides) <= _SWEEP_UP_TO:
        _bring_forward(sheet, found)
    turns: list[list[list[Pair]]] = [[[] for _ in rooms] for rooms in seating]
    for (at, room), (responder, reporter) in zip(sheet.places, found.edges, strict=True):
        turns[at][room].append((responder, reporter))
    return tuple(tuple(tuple(room) for room in rooms) for rooms in turns)


def _first_sheet(seating: Seated, done: Sequence[TurnsDone]) -> _Sheet:
    """Return one turn per room; in a trio, who observed least (then: stays longest) observes."""
    left = [0] * (len(done) + 1)
    for rooms in seating:
        for room in rooms:
            for person in room:
                left[person] += 1
    observed = [each.observer for each in done]
    sheet = _Sheet(seating, [[each.responder, each.reporter] for each in done] + [[1, 1]], [], [])
    for at, rooms in enumerate(seating):
        for number, room in enumerate(rooms):
            pair = room
            if len(room) > _PAIR:
                out = min(room, key=lambda p: (observed[p], -left[p], p))
                observed[out] += 1
                pair = tuple(person for person in room if person != out)
            sheet.places.append((at, number))
            sheet.sides.append((pair[0], pair[1]))
    return sheet


def _relieved(sheet: _Sheet, found: Orientation) -> tuple[_Sheet, Orientation] | None:
    """Return a sheet on which fewer roles lack: another observer, or else one more turn."""
    lacking = found.lacking()
    for options in (_other_observers(sheet), _extra_turns(sheet, found)):
        tried = [(each, each.oriented()) for each in options]
        scored = [(each[1].lacking(), each[0].length(), i) for i, each in enumerate(tried)]
        if scored and min(scored)[0] < lacking:
            return tried[min(scored)[2]]
    return None


def _other_observers(sheet: _Sheet) -> list[_Sheet]:
    trios = [
        (edge, sheet.seating[at][room])
        for edge, (at, room) in enumerate(sheet.places)
        if len(sheet.seating[at][room]) > _PAIR
    ]
    return [
        sheet.with_side(edge, (side[0], side[1]))
        for edge, room in trios
        for side in combinations(room, 2)
        if set(side) != set(sheet.sides[edge])
    ]


def _extra_turns(sheet: _Sheet, found: Orientation) -> list[_Sheet]:
    """Return sheets with one more turn: in a trio, or in the room of somebody who lacks a role."""
    lack = {p for p in range(found.exempt) if min(found.count[p]) < 1}
    rooms = [(at, i) for at, rooms in enumerate(sheet.seating) for i in range(len(rooms))]
    places = [(at, i) for at, i in rooms if lack & set(sheet.seating[at][i])]
    places += [place for place in rooms if len(sheet.seating[place[0]][place[1]]) > _PAIR]
    return [
        sheet.with_turn((at, i), (side[0], side[1]))
        for at, i in dict.fromkeys(places[:_TRIALS])
        for side in combinations(sheet.seating[at][i], 2)
    ]


def _bring_forward(sheet: _Sheet, found: Orientation) -> None:
    """Turn meetings round, at no cost, so that roles still owed are played as early as can be."""
    order = sorted(range(len(sheet.places)), key=lambda edge: sheet.places[edge])
    sheet.places[:] = [sheet.places[edge] for edge in order]
    found.edges[:] = [found.edges[edge] for edge in order]
    found.refresh()
    played = [each.copy() for each in found.done]
    for edge, (at, _) in enumerate(sheet.places):
        responder, reporter = found.edges[edge]
        now = (played[responder][0] < 1) + (played[reporter][1] < 1)
        turned = (played[reporter][0] < 1) + (played[responder][1] < 1)
        if turned > now and responder < found.exempt > reporter:
            later = next((i for i, (n, _) in enumerate(sheet.places) if n > at), len(found.edges))
            found.flip_in_cycle(edge, later)
        for side, person in enumerate(found.edges[edge]):
            played[person][side] += 1
