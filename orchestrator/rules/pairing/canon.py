"""An order of the people that depends on what is asked, not on their names.

The plan is computed on positions in this order, so renaming people renames the plan and changes
nothing else. The order comes from colour refinement (people, organizations, languages, rooms and
pairs as nodes and hyperedges); people whom nothing in the instance tells apart keep their order in
the input, read from whichever end makes the smaller sequence of colours, so that a reversed input
gives the same plan unless its colours are a palindrome. Names and input order cannot both be
irrelevant for people who are exactly alike: swapping two of them is a renaming and a reordering.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.rules.pairing.dice import digest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from orchestrator.rules.pairing.instance import Instance, Person, TurnsDone

    Edge = tuple[tuple[str, int], tuple[int, ...]]

_SPLIT_UP_TO = 60  # people: above it telling every one apart by refinement costs seconds


def canonical_order(instance: Instance, seed: int = 0) -> tuple[str, ...]:
    """Return the ids in an order that renaming does not change; the seed picks among such orders.

    >>> from orchestrator.rules.pairing.instance import Instance, Person
    >>> people = (Person("ana"), Person("bo", org="acme"))
    >>> first = canonical_order(Instance("one", people, 1))
    >>> first == canonical_order(Instance("one", people[::-1], 1))
    True
    """
    edges = list(_edges(instance))
    done = dict(instance.past_roles)
    colours = _ranks([_own(person, done.get(person.id)) for person in instance.people])
    colours = _refined(colours, edges)
    size = len(colours)
    positions = list(range(size))
    if colours[::-1] < colours:
        positions.reverse()
    if size <= _SPLIT_UP_TO:
        colours = _told_apart(colours, edges, positions)
    ranks = sorted(range(size), key=lambda i: (colours[i], positions[i]))
    shuffled = sorted(range(size), key=lambda rank: (digest(seed, "order", rank), rank))
    return tuple(instance.people[ranks[rank]].id for rank in shuffled)


def _own(person: Person, done: TurnsDone | None) -> tuple[object, ...]:
    new = person.experience == 0
    return (person.from_round, person.to_round or 0, new, str(done))


def _edges(instance: Instance) -> Iterator[Edge]:
    """Yield everything that ties people together, as a label and the people's input positions."""
    at = {person.id: i for i, person in enumerate(instance.people)}
    yield from _shared_values(instance)
    for first, second in instance.never:
        yield ("never", 0), (at[first], at[second])
    for first, second, weight in instance.avoid:
        yield ("avoid", weight), (at[first], at[second])
    for first, second, times in instance.history:
        yield ("history", times), (at[first], at[second])
    for lock in instance.locks:
        yield ("lock", lock.round), tuple(at[each] for each in lock.people)
    for label, rounds in (("frozen", instance.frozen), ("previous", instance.previous)):
        for held in rounds:
            for room in held.rooms:
                yield (label, held.round), tuple(at[each] for each in room if each in at)


def _shared_values(instance: Instance) -> Iterator[Edge]:
    groups: dict[tuple[str, str], list[int]] = {}
    for i, person in enumerate(instance.people):
        if person.org is not None:
            groups.setdefault(("org", person.org), []).append(i)
        for attribute in instance.must_share:
            for value in getattr(person, attribute):
                groups.setdefault((attribute, value), []).append(i)
    for (label, _), members in groups.items():
        yield (label, 0), tuple(members)


def _ranks(keys: list[tuple[object, ...]]) -> list[int]:
    index = {key: rank for rank, key in enumerate(sorted(set(keys)))}
    return [index[key] for key in keys]


def _refined(colours: list[int], edges: list[Edge]) -> list[int]:
    """Return the coarsest refinement that tells people apart by what they are tied to."""
    classes = len(set(colours))
    while classes < len(colours):
        around: list[list[tuple[object, ...]]] = [[] for _ in colours]
        for label, members in edges:
            seen = (label, tuple(sorted([colours[i] for i in members])))
            for i in members:
                around[i].append(seen)
        keys: list[tuple[object, ...]] = [
            (colour, tuple(sorted(near))) for colour, near in zip(colours, around, strict=True)
        ]
        colours = _ranks(keys)
        if len(set(colours)) == classes:
            break
        classes = len(set(colours))
    return colours


def _told_apart(colours: list[int], edges: list[Edge], positions: list[int]) -> list[int]:
    """Single out one of the first people who still look alike, refine, and so on to the end."""
    while len(set(colours)) < len(colours):
        alike = next(colour for colour in sorted(colours) if colours.count(colour) > 1)
        members = [i for i, colour in enumerate(colours) if colour == alike]
        chosen = min(members, key=lambda i: positions[i])
        doubled = [2 * colour for colour in colours]
        doubled[chosen] -= 1
        colours = _refined(_ranks([(colour,) for colour in doubled]), edges)
    return colours
