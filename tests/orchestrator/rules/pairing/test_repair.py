from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from orchestrator.rules.pairing.events import (
    Arrive,
    Forbid,
    Leave,
    LockRoom,
    Swap,
    after_events,
)
from orchestrator.rules.pairing.instance import Instance, OddMode, Person, RoleFormat
from orchestrator.rules.pairing.plan import Plan, Status
from orchestrator.rules.pairing.repair import Situation, find_changes, repair
from orchestrator.rules.pairing.scale import CHANGES
from orchestrator.rules.pairing.solve import solve
from orchestrator.rules.refusal import RuleBroken

if TYPE_CHECKING:
    from orchestrator.rules.pairing.events import Event
    from tests.orchestrator.rules.pairing.conftest import Judge

NAMES = ["ada", "bo", "cy", "dee", "eli", "fay", "gus", "hal", *(f"p{i}" for i in range(6))]


@pytest.fixture(scope="module")
def asked() -> Instance:
    people = tuple(Person(name, org=f"org{i % 4}") for i, name in enumerate(NAMES))
    return Instance("repaired", people, 4, odd_mode=OddMode.FACILITATOR)


@pytest.fixture(scope="module")
def plan(asked: Instance) -> Plan:
    return solve(asked)


def mate(plan: Plan, number: int, person: str) -> str:
    room = next(room for room in plan.rounds[number - 1].rooms if person in room.people)
    return next((each for each in room.people if each != person), "")


EVENTS: list[list[Event]] = [
    [Leave("cy")],
    [Arrive(Person("eve", org="org1"))],
    [LockRoom(3, ("ada", "hal"))],
    [Swap(2, "ada", "bo")],
    [Forbid("ada", "bo")],
    [Leave("cy"), Arrive(Person("eve"))],
    [Leave("cy"), Leave("dee")],
    [Forbid("ada", "bo"), Leave("fay")],
]


@pytest.mark.parametrize("events", EVENTS)
def test_held_rounds_stay_and_quality_is_that_of_solving_anew(
    events: list[Event], asked: Instance, plan: Plan
) -> None:
    situation = Situation(asked, plan, 1)
    if any(isinstance(each, Swap) for each in events):
        pair = next(p for p in permutations(NAMES, 2) if mate(plan, 2, p[0]) != p[1])
        events = [Swap(2, *pair)]

    mended = repair(situation, events)

    fresh = solve(replace(mended.instance, previous=()))
    assert [room.people for room in mended.plan.rounds[0].rooms] == [
        room.people for room in plan.rounds[0].rooms
    ]
    assert [tier.value for tier in mended.plan.tiers[:-1]] == [t.value for t in fresh.tiers]
    assert mended.plan.tiers[-1].value == len(mended.changes)
    assert len(mended.changes) <= len(find_changes(situation, fresh, mended.instance, events)) / 2
    assert mended.plan.lacking == ()


def test_a_change_says_who_meets_whom_instead_and_why(asked: Instance, plan: Plan) -> None:
    partner = mate(plan, 4, "cy")

    mended = repair(Situation(asked, plan, 3), [Leave("cy")])

    change = next(each for each in mended.changes if each.person == partner)
    assert change.before == ("cy",)
    assert change.text == (
        f"Round 4: {partner} meets the facilitator instead of cy, because cy left."
    )


def test_roles_still_owed_are_named_and_given() -> None:
    people = tuple(Person(name) for name in NAMES[:6])
    asked = Instance("owed", people, 2)
    plan = solve(asked)
    gone = plan.rounds[1].rooms[0].people[0]
    instance = replace(asked, odd_mode=OddMode.FACILITATOR)

    mended = repair(Situation(instance, plan, 1), [Leave(gone)])

    assert any("; still owed: " in change.text for change in mended.changes)
    assert [person for person, _ in mended.plan.lacking if person != gone] == []


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (Arrive(Person("eve")), "because eve arrived"),
        (Forbid("ada", "bo"), "because the two may not meet any more"),
        (LockRoom(2, ("ada", "cy")), "because you moved ada and cy"),
    ],
)
def test_every_kind_of_change_has_its_reason(event: Event, words: str) -> None:
    names = ("ada", "bo", "cy", "dee")[: 3 if isinstance(event, Arrive) else 4]
    people = tuple(Person(name) for name in names)
    asked = Instance("why", people, 2, odd_mode=OddMode.FACILITATOR)
    plan = solve(asked)
    partner = mate(plan, 2, "ada")
    if isinstance(event, Forbid):
        event = Forbid("ada", partner)
    if isinstance(event, LockRoom):
        event = LockRoom(2, ("ada", next(n for n in ("bo", "cy", "dee") if n != partner)))
        words = f"because you moved {event.people[0]} and {event.people[1]}"

    mended = repair(Situation(asked, plan, 1), [event])

    assert any(words in change.text for change in mended.changes)
    assert all(change.text.startswith("Round 2: ") for change in mended.changes)


