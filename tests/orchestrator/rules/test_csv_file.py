from __future__ import annotations

import doctest

import pytest

from orchestrator.rules import csv_file
from orchestrator.rules.csv_file import MOST_CELLS, MOST_ROWS, FileRefused, rows_of, safe_cell

LARGEST = 1_000_000


def test_the_examples_in_the_docstrings_are_true() -> None:
    assert doctest.testmod(csv_file).failed == 0


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "@SUM(A1)", "-1+1", "\t=1", "\r=1", "-", "--5"])
def test_what_a_spreadsheet_would_work_out_is_told_as_text(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Acme", "-5.00", "5", "a=b", "ada@example.org"])
def test_plain_texts_and_amounts_stay_as_they_are(text: str) -> None:
    assert safe_cell(text) == text


def test_a_file_with_too_many_lines_is_refused_and_one_less_is_not() -> None:
    assert len(rows_of(b"a\n" * MOST_ROWS, largest_bytes=LARGEST)) == MOST_ROWS
    with pytest.raises(FileRefused, match=f"more than {MOST_ROWS} lines"):
        rows_of(b"a\n" * (MOST_ROWS + 1), largest_bytes=LARGEST)


def test_a_line_with_far_too_many_columns_is_named() -> None:
    fits = b"," * (MOST_CELLS - 1)
    assert len(rows_of(b"a\nb" + fits, largest_bytes=LARGEST)) == 2
    with pytest.raises(FileRefused, match="line 2: far too many columns"):
        rows_of(b"a\nb" + fits + b",", largest_bytes=LARGEST)


def test_a_file_with_a_nul_character_is_refused_by_its_line() -> None:
    with pytest.raises(FileRefused) as refused:
        rows_of(b"name\nAda\nB\0\n", largest_bytes=LARGEST)
    assert [complaint.line for complaint in refused.value.complaints] == [3]
