"""A plain CSV roster (name, e-mail, organisation) read as an instance."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import StringIO

from orchestrator.rules.pairing.instance import (
    MAX_PEOPLE,
    MAX_ROUNDS,
    Instance,
    OddMode,
    Person,
)
from orchestrator.rules.refusal import RuleBroken

CODE = "pairing.roster"
_COLUMNS = {
    "name": "name",
    "attendee": "name",
    "person": "name",
    "email": "email",
    "mail": "email",
    "emailaddress": "email",
    "organisation": "org",
    "organization": "org",
    "org": "org",
    "company": "org",
    "experience": "experience",
    "languages": "languages",
    "language": "languages",
    "fromround": "from_round",
    "toround": "to_round",
}
_PLAIN = ("name", "email", "org")


@dataclass(frozen=True, slots=True)
class Roster:
    """The instance and the e-mail address of everybody who has one."""

    instance: Instance
    emails: dict[str, str]


def read_roster(text: str, title: str, rounds: int) -> Roster:
    r"""Return the roster in a CSV text; the first line names the columns, or is the first person.

    Known columns: name, e-mail, organisation, experience (0 = new), languages (en es), from_round,
    to_round. Raises RuleBroken (`pairing.roster`) naming the line and what would be right.

    >>> read_roster("Ana,ana@example.org\nBo,bo@example.org", "demo", 2).emails
    {'Ana': 'ana@example.org', 'Bo': 'bo@example.org'}
    """
    if not 1 <= rounds <= MAX_ROUNDS:
        raise RuleBroken(
            CODE,
            "The number of rounds must be 1 to {most}, not {rounds}.",
            most=MAX_ROUNDS,
            rounds=rounds,
        )
    rows = _rows(text)
    columns = _columns(rows)
    people: dict[str, Person] = {}
    emails: dict[str, str] = {}
    for line, row in rows if columns == _PLAIN and _is_person(rows[0][1]) else rows[1:]:
        cells = dict(zip(columns, (cell.strip() for cell in row), strict=False))
        person = _person(line, cells, rounds, people)
        people[person.id] = person
        if cells.get("email"):
            emails[person.id] = _email(line, cells["email"], emails)
    if not 1 <= len(people) <= MAX_PEOPLE:
        raise RuleBroken(
            CODE,
            "The roster must name 1 to {most} people, it names {found}.",
            most=MAX_PEOPLE,
            found=len(people),
        )
    instance = Instance(title, tuple(people.values()), rounds, title=title, odd_mode=OddMode.TRIO)
    return Roster(instance, emails)


def _rows(text: str) -> list[tuple[int, list[str]]]:
    text = text.removeprefix("\ufeff")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        reader = csv.reader(StringIO(text), delimiter=delimiter, strict=True)
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise RuleBroken(CODE, "The roster is not sound CSV: {error}.", error=error) from error
    if not rows:
        raise RuleBroken(CODE, "The roster is empty.", allowed="name,e-mail,organisation")
    return rows


def _is_person(row: list[str]) -> bool:
    return any("@" in cell for cell in row)


def _columns(rows: list[tuple[int, list[str]]]) -> tuple[str, ...]:
    header = rows[0][1]
    if _is_person(header):
        return _PLAIN
    names = ["".join(each for each in cell.lower() if each.isalpha()) for cell in header]
    columns = tuple(_COLUMNS.get(name, name) for name in names)
    if "name" not in columns:
        raise RuleBroken(
            CODE,
            'The first line of the roster must name its columns, among them "name".',
            allowed="name,e-mail,organisation",
        )
    return columns


def _person(line: int, cells: dict[str, str], rounds: int, known: dict[str, Person]) -> Person:
    name = cells.get("name") or cells.get("email", "")
    if not name or not name.isprintable():
        raise RuleBroken(CODE, "Line {line} of the roster has no name.", line=line)
    if name in known:
        raise RuleBroken(
            CODE,
            'Line {line} of the roster names "{name}" a second time.',
            allowed="a different name, such as one with an initial",
            line=line,
            name=name,
        )
    languages = tuple(cells.get("languages", "").replace(";", " ").replace(",", " ").split())
    return Person(
        id=name,
        org=cells.get("org") or None,
        experience=_number(line, cells, "experience"),
        languages=languages or ("en",),
        from_round=_number(line, cells, "from_round") or 1,
        to_round=min(rounds, _number(line, cells, "to_round") or rounds),
    )


def _number(line: int, cells: dict[str, str], column: str) -> int | None:
    cell = cells.get(column, "")
    if not cell:
        return None
    if not (cell.isascii() and cell.isdigit() and len(cell) < 4):  # noqa: PLR2004 -- up to 999
        raise RuleBroken(
            CODE,
            'Line {line} of the roster: {column} must be a whole number, not "{cell}".',
            line=line,
            column=column,
            cell=cell,
        )
    return int(cell)


def _email(line: int, cell: str, known: dict[str, str]) -> str:
    local, at, domain = cell.rpartition("@")
    if not (local and at and "." in domain) or any(each in ' ,;"<>\t' for each in cell):
        raise RuleBroken(
            CODE, 'Line {line} of the roster: "{cell}" is no e-mail address.', line=line, cell=cell
        )
    if cell.lower() in {each.lower() for each in known.values()}:
        raise RuleBroken(
            CODE, "Line {line} of the roster uses {cell} a second time.", line=line, cell=cell
        )
    return cell
