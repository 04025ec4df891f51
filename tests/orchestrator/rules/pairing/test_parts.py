from __future__ import annotations

import doctest
import subprocess
import sys
from dataclasses import replace
from itertools import combinations, permutations
from pkgutil import iter_modules
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import orchestrator.rules.pairing
from orchestrator.rules.pairing import bounds, exact, exhaust, matching, search
from orchestrator.rules.pairing.board import Board
from orchestrator.rules.pairing.case import Case, make_case
from orchestrator.rules.pairing.dice import Dice
from orchestrator.rules.pairing.dual import make_dual, make_ground
from orchestrator.rules.pairing.events import Leave
from orchestrator.rules.pairing.instance import (
    Coverage,
    Instance,
    OddMode,
    OrgMode,
    Person,
    RoundRooms,
    TurnsDone,
)
from orchestrator.rules.pairing.labels import label_rooms
from orchestrator.rules.pairing.orient import Orientation
from orchestrator.rules.pairing.plan import Plan, Status
from orchestrator.rules.pairing.repair import Situation, repair
from orchestrator.rules.pairing.roles import give_roles
from orchestrator.rules.pairing.solve import solve
from orchestrator.rules.pairing.trios import find_trio
from orchestrator.rules.pairing.witness import find_witness

if TYPE_CHECKING:
    from types import ModuleType

MODULES = [
    f"orchestrator.rules.pairing.{each.name}"
    for each in iter_modules(orchestrator.rules.pairing.__path__)
]


def loaded(name: str) -> ModuleType:
    __import__(name)
    return sys.modules[name]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_hold(name: str) -> None:
    assert doctest.testmod(loaded(name)).failed == 0


graphs = st.integers(1, 9).flatmap(
    lambda size: st.tuples(
        st.just(size), st.sets(st.sampled_from(list(combinations(range(max(2, size)), 2))))
    )
)


def nearby(size: int, edges: set[tuple[int, int]]) -> list[list[int]]:
    return [
        [b for b in range(size) if (min(a, b), max(a, b)) in edges and a != b] for a in range(size)
    ]


def most_pairs(near: list[list[int]], left: tuple[int, ...]) -> int:
    if not left:
        return 0
    first, *rest = left
    best = most_pairs(near, tuple(rest))
    for other in rest:
        if other in near[first]:
            best = max(best, 1 + most_pairs(near, tuple(x for x in rest if x != other)))
    return best


@settings(max_examples=300, deadline=None)
@given(graph=graphs)
def test_blossoms_find_a_largest_matching(graph: tuple[int, set[tuple[int, int]]]) -> None:
    near = nearby(*graph)

    mate = matching.largest_matching(near)

    assert all(other < 0 or (mate[other] == i and other in near[i]) for i, other in enumerate(mate))
    assert sum(other >= 0 for other in mate) == 2 * most_pairs(near, tuple(range(len(near))))


@settings(max_examples=200, deadline=None)
@given(graph=graphs)
def test_those_who_can_be_left_over_are_exactly_found(
    graph: tuple[int, set[tuple[int, int]]],
) -> None:
    near = nearby(*graph)
    everybody = tuple(range(len(near)))

    found = matching.avoidable(near, matching.largest_matching(near))

    most = most_pairs(near, everybody)
    assert found == [
        most_pairs(near, tuple(x for x in everybody if x != person)) == most for person in everybody
    ]


@settings(max_examples=300, deadline=None)
@given(graph=graphs)
def test_a_witness_exists_exactly_when_too_many_stay_over(
    graph: tuple[int, set[tuple[int, int]]],
) -> None:
    near = nearby(*graph)
    spare = len(near) % 2

    witness = find_witness(near, spare)

    over = len(near) - 2 * most_pairs(near, tuple(range(len(near))))
    assert (witness is not None) == (over > spare)
    if witness:
        assert len(witness.groups) == len(witness.hubs) + spare + 1
        for group in witness.groups:
            assert len(group) % 2
            around = {other for each in group for other in near[each]}
            assert around <= {*group, *witness.hubs}


def test_a_large_trio_is_found_wherever_it_hides() -> None:
    sizes = 21
    edges = {(i, i + 1) for i in range(0, sizes - 1, 2)} | {(i, i + 1) for i in range(1, 20, 2)}
    path = nearby(sizes, edges)
    with_triangle = nearby(sizes, edges | {(6, 8)})

    assert find_trio(path) is None
    assert find_trio(with_triangle) == (6, 7, 8)