def test_a_neighbour_is_told_who_was_left_without_a_partner(asked: Instance, plan: Plan) -> None:
    mended = repair(Situation(asked, plan, 2), [Leave("cy"), Leave(mate(plan, 3, "ada"))])

    texts = " ".join(change.text for change in mended.changes)
    assert "was left without a partner when" in texts or "because cy left" in texts


def test_the_change_in_an_announced_round_is_the_proven_minimum(
    asked: Instance, plan: Plan
) -> None:
    mended = repair(Situation(asked, plan, 1, frozenset({2})), [Leave("cy")])

    announced = mended.plan.tiers[0]
    assert announced.tier == "announced"
    assert announced.proven
    assert announced.value == 1
    assert [change.person for change in mended.changes if change.round == 2] == [
        mate(plan, 2, "cy")
    ]


def test_no_change_means_no_change(asked: Instance, plan: Plan) -> None:
    mended = repair(Situation(asked, plan, 1), [])

    assert mended.changes == ()
    assert [each.rooms for each in mended.plan.rounds[1:]] != []
    assert [[r.people for r in each.rooms] for each in mended.plan.rounds] == [
        [r.people for r in each.rooms] for each in plan.rounds
    ]


def test_rooms_that_stay_keep_their_names(asked: Instance, plan: Plan) -> None:
    mended = repair(Situation(asked, plan, 1), [Leave("cy")])

    for old, new in zip(plan.rounds, mended.plan.rounds, strict=True):
        names = {room.people: room.name for room in old.rooms}
        assert all(names.get(room.people, room.name) == room.name for room in new.rooms)


def test_somebody_who_left_may_come_back(asked: Instance, plan: Plan, judge: Judge) -> None:
    without = repair(Situation(asked, plan, 1), [Leave("cy")])

    back = repair(Situation(without.instance, without.plan, 2), [Arrive(Person("cy"))])

    seats = [{p for room in each.rooms for p in room.people} for each in back.plan.rounds]
    assert ["cy" in each for each in seats] == [True, False, True, True]
    assert judge.costs(back.instance, [[r.people for r in e.rooms] for e in back.plan.rounds]) == [
        tier.value for tier in back.plan.tiers[:-1]
    ]


def test_an_impossible_wish_is_answered_with_its_conflict(asked: Instance, plan: Plan) -> None:
    mended = repair(Situation(asked, plan, 1), [LockRoom(2, ("ada", "bo")), Forbid("ada", "bo")])

    assert mended.plan.status is Status.INFEASIBLE
    assert mended.changes == ()
    assert "ada and bo may not share a room" in mended.plan.conflicts[0].text


@pytest.mark.parametrize(
    ("held", "event", "sentence"),
    [
        (4, Leave("cy"), "4 rounds cannot have been held: 4 are planned."),
        (1, Leave("zoe"), "zoe is not on the list of this workshop."),
        (1, Forbid("ada", "zoe"), "zoe is not on the list of this workshop."),
        (2, LockRoom(2, ("ada", "bo")), "Round 2 cannot be changed any more."),
        (1, Swap(2, "ada", "ada"), "ada and ada are not in two rooms of round 2."),
    ],
)
def test_an_event_that_cannot_be_is_refused(
    held: int, event: Event, sentence: str, asked: Instance, plan: Plan
) -> None:
    with pytest.raises(RuleBroken) as refusal:
        repair(Situation(asked, plan, held), [event])

    assert refusal.value.message == sentence


def test_locks_of_somebody_who_left_are_given_up(asked: Instance, plan: Plan) -> None:
    locked = after_events(asked, plan, 1, [LockRoom(3, ("ada", "cy")), LockRoom(4, ("bo", "hal"))])

    assert [lock.round for lock in after_events(locked, plan, 1, [Leave("cy")]).locks] == [4]


@pytest.mark.parametrize("role_format", RoleFormat)
def test_roles_played_in_held_rounds_are_counted(role_format: RoleFormat) -> None:
    asked = Instance("count", tuple(Person(name) for name in NAMES[:4]), 3, role_format=role_format)
    first = repair(Situation(asked, solve(asked), 1), [])
    second = repair(Situation(first.instance, first.plan, 2), [])

    responded = sum(turns.responder for _, turns in second.instance.past_roles)
    assert responded == {RoleFormat.ONE_WAY: 4, RoleFormat.SWAP: 8, RoleFormat.NONE: 0}[role_format]


@pytest.mark.parametrize(("number", "person"), [(3, "cy"), (5, "ada"), (6, "bo")])
def test_a_repair_that_is_not_proven_best_is_never_worse_than_a_plan_made_anew(
    published: list[Instance], number: int, person: str
) -> None:
    workshop = published[number]
    mended = repair(Situation(workshop, solve(workshop), 0), [Leave(person)])
    goals = [tier for tier in mended.plan.tiers if tier.tier != CHANGES]
    assert not all(tier.proven for tier in goals), "choose a workshop that is not proven"
    fresh = solve(replace(mended.instance, previous=()))
    assert [tier.value for tier in goals] <= [tier.value for tier in fresh.tiers]
