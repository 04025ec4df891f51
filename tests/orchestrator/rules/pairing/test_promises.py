from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from orchestrator.rules.pairing.events import Arrive, Forbid, Leave, LockRoom
from orchestrator.rules.pairing.instance import Instance, OddMode, Person, RoleFormat, Tier
from orchestrator.rules.pairing.plan import Status
from orchestrator.rules.pairing.repair import Situation, repair
from orchestrator.rules.pairing.solve import solve

if TYPE_CHECKING:
    from collections.abc import Callable

    from orchestrator.rules.pairing.events import Event
    from orchestrator.rules.pairing.plan import Plan
    from tests.orchestrator.rules.pairing.conftest import Judge

    Workshops = Callable[..., st.SearchStrategy[Instance]]

relaxed = settings(deadline=None, suppress_health_check=list(HealthCheck))


def rename(asked: Instance, names: dict[str, str]) -> Instance:
    return replace(
        asked,
        people=tuple(replace(person, id=names[person.id]) for person in asked.people),
        never=tuple((names[a], names[b]) for a, b in asked.never),
        avoid=tuple((names[a], names[b], weight) for a, b, weight in asked.avoid),
        history=tuple((names[a], names[b], times) for a, b, times in asked.history),
        locks=tuple(
            replace(lock, people=tuple(names[each] for each in lock.people)) for lock in asked.locks
        ),
    )


def backwards(asked: Instance) -> Instance:
    return replace(
        asked,
        people=asked.people[::-1],
        never=tuple(pair[::-1] for pair in asked.never[::-1]),
        avoid=asked.avoid[::-1],
        history=asked.history[::-1],
        locks=asked.locks[::-1],
    )


def check_plan(asked: Instance, plan: Plan, judge: Judge) -> None:
    """Fail unless the plan keeps every promise, or its refusal holds."""
    if plan.status is Status.OK:
        assert judge.faults(asked, plan) == []
        assert plan.lacking == ()
    else:
        assert plan.conflicts
        assert [judge.witness_faults(asked, each) for each in plan.conflicts] == [
            [] for _ in plan.conflicts
        ]


@settings(relaxed, max_examples=60)
@given(data=st.data())
def test_every_plan_of_a_workshop_keeps_all_promises(
    data: st.DataObject, judge: Judge, drawn_workshops: Workshops
) -> None:
    asked = data.draw(drawn_workshops(16, 8))

    check_plan(asked, solve(asked), judge)


@settings(relaxed, max_examples=10)
@given(data=st.data())
def test_every_plan_of_up_to_sixty_people_keeps_all_promises(
    data: st.DataObject, judge: Judge, drawn_workshops: Workshops
) -> None:
    asked = data.draw(drawn_workshops(60, 8, 17))

    check_plan(asked, solve(asked), judge)


@settings(relaxed, max_examples=60)
@given(data=st.data())
def test_every_repaired_plan_keeps_all_promises(
    data: st.DataObject, judge: Judge, drawn_workshops: Workshops
) -> None:
    asked = data.draw(drawn_workshops(14, 5, 3))
    plan = solve(asked)
    assume(plan.status is Status.OK)
    held = data.draw(st.integers(0, asked.rounds - 1))
    present = asked.present(held + 1)
    assume(len(present) > 1)
    one, other = data.draw(st.permutations(present))[:2]
    number = data.draw(st.integers(held + 1, asked.rounds))
    options: list[Event] = [
        Leave(one),
        Arrive(Person("eve", languages=("en", "es"))),
        LockRoom(number, (one, other)),
        Forbid(one, other),
    ]
    events = data.draw(st.lists(st.sampled_from(options), min_size=1, max_size=2, unique_by=type))

    mended = repair(Situation(asked, plan, held, frozenset({held + 1})), events)

    check_plan(mended.instance, mended.plan, judge)
    if mended.plan.status is Status.OK:
        assert mended.plan.tiers[0].tier == "announced"
        assert mended.plan.tiers[0].proven
        announced = [each for each in mended.changes if each.round == held + 1]
        assert len(announced) <= mended.plan.tiers[0].value


