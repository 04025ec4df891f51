"""An instance made ready for solving: people as numbers, prices of meetings, rounds still open.

The facilitator is the number after the last person and costs nothing but repeats.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from orchestrator.rules.pairing.canon import canonical_order
from orchestrator.rules.pairing.instance import OddMode, OrgMode, Tier
from orchestrator.rules.pairing.scale import ANNOUNCED, CHANGES, Scale, make_scale

if TYPE_CHECKING:
    from collections.abc import Iterable

    from orchestrator.rules.pairing.instance import Instance, Person

    Room = tuple[int, ...]
    Kind = tuple[bool, tuple[frozenset[str], ...]]


@dataclass(frozen=True, slots=True)
class OpenRound:
    """A round that is still to be planned.

    `free` are the people to seat (with the facilitator when one of them needs a partner), `fixed`
    the locked rooms. A person in `known` who is not in one of the `kept` rooms costs `change`.
    """

    number: int
    free: tuple[int, ...]
    fixed: tuple[Room, ...]
    kept: frozenset[frozenset[int]] = frozenset()
    known: frozenset[int] = frozenset()
    change: int = 0

    def price(self, room: Room) -> int:
        """Return what the room costs because people were told another one."""
        if not self.change or frozenset(room) in self.kept:
            return 0
        return self.change * sum(each in self.known for each in room)


@dataclass(frozen=True, slots=True)
class Case:
    """All prices: `linear[a][b]` of a meeting, `repeat` times the meetings the pair had before.

    `linear` holds `scale.hard` for two people who must not share a room. `met` counts meetings in
    the rounds already held, `base` is what those rounds cost.
    """

    instance: Instance
    ids: tuple[str, ...]
    orgs: tuple[str | None, ...]
    scale: Scale
    linear: list[list[int]]
    repeat: int
    met: dict[Room, int]
    base: int
    rounds: tuple[OpenRound, ...]

    @property
    def facilitator(self) -> int:
        """Return the facilitator's number."""
        return len(self.ids)

    def allowed(self, first: int, second: int) -> bool:
        """Say whether two people may share a room."""
        return self.linear[first][second] < self.scale.hard


def make_case(instance: Instance, seed: int = 0, announced: frozenset[int] = frozenset()) -> Case:
    """Return the case of an instance whose locks are sound (see `explain.lock_conflicts`).

    In the rounds `announced` keeping the previous rooms goes before every other goal.
    """
    ids = canonical_order(instance, seed)
    at = {person: i for i, person in enumerate(ids)}
    org_of = {person.id: person.org for person in instance.people}
    scale = _scale(instance, announced)
    linear = _linear(instance, ids, scale)
    held = {each.round: each.rooms for each in instance.frozen}
    met, base = _held_costs(instance, at, linear, scale)
    return Case(
        instance=instance,
        ids=ids,
        orgs=tuple(org_of[each] for each in ids),
        scale=scale,
        linear=linear,
        repeat=scale.weight(Tier.REPEAT),
        met=met,
        base=base,
        rounds=tuple(
            _open_round(instance, at, number, scale.weight(_stability(number, announced)))
            for number in range(1, instance.rounds + 1)
            if number not in held
        ),
    )


def _stability(number: int, announced: frozenset[int]) -> str:
    return ANNOUNCED if number in announced else CHANGES


