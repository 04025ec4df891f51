from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from orchestrator.rules.pairing.explain import find_conflicts
from orchestrator.rules.pairing.instance import (
    Attribute,
    Instance,
    Lock,
    OddMode,
    Person,
    RoundRooms,
)
from orchestrator.rules.pairing.plan import Status
from orchestrator.rules.pairing.solve import solve

if TYPE_CHECKING:
    from tests.orchestrator.rules.pairing.conftest import Judge


def people(*names: str) -> tuple[Person, ...]:
    return tuple(Person(name) for name in names)


def asked(names: str, **rules: object) -> Instance:
    return Instance("case", people(*names.split()), 1, **rules)  # type: ignore[arg-type]


def apart(*names: str) -> tuple[tuple[str, str], ...]:
    return tuple(combinations(names, 2))


@pytest.mark.parametrize(
    ("instance", "text"),
    [
        (
            asked("ana bo cy dee", never=apart("ana", "bo", "cy")),
            (
                "In round 1 ana and bo may not meet one another and can only be paired with dee: 2 "
                "people for 1 possible partner. Let the facilitator partner one of them with "
                "another room of three, or review one of these exclusions."
            ),
        ),
        (
            asked("ana bo cy dee", never=(("ana", "bo"), ("ana", "cy"), ("ana", "dee"))),
            (
                "In round 1 ana may not meet anybody else who is there: 1 person for no possible "
                "partners. Let the facilitator partner one of them with another room of three, or "
                "review one of these exclusions."
            ),
        ),
        (
            asked("ana bo cy", odd_mode=OddMode.FACILITATOR, never=apart("ana", "bo", "cy")),
            (
                "In round 1 ana and bo may not meet one another and may not meet anybody else who "
                "is there: 2 people for no possible partners. The facilitator can partner one of "
                "them only. Let the facilitator partner one of them with another room of three, or "
                "review one of these exclusions."
            ),
        ),
        (
            asked("ana bo cy", never=(("ana", "bo"),)),
            (
                "Round 1 has an odd number of people to pair, so one room must hold three who may "
                "all meet, and the others must still find partners. No three people allow that, "
                "because these may not meet: ana and bo. Let the facilitator step in, or review "
                "one of these exclusions."
            ),
        ),
        (
            asked("ana"),
            "In round 1 only ana is left, and nobody may be alone. Let the facilitator step in.",
        ),
        (
            asked("ana bo cy dee", locks=(Lock(1, ("ana", "eve")),)),
            (
                "Round 1 has a locked room for ana and eve, but eve will not be there. Unlock the "
                "room."
            ),
        ),
        (
            asked("ana bo cy", locks=(Lock(1, ("ana",)),)),
            (
                "Round 1 locks ana into a room alone. Let the facilitator step in (odd_mode "
                '"facilitator") or add a partner.'
            ),
        ),
        (
            asked("ana bo cy dee", locks=(Lock(1, ("ana", "bo", "cy")),)),
            (
                "Round 1 has 4 people; its locked rooms leave 1, an odd number, so one person "
                "would be alone. Unlock a room or lock a pair instead."
            ),
        ),
        (
            asked("ana bo cy dee", locks=(Lock(1, ("ana", "bo")),), never=(("ana", "bo"),)),
            (
                "Round 1 has a locked room for ana and bo, but ana and bo may not share a room. "
                "Unlock the room or review the exclusion."
            ),
        ),
    ],
)
def test_an_impossible_round_is_explained_in_words(
    instance: Instance, text: str, judge: Judge
) -> None:
    plan = solve(instance)

    assert plan.status is Status.INFEASIBLE
    assert plan.conflicts[0].text == text
    assert [judge.witness_faults(instance, each) for each in plan.conflicts] == [
        [] for _ in plan.conflicts
    ]


def test_contradicting_locks_are_named() -> None:
    instance = asked(
        "ana bo cy dee",
        odd_mode=OddMode.FACILITATOR,
        locks=(Lock(1, ("ana", "bo")), Lock(1, ("bo", "cy"))),
    )
    alone = asked(
        "ana bo cy dee", odd_mode=OddMode.FACILITATOR, locks=(Lock(1, ("ana",)), Lock(1, ("bo",)))
    )
    uneven = asked("ana bo cy dee", odd_mode=OddMode.FACILITATOR, locks=(Lock(1, ("ana",)),))

    assert "two locked rooms with bo" in find_conflicts(instance)[0].text
    assert "locks two people with the facilitator" in find_conflicts(alone)[0].text
    assert "leave 3, an odd number" in find_conflicts(uneven)[0].text


