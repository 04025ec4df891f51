from __future__ import annotations

import doctest
import subprocess
import sys
from dataclasses import replace
from itertools import combinations, permutations
from pkgutil import iter_modules
from typing import TYPE_CHECKING

import pytest

import orchestrator.rules.pairing
from orchestrator.rules.pairing import bounds, exact, exhaust, search
from orchestrator.rules.pairing.board import Board
from orchestrator.rules.pairing.case import Case, make_case
from orchestrator.rules.pairing.dice import Dice
from orchestrator.rules.pairing.dual import make_dual, make_ground
from orchestrator.rules.pairing.events import Leave
from orchestrator.rules.pairing.instance import (
    Instance,
    OddMode,
    OrgMode,
    Person,
    RoundRooms,
)
from orchestrator.rules.pairing.plan import Plan, Status
from orchestrator.rules.pairing.repair import Situation, repair
from orchestrator.rules.pairing.solve import solve

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
        subprocess.run(
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


@pytest.mark.parametrize("size", [40, 41])
@pytest.mark.parametrize("odd_mode", OddMode)
def test_a_large_round_with_a_single_way_through_is_seated(odd_mode: OddMode, size: int) -> None:
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


def test_large_rooms_people_know_give_way_to_better_ones() -> None:
    people = tuple(Person(f"p{i}", org=f"o{i % 4}") for i in range(48))
    mixing = Instance("large", people, 2)
    plan = solve(mixing)

    mended = repair(Situation(replace(mixing, org_mode=OrgMode.KEEP), plan, 1), [])

    assert {tier.tier: tier.value for tier in mended.plan.tiers}["org"] == 24
    assert len(mended.changes) == 48


def test_a_large_workshop_avoids_whom_it_should() -> None:
    people = tuple(Person(f"p{i}") for i in range(40))
    avoid = tuple(
        (f"p{a}", f"p{b}", 1) for a, b in combinations(range(40), 2) if (a * b + a + b) % 3 == 0
    )

    plan = solve(Instance("large", people, 3, avoid=avoid))

    assert [tier.value for tier in plan.tiers[:2]] == [0, 0]