def _scale(instance: Instance, announced: frozenset[int]) -> Scale:
    heads = len(instance.people)
    meetings = instance.rounds * (heads // 2 + 3)
    per_meeting = {
        Tier.REPEAT: instance.rounds,
        Tier.AVOID: sum(weight for _, _, weight in instance.avoid),
        Tier.HISTORY: sum(times for _, _, times in instance.history),
    }
    names: list[str] = [*instance.objective]
    largest = [meetings * per_meeting.get(tier, 1) for tier in instance.objective]
    if instance.previous:
        names = [*([ANNOUNCED] if announced else []), *names, CHANGES]
        seats = instance.rounds * heads
        largest = [*([seats] if announced else []), *largest, seats]
    return make_scale(names, largest)


def _linear(instance: Instance, ids: tuple[str, ...], scale: Scale) -> list[list[int]]:
    """Return the price of every meeting but for repeats; people of one kind start from one row."""
    people = {person.id: person for person in instance.people}
    kinds = [_kind(instance, people[each]) for each in ids]
    apart = scale.weight(Tier.ORG) if instance.org_mode is OrgMode.KEEP else 0
    rows = {
        kind: [_like(scale, kind, other) + apart for other in kinds] + [0] for kind in set(kinds)
    }
    linear = [rows[kind].copy() for kind in kinds]
    linear.append([0] * (len(kinds) + 1))
    _price_organizations(instance, [people[each].org for each in ids], scale, linear)
    at = {person: i for i, person in enumerate(ids)}
    named = [
        *((first, second, scale.hard) for first, second in set(map(_sorted, instance.never))),
        *((a, b, weight * scale.weight(Tier.AVOID)) for a, b, weight in instance.avoid),
        *((a, b, times * scale.weight(Tier.HISTORY)) for a, b, times in instance.history),
    ]
    for first, second, price in named:
        linear[at[first]][at[second]] += price
        linear[at[second]][at[first]] += price
    return linear


def _price_organizations(
    instance: Instance, orgs: list[str | None], scale: Scale, linear: list[list[int]]
) -> None:
    """Make colleagues dear when organizations are to mix, and cheap when they are to keep."""
    signs = {OrgMode.MIX: 1, OrgMode.KEEP: -1, OrgMode.IGNORE: 0}
    price = signs[instance.org_mode] * scale.weight(Tier.ORG)
    members: dict[str, list[int]] = {}
    for person, org in enumerate(orgs):
        if org is not None:
            members.setdefault(org, []).append(person)
    for colleagues in members.values():
        for person in colleagues:
            row = linear[person]
            for other in colleagues:
                row[other] += price


def _sorted(pair: tuple[str, str]) -> tuple[str, str]:
    return min(pair), max(pair)


def _kind(instance: Instance, person: Person) -> Kind:
    """Return whether a person is new, and what room-mates must share with them."""
    shared = [frozenset(getattr(person, attribute)) for attribute in instance.must_share]
    return person.experience == 0, tuple(shared)


def _like(scale: Scale, first: Kind, second: Kind) -> int:
    """Return the price that two kinds put on a meeting; organizations are priced apart."""
    price = scale.weight(Tier.EXPERIENCE) if first[0] and second[0] else 0
    if any(one.isdisjoint(other) for one, other in zip(first[1], second[1], strict=True)):
        price += scale.hard
    return price


def _held_costs(
    instance: Instance, at: dict[str, int], linear: list[list[int]], scale: Scale
) -> tuple[dict[Room, int], int]:
    met: dict[Room, int] = {}
    base = 0
    for held in instance.frozen:
        for room in held.rooms:
            for first, second in combinations(seated(room, at), 2):
                times = met.get((first, second), 0)
                base += linear[first][second] % scale.hard + times * scale.weight(Tier.REPEAT)
                met[first, second] = met[second, first] = times + 1
    return met, base


def seated(room: Iterable[str], at: dict[str, int]) -> Room:
    """Return a room's numbers, sorted; one person alone sits with the facilitator."""
    found = sorted(at[each] for each in room)
    return tuple(found) if len(found) > 1 else (*found, len(at))


def _open_round(instance: Instance, at: dict[str, int], number: int, change: int) -> OpenRound:
    fixed = tuple(seated(lock.people, at) for lock in instance.locks if lock.round == number)
    placed = {each for room in fixed for each in room}
    present = sorted(at[each] for each in instance.present(number))
    free = [each for each in present if each not in placed]
    if instance.odd_mode is OddMode.FACILITATOR and len(free) % 2 and len(at) not in placed:
        free.append(len(at))
    rooms = next((each.rooms for each in instance.previous if each.round == number), ())
    known = {each for room in rooms for each in room if each in at}
    return OpenRound(
        number=number,
        free=tuple(free),
        fixed=fixed,
        kept=frozenset(_remembered(room, at) for room in rooms),
        known=frozenset(at[each] for each in known),
        change=change if rooms else 0,
    )


def _remembered(room: tuple[str, ...], at: dict[str, int]) -> frozenset[int]:
    """Return a room people were told; it cannot be kept once one of them is off the list."""
    if not room or any(each not in at for each in room):
        return frozenset()
    return frozenset(seated(room, at))