@pytest.mark.parametrize("heads", range(2, 61))
@pytest.mark.parametrize("odd_mode", OddMode)
def test_nobody_meets_a_partner_twice_while_that_can_be_avoided(
    heads: int, odd_mode: OddMode, judge: Judge
) -> None:
    people = tuple(Person(f"p{i}") for i in range(heads))
    rounds = min(8, heads - 1 + heads % 2 * (odd_mode is OddMode.FACILITATOR))
    if heads % 2 and odd_mode is OddMode.TRIO:
        rounds = min(rounds, max(1, (heads - 3) // 2))
    asked = Instance("plain", people, rounds, odd_mode=odd_mode)

    plan = solve(asked)

    assert judge.faults(asked, plan) == []
    assert plan.tiers[0].tier is Tier.REPEAT
    assert plan.tiers[0].value == 0


@settings(relaxed, max_examples=60)
@given(data=st.data(), seed=st.integers(0, 5))
def test_renaming_people_renames_the_plan_and_changes_nothing_else(
    data: st.DataObject, seed: int, drawn_workshops: Workshops
) -> None:
    asked = data.draw(drawn_workshops(12, 4))
    ids = [person.id for person in asked.people]
    names = dict(zip(ids, data.draw(st.permutations(ids)), strict=True))

    plan, renamed = solve(asked, seed), solve(rename(asked, names), seed)

    assert [
        [(room.name, tuple(names[each] for each in room.people)) for room in each.rooms]
        for each in plan.rounds
    ] == [[(room.name, room.people) for room in each.rooms] for each in renamed.rounds]


@pytest.mark.parametrize("number", range(0, 60, 5))
def test_a_reversed_list_gives_the_same_plan(number: int, published: list[Instance]) -> None:
    asked = published[number]

    assert solve(asked).rounds == solve(backwards(asked)).rounds


def test_the_published_workshops_are_mostly_proven_optimal(
    published: list[Instance], judge: Judge
) -> None:
    plans = [solve(asked) for asked in published]

    assert [judge.faults(*each) for each in zip(published, plans, strict=True)] == [[]] * 60
    assert sum(plan.proven for plan in plans) >= 48


@pytest.mark.parametrize(
    ("heads", "odd_mode", "turns"),
    [(14, OddMode.TRIO, [1, 1]), (13, OddMode.TRIO, [1, 2]), (13, OddMode.FACILITATOR, [1, 1])],
)
def test_two_rounds_take_no_more_turns_than_full_coverage_needs(
    heads: int, odd_mode: OddMode, turns: list[int]
) -> None:
    asked = Instance("two", tuple(Person(f"p{i}") for i in range(heads)), 2, odd_mode=odd_mode)

    plan = solve(asked)

    longest = sorted(max(len(room.turns) for room in each.rooms) for each in plan.rounds)
    assert longest == turns
    assert plan.lacking == ()


def test_somebody_who_stays_for_one_round_plays_both_roles_in_it() -> None:
    people = (Person("ada"), Person("bo"), Person("cy"), Person("dee", to_round=1))

    plan = solve(Instance("early", people, 3, odd_mode=OddMode.FACILITATOR))

    room = next(room for room in plan.rounds[0].rooms if "dee" in room.people)
    assert {turn.responder for turn in room.turns} == {(each,) for each in room.people}


def test_swapping_rooms_give_everybody_a_turn_as_responder_in_every_round() -> None:
    people = tuple(Person(f"p{i}") for i in range(5))

    plan = solve(Instance("swap", people, 2, role_format=RoleFormat.SWAP))

    for each in plan.rounds:
        responders = [turn.responder[0] for room in each.rooms for turn in room.turns]
        assert sorted(responders) == [person.id for person in people]


def test_a_thousand_people_meet_nobody_twice_and_nobody_forbidden(judge: Judge) -> None:
    people = tuple(
        Person(f"p{i}", org=f"o{i % 37}", experience=i % 3, from_round=1 + (i % 23 == 0))
        for i in range(1000)
    )
    never = tuple((f"p{i}", f"p{(i * 7 + 3) % 1000}") for i in range(400) if i * 6 % 1000 != 997)
    asked = Instance("large", people, 8, never=never)

    plan = solve(asked)

    assert judge.faults(asked, plan) == []
    assert [tier.value for tier in plan.tiers] == [0, 0, 0, 0, 0]
    assert plan.proven
