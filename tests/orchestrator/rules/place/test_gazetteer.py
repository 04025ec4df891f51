from __future__ import annotations

from pathlib import Path

import pytest
import travel_tables
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.rules.place.gazetteer import Settlement, SortedLines, city_key
from orchestrator.rules.place.geography import miles_between
from orchestrator.rules.place.states import NAMES, Scope, scope_of, state_letters

KEYS = st.lists(st.text("abc|é", max_size=4), unique=True, max_size=30)


@given(KEYS, st.text("abc|é", max_size=4))
def test_a_search_in_sorted_lines_finds_what_a_dictionary_finds(keys: list[str], key: str) -> None:
    lines = sorted(f"{one}\t{number}\n".encode() for number, one in enumerate(keys))
    table = SortedLines(b"".join(lines))
    known = {one: str(number) for number, one in enumerate(keys)}
    assert table.get(key) == known.get(key)
    assert all(table.get(one) == rest for one, rest in known.items())
    expected = [line.decode().rstrip("\n") for line in lines if line.decode().startswith(key)]
    assert table.starting(key) == (expected if key else [])


def test_every_zip_is_found_and_lies_where_its_state_is() -> None:
    codes = [line[:5] for line in (travel_tables.HERE / "places.txt").read_text().splitlines()]
    assert len(codes) == 41_749
    for code in codes[::100]:
        found = travel_tables.gazetteer().settlement(code)
        assert found is not None
        assert found.zip_code == code
        assert found.state in NAMES


def test_a_place_is_known_by_its_zip_and_by_its_name() -> None:
    duluth = travel_tables.gazetteer().settlement("55802")
    assert duluth == Settlement(
        "55802", "MN", "Duluth", "St. Louis", 46.7685, -92.0865, "America/Chicago"
    )
    assert duluth in travel_tables.gazetteer().settlements("DULUTH", "MN")
    assert travel_tables.gazetteer().states_of("Duluth") == ["GA", "KS", "MN"]
    assert travel_tables.gazetteer().settlements("Nowhere at all", "MN") == []
    assert travel_tables.gazetteer().settlement("00000") is None


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("St. Paul", "saint paul"),
        ("SAINT PAUL", "saint paul"),
        ("Winston-Salem", "winston salem"),
        ("Coeur d'Alene", "coeur dalene"),
        ("Ft Worth", "fort worth"),
    ],
)
def test_one_city_has_one_key_however_it_is_written(written: str, key: str) -> None:
    assert city_key(written) == key


def test_fifty_states_and_the_district_are_ours_to_decide() -> None:
    scopes = {letters: scope_of(letters) for letters in NAMES}
    decided = [s for s, scope in scopes.items() if scope in (Scope.AUTOMATIC, Scope.BY_HAND)]
    assert len(decided) == 51
    assert [s for s, scope in scopes.items() if scope is Scope.BY_HAND] == ["AK", "HI"]
    for name, letters in (
        ("minnesota", "MN"),
        ("d.c.", "DC"),
        ("Palau", "PW"),
        ("u.s. virgin islands", "VI"),
        ("Ontario", None),
        ("", None),
    ):
        assert state_letters(name) == letters


def test_the_globe_is_round() -> None:
    sydney, london = (-33.87, 151.21), (51.51, -0.13)
    assert round(miles_between(sydney, london)) == 10_560
    assert miles_between(london, london) == 0
    assert round(miles_between((0, 0), (0, 180))) == 12_437


def test_the_shipped_tables_are_what_the_command_makes(tmp_path: Path) -> None:
    call_command("build_travel_tables", "--into", str(tmp_path), verbosity=0)
    for name in ("places.txt", "cities.txt"):
        assert (tmp_path / name).read_bytes() == (travel_tables.HERE / name).read_bytes()


def test_the_command_cuts_the_rates_into_areas_and_zips(tmp_path: Path) -> None:
    rates = tmp_path / "rates.json"
    rates.write_text('{"zips": {"99326": ["WA", 475], "55802": [199]}, "fiscal_year": 2028}')
    call_command("build_travel_tables", "--into", str(tmp_path), "--gsa", str(rates))
    assert (tmp_path / "gsa-zips.txt").read_text() == "55802\t199\n99326\tWA 475\n"
    assert (tmp_path / "gsa.json").read_text() == '{"fiscal_year":2028}\n'
