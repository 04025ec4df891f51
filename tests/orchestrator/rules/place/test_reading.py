from __future__ import annotations

import pytest
import travel_tables

from orchestrator.rules.place.reading import GivenPlace, Located, read_place
from orchestrator.rules.place.states import NAMES, Scope
from orchestrator.rules.verdict import Verdict, verdict_of


def read(**given: str) -> Located:
    return read_place(GivenPlace(**given), travel_tables.gazetteer())


@pytest.mark.parametrize(
    ("given", "state", "zone"),
    [
        ({"zip_code": "55802"}, "MN", "America/Chicago"),
        ({"zip_code": " 55802-1234 "}, "MN", "America/Chicago"),
        ({"zip_code": "558021234"}, "MN", "America/Chicago"),
        ({"city": "Duluth", "state": "MN"}, "MN", "America/Chicago"),
        ({"city": "duluth", "state": "minnesota"}, "MN", "America/Chicago"),
        ({"city": "Winston-Salem"}, "NC", "America/New_York"),
        ({"zip_code": "20001"}, "DC", "America/New_York"),
        ({"zip_code": "85001"}, "AZ", "America/Phoenix"),
        ({"zip_code": "55802", "country": "USA"}, "MN", "America/Chicago"),
        ({"zip_code": "55802", "city": "Duluth", "state": "MN"}, "MN", "America/Chicago"),
    ],
)
def test_a_place_in_the_states_is_decided_by_itself(
    given: dict[str, str], state: str, zone: str
) -> None:
    found = read(**given)
    assert (found.scope, found.state, found.zone) == (Scope.AUTOMATIC, state, zone)
    assert (found.reasons, found.hints) == ((), ())


@pytest.mark.parametrize(
    ("given", "verdict", "code"),
    [
        ({"zip_code": "99501"}, "needs_review", "priced_by_hand"),
        ({"city": "Honolulu", "state": "HI"}, "needs_review", "priced_by_hand"),
        ({"zip_code": "00601"}, "needs_review", "territory"),
        ({"city": "San Juan", "state": "PR"}, "needs_review", "territory"),
        ({"city": "A village", "state": "Guam"}, "needs_review", "territory"),
        ({"state": "VI"}, "needs_review", "territory"),
        ({"country": "Puerto Rico", "city": "Ponce"}, "needs_review", "territory"),
        ({"zip_code": "96799"}, "needs_review", "territory"),  # American Samoa
        ({"zip_code": "09001"}, "ask", "military_mail"),
        ({"zip_code": "96201", "state": "AP"}, "ask", "military_mail"),
        ({"city": "FPO", "state": "AE"}, "ask", "military_mail"),
        ({"city": "APO"}, "ask", "military_mail"),
        ({"zip_code": "96941"}, "refused", "freely_associated_state"),
        ({"zip_code": "96960"}, "refused", "freely_associated_state"),
        ({"state": "Palau", "city": "Koror"}, "refused", "freely_associated_state"),
        ({"city": "Toronto", "state": "ON"}, "refused", "outside_united_states"),
        ({"city": "Paris", "country": "France"}, "refused", "outside_united_states"),
        ({"zip_code": "M5V 2T6"}, "refused", "outside_united_states"),
        ({"zip_code": "SW1A 1AA"}, "refused", "outside_united_states"),
        ({}, "ask", "place_missing"),
        ({"zip_code": "５５８０２"}, "ask", "zip_not_digits"),
        ({"zip_code": "5580"}, "ask", "zip_not_digits"),
        ({"zip_code": "55802-12"}, "ask", "zip_not_digits"),
        ({"zip_code": "00000"}, "ask", "zip_unknown"),
        ({"zip_code": "55802", "state": "WI"}, "ask", "zip_state_disagree"),
        ({"zip_code": "00601", "state": "NY"}, "ask", "zip_state_disagree"),
        ({"city": "Springfield"}, "ask", "state_missing"),
        ({"city": "Nowhere at all"}, "ask", "state_missing"),
        ({"state": "MN"}, "ask", "city_unknown"),
        ({"city": "Nowhere", "state": "MN"}, "ask", "city_unknown"),
        ({"city": "Duluth", "state": "Minnesotta"}, "ask", "state_unknown"),
        ({"city": "x" * 200, "state": "MN"}, "ask", "place_too_long"),
        ({"zip_code": "86045"}, "ask", "timezone_disagrees"),  # Tuba City, in the Navajo Nation
    ],
)  # fmt: skip
def test_any_other_place_has_its_code_and_what_would_be_right(
    given: dict[str, str], verdict: str, code: str
) -> None:
    found = read(**given)
    assert [one.code for one in found.reasons] == [code]
    assert verdict_of(found.reasons).value == verdict
    assert all(one.message and one.allowed for one in found.reasons)
    if verdict == "refused":
        assert found.reasons[0].allowed == "an online workshop"


def test_no_territory_is_ever_refused_by_a_machine() -> None:
    territories = [s for s in NAMES if read(state=s).scope is Scope.TERRITORY]
    assert len(territories) == 6
    for line in (travel_tables.HERE / "places.txt").read_text().splitlines():
        code, state = line.split("\t")[:2]
        if state in territories:
            assert verdict_of(read(zip_code=code).reasons) is Verdict.NEEDS_REVIEW


def test_the_answer_which_zone_it_keeps_is_taken_when_it_is_one_of_the_two() -> None:
    said = read(zip_code="86045", timezone="America/Denver")
    assert (said.zone, said.reasons) == ("America/Denver", ())
    other = read(zip_code="86045", timezone="America/New_York")
    assert [one.code for one in other.reasons] == ["timezone_disagrees"]


def test_a_zip_of_another_city_is_only_hinted_at() -> None:
    found = read(zip_code="55802", city="Proctor", state="MN")
    assert [hint.code for hint in found.hints] == ["zip_of_another_city"]
    assert found.reasons == ()
    assert read(zip_code="09001", city="Berlin").hints == ()
