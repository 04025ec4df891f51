from __future__ import annotations

import pytest

from orchestrator.rules.csv_file import FileRefused
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.registration import read_person
from orchestrator.rules.registration_file import LARGEST_FILE_BYTES, read_registrations

GOOD = "Ada,ada@example.org\n"


def complaints(text: str) -> list[str]:
    return [str(c) for c in read_registrations(text.encode(), one_workshop=True)[1]]


def refused(data: bytes, *, one_workshop: bool = True) -> str:
    with pytest.raises(FileRefused) as refusal:
        read_registrations(data, one_workshop=one_workshop)
    return str(refusal.value)


def test_columns_may_come_in_any_order_and_unneeded_ones_be_empty() -> None:
    text = "Email,pronouns,name,priority,organization,workshop\n"
    text += (
        "ada@example.org,she/her, Ada  Lovelace ,5,Engines Ltd,2026-12-09\nbo@example.org,,Bo,,,w\n"
    )
    rows, none = read_registrations(text.encode("utf-8-sig"), one_workshop=False)
    assert none == []
    assert [(r.line, r.workshop, r.person.name, r.organization, r.priority) for r in rows] == [
        (2, "2026-12-09", "Ada Lovelace", "Engines Ltd", 5),
        (3, "w", "Bo", "", 0),
    ]


def test_every_bad_line_is_named_and_the_good_ones_are_returned() -> None:
    text = "name,email,priority\nAda,ada@example.org,\n,b@example.org,\nBo,bo,\n"
    text += "Ada Two,ADA@example.org,\nCy,cy@example.org,x\nDi\nEd,ed@example.org,101\n"
    found = complaints(text)
    assert [line.partition(":")[0] for line in found] == [f"line {n}" for n in (3, 4, 5, 6, 7, 8)]
    assert "already" in found[2]
    assert "0 to 100" in found[3]


def test_an_empty_file_says_so() -> None:
    assert complaints("name,email\n") == ["line 1: the file has no rows below its heading"]
    assert "must name" in refused(b"")


@pytest.mark.parametrize(
    "heading", ["name", "name,email,email", "name,email,shoe", "email,workshop"]
)
def test_a_heading_that_is_not_understood_is_refused_with_the_right_one(heading: str) -> None:
    assert "must name name, email" in refused(f"{heading}\n{GOOD}".encode())


def test_a_file_for_several_workshops_needs_their_column() -> None:
    assert "must name name, email, workshop" in refused(
        f"name,email\n{GOOD}".encode(), one_workshop=False
    )


def test_what_is_no_csv_in_utf8_is_refused_as_a_whole() -> None:
    assert "UTF-8" in refused(b"name,email\n\xff,x@example.org\n")
    assert "not a CSV" in refused(b'name,email\n"Ada,ada@example.org\n')
    assert "5 MB" in refused(b"x" * (LARGEST_FILE_BYTES + 1))


@pytest.mark.parametrize(
    ("name", "pronouns", "code"),
    [
        (" ", "", "name_missing"),
        ("A\x00da", "", "name_missing"),
        ("a" * 130, "", "name_too_long"),
        ("Ada", "x" * 41, "pronouns_too_long"),
    ],
)
def test_a_person_is_refused_for_what_zoom_or_a_page_could_not_show(
    name: str, pronouns: str, code: str
) -> None:
    with pytest.raises(RuleBroken) as refusal:
        read_person(name, "ada@example.org", pronouns)
    assert refusal.value.code == code
