from __future__ import annotations

from pathlib import Path

import pytest
from ics_made import HOST, WINDOW, local

from calendars.busy import Listed, Reading, read

DATA = Path(__file__).parent / "data"


def found_in(name: str) -> Reading:
    return read((DATA / name).read_bytes(), WINDOW, HOST)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("outlook.ics", [
            "2026-12-02 10:00 > 12-02 11:00", "2026-12-03 08:00 > 12-03 09:00", "2026-12-04 08:00 > 12-04 08:30",
            "2026-12-16 10:00 > 12-16 11:00", "2026-12-24 00:00 > 12-26 00:00",
        ]),
        ("apple.ics", [
            "2026-11-30 07:00 > 11-30 07:30", "2026-12-01 18:00 > 12-01 18:30", "2026-12-02 07:00 > 12-02 07:30",
            "2026-12-03 07:00 > 12-03 07:30", "2026-12-08 12:00 > 12-08 13:00",
        ]),
        ("thunderbird.ics", [
            "2026-11-30 10:00 > 11-30 11:30", "2026-12-04 15:00 > 12-06 15:00", "2026-12-07 10:00 > 12-07 11:30",
        ]),
    ],
)  # fmt: skip
def test_the_files_of_calendar_programs_say_when_their_owner_is_busy(
    name: str, expected: list[str]
) -> None:
    found = found_in(name)
    assert [local(span) for span in found.busy] == expected
    assert found.notes == ()


def test_the_file_of_google_says_so_for_a_year() -> None:
    found = [local(span) for span in found_in("google.ics").busy]
    assert found[:3] == [
        "2026-12-02 10:00 > 12-02 10:30", "2026-12-07 16:00 > 12-07 17:00", "2027-02-01 17:00 > 02-01 18:00",
    ]  # fmt: skip
    assert [text[:16] for text in found[3:6]] == [
        "2027-03-01 16:00",
        "2027-04-05 16:00",
        "2027-05-03 16:00",
    ]
    assert len(found) == 3 + 9


def test_free_whole_days_are_listed() -> None:
    (sale,) = found_in("outlook.ics").listed
    assert (sale.title, str(sale.first), str(sale.last)) == (
        "Winter sale",
        "2026-12-07",
        "2026-12-11",
    )
    assert [one.title for one in found_in("apple.ics").listed] == ["Ana’s birthday"]
    assert isinstance(sale, Listed)
