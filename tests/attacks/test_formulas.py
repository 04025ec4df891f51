"""No table that we write holds a cell that a spreadsheet runs; no list that we read fills the memory."""

from __future__ import annotations

import csv
import io

import full_house
import pytest
from set_clock import SetClock

from orchestrator.rules.csv_file import MOST_CELLS, MOST_ROWS, FileRefused, rows_of, safe_cell

FORMULA = '=HYPERLINK("https://evil.example","x")'


@pytest.mark.parametrize("cell", ["=1+1", "+1+1", "-1+cmd", "@SUM(1)", "\t=1", "\r=1", "-5.0.0"])
def test_a_cell_that_looks_like_a_formula_is_text(cell: str) -> None:
    assert safe_cell(cell) == f"'{cell}"


@pytest.mark.django_db
def test_no_table_of_the_house_holds_a_formula(at: SetClock) -> None:
    house = full_house.build(FORMULA)
    owner = full_house.owner()
    tables = 0
    for name in ("invoices", "journal"):
        answer = owner.get(f"/office/invoices/{name}.csv?from=2026-01-01&to=2027-12-31")
        assert answer.status_code == 200, name
        text = answer.content.decode()
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert not [c for c in cells if c.startswith(("=", "+", "@", "\t", "\r"))]
        assert not [
            c for c in cells if c.startswith("-") and not c[1:].replace(".", "", 1).isdigit()
        ]
        tables += FORMULA in text or "HYPERLINK" in text
    assert tables == 2
    assert house.parts


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a\n" * (MOST_ROWS + 1), "more than 50000 lines"),
        (b"a" + b"," * MOST_CELLS + b"\n", "too many columns"),
        (b'"' + b"x" * 200_000 + b'"\n', "not a CSV file"),
        (b"a\n" * 3_000_000, "larger than 5 MB"),
        (b"PK\x03\x04" + b"\xff" * 100, "not UTF-8"),
    ],
)
def test_a_list_that_is_no_list_is_refused_with_its_reason(data: bytes, said: str) -> None:
    with pytest.raises(FileRefused, match=said):
        rows_of(data, largest_bytes=5_000_000)