def test_a_trio_is_found_when_nobody_can_simply_join_a_matched_pair() -> None:
    ties = ["02", "06", "07", "08", "15", "17", "24", "36", "37", "48", "56", "58", "68"]
    edges = {(int(a), int(b)) for a, b in ties} | {(i, i + 1) for i in range(9, 17, 2)}

    assert find_trio(nearby(17, edges)) == (0, 6, 8)


@pytest.mark.parametrize("size", [2, 3, 5, 6, 7])
def test_a_round_is_seated_at_least_cost(size: int) -> None:
    plan = exact.table(size)
    costs = [(7 * i * i + 3 * i) % 23 for i in range(len(plan.pairs) + len(plan.trios))]
    price = dict(zip(plan.pairs + plan.trios, costs, strict=True))
    sizes = [3, *[2] * (size // 2 - 1)] if size % 2 else [2] * (size // 2)

    def total(order: tuple[int, ...]) -> int:
        cut, result = 0, 0
        for each in sizes:
            result += price[tuple(sorted(order[cut : cut + each]))]
            cut += each
        return result

    found, rooms = exact.cheapest(plan, costs)

    assert found == min(map(total, permutations(range(size))))
    assert found == sum(price[room] for room in rooms)


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
    before = {(2 * i, 2 * i + 1): i + 1 for i in range(7)}
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


def test_the_plan_does_not_depend_on_the_hash_seed() -> None:
    program = (
        "import json; from orchestrator.rules.pairing.instance import *;"
        "from orchestrator.rules.pairing.solve import solve;"
        "from orchestrator.rules.pairing.plan import plan_to_json;"
        "people = tuple(Person(f'p{i}', org=f'o{i % 3}', languages=('en', 'es')[: 1 + i % 2])"
        " for i in range(11));"
        "instance = Instance('x', people, 4, never=(('p1', 'p2'),), must_share=('languages',));"
        "print(json.dumps(plan_to_json(solve(instance, 3))))"
    )
    answers = {
        subprocess.run(  # noqa: S603 -- our own program
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(filter(None, sys.path))},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }

    assert len(answers) == 1


def test_another_seed_gives_another_plan_of_the_same_quality() -> None:
    instance = Instance("seeds", tuple(Person(f"p{i}") for i in range(10)), 3)

    one, other = solve(instance, 1), solve(instance, 2)

    assert one.rounds != other.rounds
    assert [each.value for each in one.tiers] == [each.value for each in other.tiers]


def test_a_round_without_people_has_no_rooms() -> None:
    people = tuple(Person(f"p{i}", to_round=1) for i in range(4))

    plan = solve(Instance("short", people, 2))

    assert [len(each.rooms) for each in plan.rounds] == [2, 0]


def test_an_empty_objective_still_keeps_the_hard_rules() -> None:
    people = tuple(Person(f"p{i}") for i in range(4))
    instance = Instance("free", people, 3, objective=(), never=(("p0", "p1"), ("p2", "p3")))

    plan = solve(instance)

    assert plan.proven
    assert all(set(room.people) != {"p0", "p1"} for each in plan.rounds for room in each.rooms)


def test_a_plan_that_does_not_exist_is_not_proven() -> None:
    assert not Plan("x", Status.INFEASIBLE).proven


def tight() -> Case:
    people = tuple(Person(f"p{i}", org=f"o{i % 2}", experience=0) for i in range(7))
    return make_case(Instance("tight", people, 3))


def test_a_plan_that_could_be_better_is_not_called_proven() -> None:
    case = tight()
    board = Board(case)
    search.fill(board, search.make_noise(Dice(0)))
    worse = board.value + 3 * case.scale.weight("experience")

    proof = bounds.prove(case, worse, bounds.floor_of(case), 10**6)
    whole = bounds.prove(case, worse, bounds.floor_of(case), 10**6, proof)

    assert not proof.complete
    assert whole.tiers[-1].method == "best found"
    assert len(whole.tiers) == 5


def test_a_poor_plan_of_few_people_is_replaced_by_the_best() -> None:
    case = tight()
    good, poor = Board(case), Board(case)
    search.fill(good, search.make_noise(Dice(0)))
    search.improve(good, 0, 10**6, Dice(0))
    for at in range(3):
        poor.seat(at, [(0, 1), (2, 3), (4, 5, 6)])

    assert exhaust.settle(poor, 10**5)
    assert poor.value == good.value


def test_settling_gives_up_after_its_nodes() -> None:
    board = Board(tight())
    search.fill(board, search.make_noise(Dice(0)))

    assert not exhaust.settle(board, 1)


def test_a_single_round_is_settled_at_once() -> None:
    board = Board(make_case(Instance("one", tuple(Person(f"p{i}") for i in range(4)), 1)))
    board.seat(0, [(0, 1), (2, 3)])

    assert exhaust.settle(board, 10)
    assert exhaust.settle(Board(make_case(Instance("none", (Person("a", to_round=0),), 1))), 10)


def test_meetings_in_rounds_already_held_count_as_repeats() -> None:
    people = tuple(Person(f"p{i}", org=f"o{i % 3}") for i in range(10))
    held = RoundRooms(1, tuple((f"p{i}", f"p{i + 5}") for i in range(5)))

    plan = solve(Instance("held", people, 8, frozen=(held,)))

    later = [room.people for each in plan.rounds[1:] for room in each.rooms]
    assert not any(set(room) == set(old) for room in later for old in held.rooms)


def test_rooms_with_somebody_who_is_off_the_list_cannot_be_kept() -> None:
    people = tuple(Person(f"p{i}") for i in range(4))
    known = RoundRooms(1, (("p0", "gone"), (), ("p1", "p2"), ("p3",)))

    plan = solve(Instance("gone", people, 1, previous=(known,)))

    assert {room.name: set(room.people) for room in plan.rounds[0].rooms} == {
        "Pair 3": {"p1", "p2"},
        "Pair 1": {"p0", "p3"},
    }


@pytest.mark.parametrize("odd_mode", OddMode)
@pytest.mark.parametrize("organizations", [2, 5])
def test_large_workshops_keep_what_people_know(odd_mode: OddMode, organizations: int) -> None:
    people = tuple(Person(f"p{i}", org=f"o{i % 7 % organizations}") for i in range(41))
    asked = Instance("large", people, 4, odd_mode=odd_mode)
    plan = solve(asked)

    mended = repair(Situation(asked, plan, 1), [Leave("p7")])

    assert mended.plan.status is Status.OK
    assert [tier.value for tier in mended.plan.tiers[:3]] == [0, 0, 0]
    assert 0 < len(mended.changes) < 41


@pytest.mark.parametrize("odd_mode", OddMode)
def test_a_large_round_with_a_single_way_through_is_seated(odd_mode: OddMode) -> None:
    size = 41
    near = {(i, i + 1) for i in range(size - 1)} | {(6, 8)}
    never = tuple((f"p{a}", f"p{b}") for a, b in combinations(range(size), 2) if (a, b) not in near)
    people = tuple(Person(f"p{i}") for i in range(size))

    plan = solve(Instance("chain", people, 1, never=never, odd_mode=odd_mode))

    assert plan.status is Status.OK
    seen = {tuple(sorted(int(p[1:]) for p in room.people)) for room in plan.rounds[0].rooms}
    assert seen <= near | {(6, 7, 8)} | {(i,) for i in range(size)}


def test_a_large_announced_round_is_left_alone_whatever_it_costs() -> None:
    people = tuple(Person(f"p{i}", org=f"o{i % 3}") for i in range(30))
    carefree = Instance("large", people, 3, org_mode=OrgMode.IGNORE)
    plan = solve(carefree)
    strict = replace(carefree, org_mode=OrgMode.MIX)

    mended = repair(Situation(strict, plan, 1, frozenset({2})), [])

    assert [change.round for change in mended.changes if change.round == 2] == []
    assert mended.plan.tiers[0].value == 0
    before = {room.people for room in plan.rounds[2].rooms}
    assert before != {room.people for room in mended.plan.rounds[2].rooms}


def test_prices_that_cannot_be_improved_end_the_relaxation() -> None:
    board = Board(make_case(Instance("one", tuple(Person(f"p{i}") for i in range(4)), 1)))

    relaxed = make_dual(make_ground(board), 4, [0, 0, 0, 0, 5])

    assert relaxed.bound(5, 100) == 0
    assert relaxed.steps == 1
