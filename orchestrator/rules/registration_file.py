"""A list of attendees as a CSV file: its rows, and what is wrong with a bad one.

The heading names the columns, in any order: `name` and `email` must be there, `workshop` too unless
the whole file is for one; `pronouns`, `organization` and `priority` may.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestrator.rules.csv_file import Complaint, FileRefused, rows_of
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.registration import read_person

if TYPE_CHECKING:
    from orchestrator.rules.registration import Person

LARGEST_FILE_BYTES = 5_000_000
NEEDED = ("name", "email")
KNOWN = (*NEEDED, "workshop", "pronouns", "organization", "priority")
MOST_PRIORITY = 100
LONGEST_QUOTED = 20


@dataclass(frozen=True, slots=True)
class AttendeeRow:
    """One person to register; `workshop` is a uid or a date as it stands in the file, or ''."""

    line: int
    workshop: str
    person: Person
    organization: str
    priority: int


def read_registrations(
    data: bytes, *, one_workshop: bool
) -> tuple[list[AttendeeRow], list[Complaint]]:
    """Return the good rows of a file, and a complaint about each bad one.

    With `one_workshop` the file needs no column for it. Raises FileRefused when the file as a whole
    cannot be read.
    """
    found = rows_of(data, largest_bytes=LARGEST_FILE_BYTES)
    heading = [cell.lower() for cell in found[0][1]] if found else []
    _check_heading(heading, one_workshop=one_workshop)
    rows: list[AttendeeRow] = []
    complaints: list[Complaint] = []
    seen: dict[tuple[str, str], int] = {}
    for line, cells in found[1:]:
        try:
            row = _row(line, heading, cells)
        except RuleBroken as refusal:
            complaints.append(Complaint(line, refusal.in_words))
            continue
        first = seen.setdefault((row.workshop, row.person.email.key), line)
        if first == line:
            rows.append(row)
        else:
            complaints.append(Complaint(line, f"the same person stands in line {first} already"))
    if not found[1:]:
        complaints.append(Complaint(1, "the file has no rows below its heading"))
    return rows, complaints


def _check_heading(heading: list[str], *, one_workshop: bool) -> None:
    needed = NEEDED if one_workshop else (*NEEDED, "workshop")
    missing = [name for name in needed if name not in heading]
    unknown = [name for name in heading if name not in KNOWN]
    if missing or unknown or len(set(heading)) != len(heading):
        raise FileRefused(
            [
                Complaint(
                    1,
                    f"the heading must name {', '.join(needed)}, and may name "
                    f"{', '.join(name for name in KNOWN if name not in needed)}; each once",
                )
            ]
        )


def _row(line: int, heading: list[str], cells: list[str]) -> AttendeeRow:
    if len(cells) != len(heading):
        raise RuleBroken(
            "columns",
            "{found} columns where {needed} are needed",
            found=len(cells),
            needed=len(heading),
        )
    cell = dict(zip(heading, cells, strict=True))
    return AttendeeRow(
        line=line,
        workshop=cell.get("workshop", ""),
        person=read_person(cell["name"], cell["email"], cell.get("pronouns", "")),
        organization=cell.get("organization", ""),
        priority=_priority(cell.get("priority", "")),
    )


def _priority(text: str) -> int:
    if not text:
        return 0
    number = text.isascii() and text.isdigit() and len(text) <= len(str(MOST_PRIORITY))
    if not number or int(text) > MOST_PRIORITY:
        raise RuleBroken(
            "priority",
            "the priority {text} is not possible.",
            allowed="a number from 0 to {most}, or nothing",
            text=repr(text[:LONGEST_QUOTED]),
            most=MOST_PRIORITY,
        )
    return int(text)
