from __future__ import annotations

import json
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.management.base import CommandError

from orchestrator.management.commands.pair import Command, Wishes, pair_file

if TYPE_CHECKING:
    from pathlib import Path

ROSTER = "name,e-mail,organisation\nAna,ana@x.org,Acme\nBo,bo@x.org,Initech\n"


@pytest.fixture
def instance_file(tmp_path: Path) -> Path:
    path = tmp_path / "in.json"
    people = [{"id": f"p{i}@x.org"} for i in range(4)]
    path.write_text(
        json.dumps({"format": "pairing-instance/1", "id": "demo", "people": people, "rounds": 2})
    )
    return path


def test_a_plan_is_printed_and_written_in_every_form(instance_file: Path, tmp_path: Path) -> None:
    out, rooms, page = tmp_path / "plan.json", tmp_path / "rooms.csv", tmp_path / "page.html"

    table = pair_file(str(instance_file), Wishes(str(out), str(rooms), str(page), rounds=3))

    assert "proven optimal" in table
    assert [each["round"] for each in json.loads(out.read_text())["rounds"]] == [1, 2, 3]
    assert rooms.read_text().startswith("Pre-assign Room Name,Email Address")
    assert page.read_text().startswith("<!doctype html>")


def test_a_roster_is_paired_for_two_rounds(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(ROSTER)

    table = pair_file(str(path), Wishes())

    assert table.startswith("roster\n")
    assert "2      Pair 1" in table


def test_the_command_prints_the_table(instance_file: Path) -> None:
    out = StringIO()
    command = Command(stdout=out)
    options = vars(command.create_parser("orchestrator", "pair").parse_args([str(instance_file)]))

    command.handle(**options)

    assert out.getvalue() == pair_file(str(instance_file), Wishes())


def test_an_impossible_plan_is_explained_and_written(instance_file: Path, tmp_path: Path) -> None:
    document = json.loads(instance_file.read_text())
    document["never"] = [["p0@x.org", f"p{i}@x.org"] for i in (1, 2, 3)]
    instance_file.write_text(json.dumps(document))
    out, rooms = tmp_path / "plan.json", tmp_path / "rooms.csv"

    table = pair_file(str(instance_file), Wishes(str(out), str(rooms)))

    assert "p0@x.org may not meet anybody" in table
    assert json.loads(out.read_text())["status"] == "infeasible"
    assert not rooms.exists()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("gone.json", None, "cannot be read: no such file or directory."),
        ("in.json", b"{", "is not sound JSON"),
        ("in.json", b"[" * 100_000, "is not sound JSON"),
        ("in.json", b'{"rounds": ' + b"9" * 5000 + b"}", "is not sound JSON"),
        ("in.json", b"[]", "must hold one object"),
        ("in.json", b'{"format": "other"}', 'format must be "pairing-instance/1"'),
        ("in.csv", b"\xff\xfe", "is not UTF-8 text"),
        ("in.csv", b"", "The roster is empty."),
        ("in.csv", b"name\n" + b"x" * 20_000_001, "is larger than 20 MB"),
    ],
)
def test_a_bad_file_ends_in_a_sentence(
    name: str, content: bytes | None, sentence: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(CommandError, match=sentence):
        pair_file(str(path), Wishes())


def test_a_place_that_cannot_be_written_ends_in_a_sentence(
    instance_file: Path, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match="cannot be written: is a directory"):
        pair_file(str(instance_file), Wishes(out=str(tmp_path)))


def test_people_without_addresses_get_no_room_csv(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text("name\nAna\nBo\n")

    with pytest.raises(CommandError, match="needs an e-mail address for everybody"):
        pair_file(str(path), Wishes(csv=str(tmp_path / "rooms.csv")))
