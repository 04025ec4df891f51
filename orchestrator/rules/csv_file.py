"""A CSV file from outside: its rows with their line numbers, and every complaint about it."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from itertools import islice

RISKY = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the start of a formula


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with one line of the file (1 is the heading)."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}"


class FileRefused(Exception):  # noqa: N818 -- a refusal with its reasons, not a fault
    """The file cannot be imported; `complaints` has every reason, in order of lines."""

    def __init__(self, complaints: list[Complaint]) -> None:
        complaints = sorted(complaints, key=lambda complaint: complaint.line)
        super().__init__("\n".join(str(complaint) for complaint in complaints))
        self.complaints = complaints


MOST_ROWS, MOST_CELLS = 50_000, 100


def rows_of(data: bytes, *, largest_bytes: int) -> list[tuple[int, list[str]]]:
    """Return (line number, cells) of the heading and of each row that is not blank.

    A line number is that of the row's last line; cells come without spaces around them. Raises
    FileRefused for what is no CSV file in UTF-8, or too large.
    """
    if len(data) > largest_bytes:
        limit = f"{largest_bytes // 1_000_000} MB"
        raise FileRefused([Complaint(1, f"the file is larger than {limit}")])
    try:
        text = data.decode("utf-8-sig")
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        found = [
            (reader.line_num, [cell.strip() for cell in cells])
            for cells in islice(reader, MOST_ROWS + 1)
        ]
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise FileRefused([Complaint(line, "this is not UTF-8 text")]) from error
    except csv.Error as error:
        raise FileRefused([Complaint(1, f"this is not a CSV file: {error}")]) from error
    if "\0" in text:  # PostgreSQL takes none, in no column
        line = data[: data.index(b"\0")].count(b"\n") + 1
        raise FileRefused([Complaint(line, "there is a NUL character, so this is no text")])
    if len(found) > MOST_ROWS:
        raise FileRefused([Complaint(MOST_ROWS, f"the file has more than {MOST_ROWS} lines")])
    too_wide = [line for line, cells in found if len(cells) > MOST_CELLS]
    wide = [Complaint(line, "far too many columns") for line in too_wide]
    if wide:
        raise FileRefused(wide)
    return found[:1] + [(line, cells) for line, cells in found[1:] if any(cells)]


def safe_cell(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; plain amounts stay as they are.

    >>> safe_cell("=HYPERLINK(1)"), safe_cell("-5.00"), safe_cell("Acme")
    ("'=HYPERLINK(1)", '-5.00', 'Acme')
    """
    number = text.removeprefix("-").replace(".", "", 1).isdecimal()
    return f"'{text}" if text.startswith(RISKY) and not number else text
