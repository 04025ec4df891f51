"""Why a round cannot be paired, in words a facilitator can act on; the smallest set that proves it.

The texts name people who may not meet: they are for the facilitator alone.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from orchestrator.rules.pairing.instance import OddMode
from orchestrator.rules.pairing.plan import Conflict
from orchestrator.rules.pairing.trios import blocking_pairs
from orchestrator.rules.pairing.witness import find_witness

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from orchestrator.rules.pairing.instance import Instance, Lock
    from orchestrator.rules.pairing.witness import Witness

    Forbidden = frozenset[frozenset[str]]

_TRIO = 3


def find_conflicts(instance: Instance) -> tuple[Conflict, ...]:
    """Return what makes rounds impossible, in their order; nothing when a plan exists."""
    forbidden = forbidden_pairs(instance)
    held = {each.round for each in instance.frozen}
    found: list[Conflict] = []
    for number in range(1, instance.rounds + 1):
        if number not in held:
            locked = list(_lock_conflicts(instance, number, forbidden))
            found += locked or _pairing_conflicts(instance, number, forbidden)
    return tuple(found)


def find_lock_conflicts(instance: Instance) -> tuple[Conflict, ...]:
    """Return the contradictions that locks alone bring about, in rounds still to be held."""
    forbidden = forbidden_pairs(instance) if instance.locks else frozenset()
    held = {each.round for each in instance.frozen}
    return tuple(
        conflict
        for number in sorted({lock.round for lock in instance.locks} - held)
        for conflict in _lock_conflicts(instance, number, forbidden)
    )


def forbidden_pairs(instance: Instance) -> Forbidden:
    """Return the pairs that must not share a room: excluded, or without a value in common."""
    found = {frozenset(pair) for pair in instance.never}
    if instance.must_share:
        kinds: dict[tuple[frozenset[str], ...], list[str]] = {}
        for person in instance.people:
            kind = tuple(frozenset(getattr(person, each)) for each in instance.must_share)
            kinds.setdefault(kind, []).append(person.id)
        for (one, first), (other, second) in combinations(kinds.items(), 2):
            if not all(a & b for a, b in zip(one, other, strict=True)):
                found |= {frozenset((a, b)) for a in first for b in second}
        for kind, members in kinds.items():
            if not all(kind):
                found |= {frozenset(pair) for pair in combinations(members, 2)}
    return frozenset(found)


def _lock_conflicts(instance: Instance, number: int, forbidden: Forbidden) -> Iterator[Conflict]:
    locks = [lock for lock in instance.locks if lock.round == number]
    present = instance.present(number)
    seen: set[str] = set()
    for lock in locks:
        text = _lock_fault(instance, lock, present, seen)
        if text:
            yield Conflict(number, (), (), text)
        for first, second in combinations(lock.people, 2):
            if frozenset((first, second)) in forbidden:
                yield Conflict(
                    number,
                    (),
                    ((first,), (second,)),
                    f"Round {number} has a locked room for {listed(lock.people)}, but {first} and "
                    f"{second} may not share a room. Unlock the room or review the exclusion.",
                )
        seen.update(lock.people)
    free = len([person for person in present if person not in seen])
    text = _uneven_locks(instance, locks, len(present), free)
    if text:
        yield Conflict(number, (), (), text)


def _lock_fault(instance: Instance, lock: Lock, present: Sequence[str], seen: set[str]) -> str:
    absent = [person for person in lock.people if person not in present]
    if absent:
        return (
            f"Round {lock.round} has a locked room for {listed(lock.people)}, but "
            f"{listed(absent)} will not be there. Unlock the room."
        )
    twice = [person for person in lock.people if person in seen]
    if twice:
        return f"Round {lock.round} has two locked rooms with {listed(twice)}. Unlock one of them."
    if len(lock.people) == 1 and instance.odd_mode is OddMode.TRIO:
        return (
            f"Round {lock.round} locks {lock.people[0]} into a room alone. Let the facilitator "
            'step in (odd_mode "facilitator") or add a partner.'
        )
    return ""


def _uneven_locks(instance: Instance, locks: Sequence[Lock], heads: int, free: int) -> str:
    """Say why the people beside the locked rooms cannot be paired, if their number is odd."""
    trios = sum(len(lock.people) == _TRIO for lock in locks)
    helped = sum(len(lock.people) == 1 for lock in locks)
    if helped > 1:
        return f"Round {locks[0].round} locks two people with the facilitator. Unlock one of them."
    remedy_used = trios if instance.odd_mode is OddMode.TRIO else helped
    if not free % 2 or not remedy_used:
        return ""
    return (
        f"Round {locks[0].round} has {heads} people; its locked rooms leave {free}, an odd number, "
        "so one person would be alone. Unlock a room or lock a pair instead."
    )


def _pairing_conflicts(instance: Instance, number: int, forbidden: Forbidden) -> list[Conflict]:
    present = instance.present(number)
    locked = {each for lock in instance.locks if lock.round == number for each in lock.people}
    people = [person for person in present if person not in locked]
    near = [
        [
            j
            for j, other in enumerate(people)
            if i != j and frozenset((person, other)) not in forbidden
        ]
        for i, person in enumerate(people)
    ]
    witness = find_witness(near, len(present) % 2)
    if witness is not None:
        return [_told(instance, number, people, witness)]
    if instance.odd_mode is OddMode.FACILITATOR or not len(people) % 2:
        return []
    blocking = blocking_pairs(near)
    if blocking is None:
        return []
    pairs = [f"{people[a]} and {people[b]}" for a, b in blocking]
    return [Conflict(number, (), (), _no_trio(number, people, pairs))]


def _no_trio(number: int, people: Sequence[str], pairs: Sequence[str]) -> str:
    if len(people) < _TRIO:
        return (
            f"In round {number} only {people[0]} is left, and nobody may be alone. Let the "
            "facilitator step in."
        )
    return (
        f"Round {number} has an odd number of people to pair, so one room must hold three who may "
        "all meet, and the others must still find partners. No three people allow that, because "
        f"these may not meet: {'; '.join(pairs)}. Let the facilitator step in, or review one of "
        "these exclusions."
    )


def _told(instance: Instance, number: int, people: Sequence[str], witness: Witness) -> Conflict:
    hubs = tuple(people[i] for i in witness.hubs)
    groups = tuple(tuple(people[i] for i in group) for group in witness.groups)
    odd = len(instance.present(number)) % 2 == 1
    text = f"In round {number} {_who(hubs, groups)}: {_count(hubs, groups)}."
    if odd:
        text += (
            " The facilitator can partner one of them only."
            if instance.odd_mode is OddMode.FACILITATOR
            else " A room of three takes in one of them only."
        )
    return Conflict(number, hubs, groups, text + _ways_out(instance, odd=odd))


def _who(hubs: Sequence[str], groups: Sequence[Sequence[str]]) -> str:
    singles = [group[0] for group in groups if len(group) == 1]
    parts = []
    if singles:
        apart = " may not meet one another and" if len(singles) > 1 else ""
        parts.append(f"{listed(singles)}{apart} {_outside(hubs)}")
    parts += [
        f"{listed(group)}, an odd number, can otherwise only meet among themselves"
        if parts
        else f"{listed(group)}, an odd number, {_outside(hubs, ' outside their group')}"
        for group in groups
        if len(group) > 1
    ]
    return ", and ".join(parts)


def _outside(hubs: Sequence[str], where: str = "") -> str:
    if hubs:
        return f"can only be paired{where} with {listed(hubs)}"
    return f"may not meet anybody else who is there{where}"


def _count(hubs: Sequence[str], groups: Sequence[Sequence[str]]) -> str:
    noun = "people" if all(len(group) == 1 for group in groups) else "groups"
    if len(groups) == 1:
        noun = "person" if noun == "people" else "group"
    partners = "partner" if len(hubs) == 1 else "partners"
    return f"{len(groups)} {noun} for {len(hubs) or 'no'} possible {partners}"


def _ways_out(instance: Instance, *, odd: bool) -> str:
    if odd and instance.odd_mode is OddMode.TRIO:
        return " Let the facilitator step in, or review one of these exclusions."
    return (
        " Let the facilitator partner one of them with another room of three, or review one of "
        "these exclusions."
    )


def listed(names: Sequence[str]) -> str:
    """Return names as a sentence lists them.

    >>> listed(["Ana", "Bo", "Cy"])
    'Ana, Bo and Cy'
    """
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
