"""Room names that move few people: "Pair 3" stays with one of the two who were in it before."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Room = tuple[int, ...]


def label_rooms(rooms: Sequence[Room], before: Mapping[Room, int]) -> dict[Room, int]:
    """Return a number from 1 for each room, kept by at least one member wherever possible.

    `before` holds the numbers of the last round's rooms (or of this round's, as announced). Two
    rounds of pairs form even cycles, and along a cycle every new room can inherit from a member.

    >>> label_rooms([(0, 2), (1, 3)], {(0, 1): 1, (2, 3): 2})
    {(0, 2): 1, (1, 3): 2}
    """
    labels = {room: before[room] for room in rooms if room in before}
    owner = {person: number for room, number in before.items() for person in room}
    wishes = {
        room: [owner[person] for person in room if person in owner]
        for room in rooms
        if room not in labels
    }
    _inherit(wishes, labels)
    taken = set(labels.values())
    spare = iter(number for number in range(1, len(rooms) + len(taken) + 1) if number not in taken)
    for room in rooms:
        if room not in labels:
            labels[room] = next(spare)
    return dict(sorted(labels.items(), key=lambda item: item[1]))


def _inherit(wishes: dict[Room, list[int]], labels: dict[Room, int]) -> None:
    """Give each room one of its wished numbers; a room with a single wish left goes first.

    That greedy rule (Karp and Sipser 1981) is optimal on paths and cycles.
    """
    taken = set(labels.values())
    wanted: dict[int, list[Room]] = {}
    for room, numbers in wishes.items():
        for number in set(numbers) - taken:
            wanted.setdefault(number, []).append(room)
    single = [room for room in wishes if len(set(wishes[room]) - taken) == 1]
    waiting = list(reversed(list(wishes)))
    while single or waiting:
        room = single.pop() if single else waiting.pop()
        free = sorted(set(wishes[room]) - taken)
        if room in labels or not free:
            continue
        labels[room] = free[0]
        taken.add(free[0])
        single += [
            other
            for other in wanted[free[0]]
            if other not in labels and len(set(wishes[other]) - taken) == 1
        ]
