from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.rules.pairing.instance import (
    Coverage,
    Instance,
    Person,
    TurnsDone,
)
from orchestrator.rules.pairing.labels import label_rooms
from orchestrator.rules.pairing.orient import Orientation
from orchestrator.rules.pairing.roles import give_roles
from orchestrator.rules.pairing.solve import solve


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_orientation_lacks_fewer_roles(data: st.DataObject) -> None:
    people = data.draw(st.integers(2, 5))
    pairs = list(combinations(range(people), 2))
    edges = data.draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=6))
    done = data.draw(
        st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=people, max_size=people)
    )

    def cost(sides: list[tuple[int, int]]) -> int:
        count = [list(each) for each in done]
        for responder, reporter in sides:
            count[responder][0] += 1
            count[reporter][1] += 1
        return sum(1_000_000 * (a < 1) + 1_000_000 * (b < 1) + (a - b) ** 2 for a, b in count)

    found = Orientation([list(each) for each in edges], [list(each) for each in done], people)
    found.solve()

    best = min(
        cost([edge[::-1] if turn >> i & 1 else edge for i, edge in enumerate(edges)])
        for turn in range(1 << len(edges))
    )
    assert cost([(edge[0], edge[1]) for edge in found.edges]) == best


def test_every_second_room_keeps_a_member_and_its_name() -> None:
    before: dict[tuple[int, ...], int] = {(2 * i, 2 * i + 1): i + 1 for i in range(7)}
    circle = [tuple(sorted((2 * i + 1, (2 * i + 2) % 14))) for i in range(7)]

    labels = label_rooms(circle, before)

    assert sorted(labels.values()) == list(range(1, 8))
    for room, label in labels.items():
        assert any(label == before[old] and set(room) & set(old) for old in before)


def test_new_rooms_take_the_spare_names() -> None:
    assert label_rooms([(0, 1), (2, 3), (4, 5)], {(0, 1): 2}) == {(2, 3): 1, (0, 1): 2, (4, 5): 3}


def test_reported_coverage_takes_no_extra_turn() -> None:
    people = tuple(Person(f"p{i}") for i in range(5))
    instance = Instance("report", people, 1, coverage=Coverage.REPORT)

    plan = solve(instance)

    assert all(len(room.turns) == 1 for room in plan.rounds[0].rooms)
    assert len(plan.lacking) == 6


def test_earlier_turns_count_towards_coverage() -> None:
    people = (Person("ana"), Person("bo"))
    instance = Instance(
        "past", people, 1, past_roles=(("ana", TurnsDone(1, 0, 0)), ("bo", TurnsDone(0, 1, 0)))
    )

    room = solve(instance).rounds[0].rooms[0]

    assert [(turn.responder, turn.reporter) for turn in room.turns] == [(("bo",), ("ana",))]


def test_roles_owed_are_played_as_early_as_possible() -> None:
    people = tuple(Person(f"p{i}") for i in range(12))

    plan = solve(Instance("early", people, 6))

    seen: dict[str, set[str]] = {"responder": set(), "reporter": set()}
    for each in plan.rounds[:2]:
        for room in each.rooms:
            for turn in room.turns:
                seen["responder"].update(turn.responder)
                seen["reporter"].update(turn.reporter)
    assert len(seen["responder"]) == len(seen["reporter"]) == 12


def test_a_trio_in_every_round_still_gives_everybody_every_role() -> None:
    ids = ("a", "b", "c")
    instance = Instance("trio", tuple(Person(each) for each in ids), 1)

    roles = give_roles(instance, ids, [[(0, 1, 2)]])

    assert roles.lacking == ()
    assert len(roles.turns[0][0]) == 3
