from __future__ import annotations

from dataclasses import replace

import pytest

from orchestrator.rules.pairing.events import Leave, Swap
from orchestrator.rules.pairing.instance import Instance, Person
from orchestrator.rules.pairing.plan import Plan, Room, Round, Status, Turn
from orchestrator.rules.session.record import Record, draw, mend, person_id
from orchestrator.rules.session.told_turns import with_told_turns


def drawn(people: int, rounds: int = 2) -> Record:
    return draw(Instance("s", tuple(Person(person_id(n)) for n in range(people)), rounds))


def turned(before: Record, after: Record, number: int) -> list[str]:
    """Return the rooms that kept their people and changed their turns."""
    old = {room.name: room for room in before.plan.rounds[number - 1].rooms}
    return [
        room.name
        for room in after.plan.rounds[number - 1].rooms
        if room.name in old
        and old[room.name].people == room.people
        and old[room.name].turns != room.turns
    ]


@pytest.mark.parametrize("people", [6, 9, 14])
@pytest.mark.parametrize("held", [0, 1])
def test_in_a_room_that_stays_few_are_told_the_opposite(people: int, held: int) -> None:
    told, kept, rooms = frozenset({held + 1}), 0, 0
    for gone in range(0, people, 3):
        before = drawn(people)
        after = mend(before, held, told, [Leave(person_id(gone))]).record
        assert after.plan.lacking == ()
        rooms += len(after.plan.rounds[held].rooms)
        kept += len(after.plan.rounds[held].rooms) - len(turned(before, after, held + 1))
    # In the last round nobody is turned; before it, only where a role would be missed later.
    assert kept >= (1 if held else 0.5) * rooms


def test_before_anybody_was_told_roles_are_dealt_freely() -> None:
    before = drawn(14)
    after = mend(before, 0, frozenset(), [Leave("p3")]).record
    assert after.plan.lacking == ()


def test_a_swap_in_the_last_round_costs_nobody_a_role() -> None:
    before = drawn(14)
    first, second = (room.people[0] for room in before.plan.rounds[1].rooms[:2])
    after = mend(before, 1, frozenset({2}), [Swap(2, first, second)]).record
    assert after.plan.lacking == ()


def test_where_keeping_would_cost_a_role_the_engines_own_roles_stand() -> None:
    people = (Person("a"), Person("b"))
    said = Round(1, (Room("Pair 1", ("a", "b"), turns=(Turn(("a",), ("b",)),)),))
    both = (Turn(("a",), ("b",)), Turn(("b",), ("a",)))
    found = Plan("s", Status.OK, (Round(1, (Room("Pair 1", ("a", "b"), turns=both),)),))
    before = replace(found, rounds=(said,))
    assert with_told_turns(Instance("s", people, 1), before, found, 1) == found


def test_later_rounds_that_cannot_be_dealt_anew_leave_the_engines_roles() -> None:
    people = (Person("a"), Person("b"))
    one, other = (Turn(("a",), ("b",)),), (Turn(("b",), ("a",)),)

    def both(first: tuple[Turn, ...], second: tuple[Turn, ...]) -> Plan:
        rounds = (Round(1, (Room("Pair 1", ("a", "b"), turns=first),)), Round(2, (Room("Pair 1", ("a", "b"), turns=second),)))  # fmt: skip
        return Plan("s", Status.OK, rounds)

    apart = Instance("s", people, 2, never=(("a", "b"),))
    assert with_told_turns(apart, both(one, other), both(other, one), 1) == both(other, one)
    free = replace(apart, never=())
    assert with_told_turns(free, both(one, other), both(other, one), 1) == both(one, other)
