from __future__ import annotations

from typing import Any

import pytest

from orchestrator.rules.pairing.instance import (
    Attribute,
    Coverage,
    Instance,
    Lock,
    OddMode,
    OrgMode,
    Person,
    RoleFormat,
    RoundRooms,
    Tier,
    TurnsDone,
)
from orchestrator.rules.pairing.parse import read_instance
from orchestrator.rules.refusal import RuleBroken


def document(**changes: Any) -> dict[str, Any]:
    return {
        "format": "pairing-instance/1",
        "id": "demo",
        "people": [{"id": "ana"}, {"id": "bo"}],
        "rounds": 2,
        **changes,
    }


def test_a_full_document_is_read_as_it_stands() -> None:
    person = {
        "id": "cy",
        "org": "acme",
        "experience": 2,
        "languages": ["es"],
        "modes": ["text"],
        "from_round": 2,
        "to_round": 9,
    }
    full = document(
        title="Demo",
        people=[{"id": "ana"}, {"id": "bo"}, person],
        odd_mode="facilitator",
        never=[["ana", "bo"]],
        avoid=[["ana", "cy", 2.0]],
        history=[["bo", "cy", 1]],
        must_share=["languages"],
        org_mode="keep",
        locks=[{"round": 2, "people": ["ana", "cy"]}],
        frozen=[{"round": 1, "rooms": [["ana", "bo"]]}],
        past_roles={"ana": [1, 0, 0]},
        previous=[{"round": 2, "rooms": [["ana", "gone"], ["bo"]]}],
        roles={"format": "swap", "coverage": "report"},
        objective=["org", "repeat"],
        note="left alone",
    )

    assert read_instance(full) == Instance(
        "demo",
        (
            Person("ana", to_round=2),
            Person("bo", to_round=2),
            Person("cy", "acme", 2, ("es",), ("text",), 2, 2),
        ),
        2,
        title="Demo",
        odd_mode=OddMode.FACILITATOR,
        never=(("ana", "bo"),),
        avoid=(("ana", "cy", 2),),
        history=(("bo", "cy", 1),),
        must_share=(Attribute.LANGUAGES,),
        org_mode=OrgMode.KEEP,
        locks=(Lock(2, ("ana", "cy")),),
        frozen=(RoundRooms(1, (("ana", "bo"),)),),
        past_roles=(("ana", TurnsDone(1, 0, 0)),),
        previous=(RoundRooms(2, (("ana", "gone"), ("bo",))),),
        role_format=RoleFormat.SWAP,
        coverage=Coverage.REPORT,
        objective=(Tier.ORG, Tier.REPEAT),
    )


def test_a_missing_title_and_id_have_defaults() -> None:
    plain = document(title=None)
    del plain["id"]

    assert read_instance(plain).id == "workshop"
    assert read_instance(plain).title == ""


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"format": "2"}, "format must be \"pairing-instance/1\", not '2'."),
        ({"rounds": 0}, "rounds must be a whole number from 1 to 60, not 0."),
        ({"rounds": True}, "rounds must be a whole number from 1 to 60, not True."),
        ({"people": {}}, "people must be a list of people, not {}."),
        ({"people": []}, "people must name 1 to 2000 people, not 0."),
        ({"people": ["ana"]}, "people[0] must be an object with named fields, not 'ana'."),
        (
            {"people": [{"org": "x"}]},
            "people[0] must be a person with an \"id\", not {'org': 'x'}.",
        ),
        ({"people": [{"id": "a\n"}]}, "people[0].id must be a text in one line, not 'a\\n'."),
        (
            {"people": [{"id": "a"}, {"id": "a"}]},
            (
                'people[1] must be a person with an id of their own; "a" stands there twice, '
                "not {'id': 'a'}."
            ),
        ),
        (
            {"people": [{"id": "a", "langauges": []}]},
            'people[0].langauges is not a known name: did you mean "languages"?',
        ),
        (
            {"people": [{"id": "a", "from_round": "late"}]},
            "people[0].from_round must be a whole number of at least 1, not 'late'.",
        ),
        ({"nevre": []}, 'nevre is not a known name: did you mean "never"?'),
        ({"never": [["ana"]]}, "never[0] must be a list of two ids, not ['ana']."),
        (
            {"never": [["ana", "ana"]]},
            "never[0] must be about two different people, not ['ana', 'ana'].",
        ),
        (
            {"never": [["ana", "zoe"]]},
            "never[0][1] must be the id of somebody in people, not 'zoe'.",
        ),
        (
            {"avoid": [["ana", "bo", -1]]},
            "avoid[0][2] must be a whole number from 0 to 1000000, not -1.",
        ),
        ({"odd_mode": "solo"}, 'odd_mode must be one of "trio", "facilitator", not \'solo\'.'),
        (
            {"locks": [{"people": ["ana"]}]},
            "locks[0] must be an object with \"round\", not {'people': ['ana']}.",
        ),
        (
            {"locks": [{"round": 1, "people": []}]},
            (
                "locks[0] must be a room of one (with the facilitator), two or three different "
                "people, not {'round': 1, 'people': []}."
            ),
        ),
        (
            {"frozen": [{"round": 1, "rooms": [["ana", "bo"], ["bo"]]}]},
            (
                "frozen[0] must be rooms that are not empty and seat nobody twice, "
                "not {'round': 1, 'rooms': [['ana', 'bo'], ['bo']]}."
            ),
        ),
        (
            {"frozen": [{"round": 1, "rooms": []}, {"round": 1, "rooms": []}]},
            "frozen[1] must be the only entry for round 1, not {'round': 1, 'rooms': []}.",
        ),
        (
            {"past_roles": {"ana": [1]}},
            "past_roles.ana must be three counts: responder, reporter, observer, not [1].",
        ),
        (
            {"objective": ["org", "org"]},
            "objective must be a list that names each tier once, not ['org', 'org'].",
        ),
        (
            {"title": "x" * 99 + "\t"},
            f"title must be a text in one line, not '{'x' * 59}….",
        ),
    ],
)
def test_a_faulty_document_is_refused_with_place_and_remedy(
    changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(RuleBroken) as refusal:
        read_instance(document(**changes))

    assert refusal.value.message == sentence
    assert refusal.value.code == "pairing.format"


@pytest.mark.parametrize("found", [None, [], "text", 3])
def test_anything_but_an_object_is_refused(found: object) -> None:
    with pytest.raises(RuleBroken, match="must hold one object"):
        read_instance(found)


def test_a_document_without_people_is_refused() -> None:
    with pytest.raises(RuleBroken, match='The file has no "people"'):
        read_instance({"format": "pairing-instance/1", "rounds": 2})