def test_a_locked_trio_spares_the_facilitator() -> None:
    instance = asked(
        "ana bo cy dee eli",
        odd_mode=OddMode.FACILITATOR,
        locks=(Lock(1, ("ana", "bo", "cy")),),
    )

    rooms = {room.people: room.facilitator for room in solve(instance).rounds[0].rooms}

    assert sorted(map(sorted, rooms)) == [["ana", "bo", "cy"], ["dee", "eli"]]
    assert not any(rooms.values())


def test_groups_that_share_no_language_are_shown_as_groups(judge: Judge) -> None:
    speakers = tuple(
        Person(f"{language}{i}", languages=(language,))
        for language in ("en", "es")
        for i in range(3)
    )
    instance = Instance("two", speakers, 1, must_share=(Attribute.LANGUAGES,))

    conflict = solve(instance).conflicts[0]

    assert conflict.groups == (("en0", "en1", "en2"),)
    assert conflict.text.startswith(
        "In round 1 en0, en1 and en2, an odd number, may not meet anybody else who is there "
        "outside their group: 1 group for no possible partners."
    )
    assert judge.witness_faults(instance, conflict) == []


def test_mixed_groups_are_told_together() -> None:
    names = [f"en{i}" for i in range(3)]
    speakers = tuple(Person(name, languages=("en",)) for name in names)
    others = tuple(Person(f"x{i}", languages=(f"x{i}",)) for i in range(2))
    instance = Instance("three", speakers + others, 1, must_share=(Attribute.LANGUAGES,))

    text = solve(instance).conflicts[0].text

    assert text.startswith(
        "In round 1 x0 and x1 may not meet one another and may not meet anybody else who is there:"
    )


def test_somebody_without_any_language_meets_nobody() -> None:
    instance = Instance(
        "mute", (Person("ana", languages=()), Person("bo")), 1, must_share=(Attribute.LANGUAGES,)
    )

    assert solve(instance).conflicts[0].groups == (("ana",),)


def test_rounds_already_held_are_never_in_conflict() -> None:
    instance = Instance(
        "held",
        people("ana", "bo"),
        2,
        never=(("ana", "bo"),),
        frozen=(RoundRooms(1, (("ana", "bo"),)),),
    )

    assert [conflict.round for conflict in solve(instance).conflicts] == [2]


def test_the_witness_is_the_smallest_one(judge: Judge) -> None:
    names = [f"p{i}" for i in range(12)]
    never = (*apart(*names[:8]), *((names[8], other) for other in names if other != names[8]))
    instance = Instance("small", people(*names), 1, never=tuple(never))

    conflict = solve(instance).conflicts[0]

    assert conflict.hubs == ()
    assert conflict.groups == (("p8",),)
    assert judge.witness_faults(instance, conflict) == []


def test_a_large_impossible_round_is_explained_too(judge: Judge) -> None:
    names = [f"p{i}" for i in range(40)]
    instance = Instance("large", people(*names), 2, never=apart(*names[:25]))

    plan = solve(instance)

    assert plan.status is Status.INFEASIBLE
    assert [conflict.round for conflict in plan.conflicts] == [1, 2]
    assert len(plan.conflicts[0].hubs) + 1 == len(plan.conflicts[0].groups)
    assert judge.witness_faults(instance, plan.conflicts[0]) == []


def test_a_large_round_without_a_room_of_three_is_explained() -> None:
    left, right = [f"l{i}" for i in range(9)], [f"r{i}" for i in range(10)]
    instance = Instance("sides", people(*left, *right), 1, never=(*apart(*left), *apart(*right)))

    plan = solve(instance)

    assert plan.status is Status.INFEASIBLE
    assert "one room must hold three" in plan.conflicts[0].text


def test_a_large_tight_round_is_seated_all_the_same(judge: Judge) -> None:
    left, right = [f"l{i}" for i in range(12)], [f"r{i}" for i in range(13)]
    never = (
        *apart(*left),
        *apart(*right[1:]),
        *((f"l{i}", f"r{j}") for i in range(12) for j in range(13) if j not in (0, i, i + 1)),
    )
    for odd_mode in OddMode:
        instance = Instance("tight", people(*left, *right), 2, never=never, odd_mode=odd_mode)

        plan = solve(instance)

        assert judge.faults(instance, plan) == []


def test_an_odd_group_that_can_be_seated_with_a_trio_has_nothing_to_explain() -> None:
    assert find_conflicts(asked("ana bo cy")) == ()
    assert find_conflicts(asked("ana bo cy dee eli", never=apart("ana", "bo"))) == ()
