from __future__ import annotations

import pytest

from orchestrator.rules.pairing.instance import Person
from orchestrator.rules.pairing.roster import read_roster
from orchestrator.rules.refusal import RuleBroken


def test_a_roster_with_every_column_is_read() -> None:
    text = (
        "\ufeffName;E-Mail;Organisation;Experience;Languages;From round;To round;Notes\r\n"
        '"Kim, Ana";ana@example.org;Acme;0;en es;2;3;vegetarian\r\n'
        "\r\n"
        "Bo;bo@example.org;;;;;\r\n"
    )

    roster = read_roster(text, "demo", 4)

    assert roster.instance.people == (
        Person("Kim, Ana", "Acme", 0, ("en", "es"), from_round=2, to_round=3),
        Person("Bo", None, None, from_round=1, to_round=4),
    )
    assert roster.emails == {"Kim, Ana": "ana@example.org", "Bo": "bo@example.org"}


def test_a_roster_without_a_header_is_name_email_organisation() -> None:
    roster = read_roster("Ana,ana@example.org,Acme\nBo,bo@example.org,Initech\n", "demo", 2)

    assert [(person.id, person.org) for person in roster.instance.people] == [
        ("Ana", "Acme"),
        ("Bo", "Initech"),
    ]


def test_somebody_without_a_name_goes_by_their_address() -> None:
    assert read_roster("name,email\n,ana@example.org\n", "demo", 1).instance.present(1) == (
        "ana@example.org",
    )


@pytest.mark.parametrize(
    ("text", "rounds", "sentence"),
    [
        ("", 2, "The roster is empty."),
        ("name\n", 2, "The roster must name 1 to 2000 people, it names 0."),
        ("name\nAna\n", 0, "The number of rounds must be 1 to 60, not 0."),
        ("who,mail\nAna,a@b.org\n", 2, 'must name its columns, among them "name"'),
        ("name,mail\n,\nAna,x\n", 2, 'Line 3 of the roster: "x" is no e-mail address.'),
        ("name,org\n,Acme\n", 2, "Line 2 of the roster has no name."),
        ("name\nAna\nAna\n", 2, 'Line 3 of the roster names "Ana" a second time.'),
        ("name,mail\nA,a@b.org\nB,A@b.org\n", 2, "Line 3 of the roster uses A@b.org a second time"),
        ("name,experience\nAna,much\n", 2, 'experience must be a whole number, not "much"'),
        ('name\n"Ana\n', 2, "The roster is not sound CSV"),
    ],
)
def test_a_faulty_roster_is_refused_with_its_line(text: str, rounds: int, sentence: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        read_roster(text, "demo", rounds)

    assert sentence in refusal.value.message
    assert refusal.value.code == "pairing.roster"
