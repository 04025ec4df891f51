from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.rules.pairing.events import Arrive, Event, Forbid, Leave, LockRoom, Swap
from orchestrator.rules.pairing.instance import Instance, OddMode, Person
from orchestrator.rules.pairing.plan import Status
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.session import record as records
from orchestrator.rules.session.record import (
    Record,
    draw,
    mend,
    pair_anew,
    person_id,
    registration_of,
)

NOBODY_TOLD: frozenset[int] = frozenset()


def asked(people: int, rounds: int = 2, **more: object) -> Instance:
    everybody = tuple(Person(person_id(n), str(n % 3)) for n in range(1, people + 1))
    return replace(Instance("session", everybody, rounds), **more)  # type: ignore[arg-type]


def told(record: Record, number: int) -> list[tuple[str, ...]]:
    each = record.round(number)
    assert each
    return [room.people for room in each.rooms]


def through_storage(record: Record) -> Record:
    return records.from_json(json.loads(json.dumps(records.as_json(record))))


def test_a_kept_plan_is_the_same_when_it_is_read_again() -> None:
    record = draw(asked(5, never=(("p1", "p2"),), history=(("p1", "p3", 2),)))
    record = mend(record, 0, NOBODY_TOLD, [LockRoom(1, ("p1", "p4"))]).record
    again = through_storage(record)
    assert again.instance.never == (("p1", "p2"),)
    assert again.instance.locks == record.instance.locks
    assert again.plan.rounds == record.plan.rounds
    assert records.as_json(again) == records.as_json(record)
    assert again.round(3) is None


def test_an_impossible_plan_is_kept_with_its_reason_and_mended_when_it_can_be() -> None:
    pairs = tuple((f"p{a}", f"p{b}") for a in range(1, 4) for b in range(a + 1, 5))
    record = through_storage(draw(asked(4, never=pairs)))
    assert record.plan.status is Status.INFEASIBLE
    assert record.plan.conflicts[0].text
    with pytest.raises(RuleBroken, match="No rooms are possible then") as refused:
        mend(record, 0, NOBODY_TOLD, [Leave("p1")])
    assert refused.value.code == "pairing.impossible"
    less = replace(record, instance=replace(record.instance, never=pairs[:1]))
    assert mend(less, 0, NOBODY_TOLD, []).record.plan.status is Status.OK


def test_whoever_would_be_alone_is_with_the_facilitator() -> None:
    record = draw(asked(2))
    alone = mend(record, 0, NOBODY_TOLD, [Leave("p2")]).record
    (room,) = alone.plan.rounds[0].rooms
    assert (room.people, room.facilitator) == (("p1",), True)
    assert alone.instance.odd_mode is OddMode.FACILITATOR


def test_a_change_that_leaves_no_plan_is_refused_with_the_reason() -> None:
    record = draw(asked(2))
    with pytest.raises(RuleBroken, match="Nothing was changed"):
        mend(record, 0, NOBODY_TOLD, [Forbid("p1", "p2")])


def test_held_rounds_keep_their_rooms_and_turns_through_every_mend() -> None:
    record = draw(asked(14, 4))
    first = record.plan.rounds[0]
    for held, gone in ((1, "p3"), (1, "p4"), (2, "p5"), (3, "p6")):
        before = record.plan.rounds[:held]
        record = through_storage(mend(record, held, frozenset({held + 1}), [Leave(gone)]).record)
        assert record.plan.rounds[:held] == before
    assert record.plan.rounds[0] == first
    assert all(room.turns for each in record.plan.rounds for room in each.rooms)


def test_a_mended_plan_names_the_changes_and_names_can_be_put_in() -> None:
    record = draw(asked(4))
    mate = next(p for room in told(record, 1) if "p1" in room for p in room if p != "p1")
    changes = mend(record, 0, NOBODY_TOLD, [Leave(mate)]).changes
    assert any(text.startswith("Round 1: p1 meets") for text in changes)
    names = {1: "Ada", 2: "Bo", 3: "Cy"}
    shown = records.named(changes[0], names)
    assert "p1" not in shown
    assert records.named("p4 left", names) == "somebody left"


def test_pairing_anew_gives_other_rooms_and_keeps_the_fixed_ones() -> None:
    record = mend(draw(asked(8)), 0, NOBODY_TOLD, [LockRoom(1, ("p1", "p2"))]).record
    seen = set()
    for seed in range(6):
        found = pair_anew(record, 0, seed).record
        assert ("p1", "p2") in [tuple(sorted(room)) for room in told(found, 1)]
        seen.add(tuple(sorted(tuple(sorted(room)) for room in told(found, 1))))
    assert len(seen) > 1


def test_what_was_played_and_who_met_is_told_from_the_rounds_so_far() -> None:
    record = draw(asked(4))
    assert records.roles_played(record, 0) == {f"p{n}": set() for n in range(1, 5)}
    played = records.roles_played(record, 2)
    assert all(roles == {"reporter", "responder"} for roles in played.values())
    assert len(records.meetings(record, 1)) == 2
    assert len(records.meetings(record, 2)) == 4


def test_whoever_is_forgotten_is_kept_apart_from_nobody_any_more() -> None:
    kept = records.as_json(draw(asked(6, never=(("p1", "p2"), ("p3", "p4")))))
    assert records.without_person(kept, "p2")["never"] == [["p3", "p4"]]


EVENTS = st.sampled_from(["leave", "back", "new", "swap", "lock", "apart", "anew"])


@settings(max_examples=20)
@given(
    st.integers(4, 15),
    st.lists(st.tuples(EVENTS, st.integers(1, 15), st.integers(1, 15)), max_size=5),
)
def test_whatever_is_clicked_nobody_is_alone_or_twice_in_a_round_and_everybody_gets_every_role(
    people: int, deeds: list[tuple[str, int, int]]
) -> None:
    record, apart = draw(asked(people)), set()
    for place, (deed, a, b) in enumerate(deeds):
        held = 0 if place < 3 else 1
        events: dict[str, Event | None] = {
            "leave": Leave(person_id(a)),
            "back": Arrive(Person(person_id(a))),
            "new": Arrive(Person(person_id(a + 20))),
            "swap": Swap(held + 1, person_id(a), person_id(b)),
            "lock": LockRoom(held + 1, (person_id(a), person_id(b))) if a != b else None,
            "apart": Forbid(person_id(a), person_id(b)) if a != b else None,
        }
        event = events.get(deed)
        if event is None:
            record = pair_anew(record, held, place).record
            continue
        try:
            record = through_storage(mend(record, held, frozenset({held + 1}), [event]).record)
        except RuleBroken:
            continue
        if isinstance(event, Forbid):
            apart.add((frozenset((event.first, event.second)), held))
    for each in record.plan.rounds:
        seated = [one for room in each.rooms for one in room.people]
        assert len(seated) == len(set(seated))
        assert all(len(room.people) > 1 or room.facilitator for room in each.rooms)
    for pair, held in apart:
        for each in record.plan.rounds[held:]:
            assert not any(pair <= set(room.people) for room in each.rooms)
    assert record.plan.lacking == ()


def test_a_registration_is_found_again_behind_its_person() -> None:
    assert registration_of(person_id(120)) == 120


def test_whoever_is_planned_for_a_round_is_present_in_it() -> None:
    record = draw(asked(4))
    left = mend(record, 1, NOBODY_TOLD, [Leave("p4")]).record
    assert left.present(1) == ("p1", "p2", "p3", "p4")
    assert left.present(2) == ("p1", "p2", "p3")
