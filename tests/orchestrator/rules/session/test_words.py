from __future__ import annotations

import doctest

import pytest

from orchestrator.rules.pairing.plan import Room, Round, Turn
from orchestrator.rules.session import presence, record, rooms, run_of_show, words
from orchestrator.rules.session.rooms import not_in_their_room
from orchestrator.rules.session.words import chat_text, in_order, listed, said_of, said_to, who

NAMES = {"a": "Ada", "b": "Bo", "c": "Cy"}
PAIR = Room("Pair 2", ("a", "b"), turns=(Turn(("a",), ("b",)),))
TRIO = Room("Pair 10", ("a", "b", "c"), turns=(Turn(("a",), ("b",), ("c",)),))
ALONE = Room("Pair 1", ("c",), facilitator=True, turns=(Turn(("c",), ()), Turn((), ("c",))))


def name_of(person: str) -> str:
    return NAMES[person]


def test_everybody_reads_their_own_part() -> None:
    turn = TRIO.turns[0]
    assert said_to(turn, "a", name_of).startswith("You take the report from Bo. Then you follow up")
    assert said_to(turn, "b", name_of) == (
        "You report to Ada. Then you play the reported person while Ada follows up. Cy watches."
    )
    assert said_to(turn, "c", name_of).startswith("You watch Ada take the report from Bo.")
    assert said_to(ALONE.turns[1], "c", name_of).startswith("You report to the facilitator.")


def test_the_facilitator_reads_each_turn_and_the_chat_each_room_in_zooms_order() -> None:
    assert said_of(TRIO.turns[0], name_of) == "Ada takes the report from Bo; Cy watches"
    assert said_of(ALONE.turns[1], name_of) == "the facilitator takes the report from Cy"
    assert who(ALONE, name_of) == "Cy and the facilitator"
    assert [room.name for room in in_order([TRIO, PAIR, ALONE])] == ["Pair 1", "Pair 2", "Pair 10"]
    text = chat_text(Round(2, (TRIO, Room("Pair 2", ("a", "b")))), name_of)
    assert text.splitlines() == [
        "Round 2: please choose your room.",
        "Pair 2: Ada and Bo",
        "Pair 10: Ada, Bo and Cy (Ada takes the report from Bo; Cy watches)",
    ]
    assert listed([]) == ""


def test_whoever_is_not_in_the_planned_room_is_found_though_zoom_tells_no_names() -> None:
    planned = [["a", "b"], ["c", "d"], ["e", "f", "g"]]
    assert not_in_their_room(planned, {}) == tuple("abcdefg")
    good = {"a": "x", "b": "x", "c": "y", "d": "y", "e": "z", "f": "z", "g": "z"}
    assert not_in_their_room(planned, good) == ()
    assert not_in_their_room(planned, good | {"d": ""}) == ("d",)
    assert not_in_their_room(planned, good | {"d": "z"}) == ("d",)
    assert not_in_their_room(planned, good | {"a": "z", "b": "z"}) == ("a", "b")


@pytest.mark.parametrize("module", [presence, record, rooms, run_of_show, words])
def test_the_examples_in_the_rules_are_true(module: object) -> None:
    found = doctest.testmod(module)  # type: ignore[arg-type]
    assert (found.failed, found.attempted > 0) == (0, True)
