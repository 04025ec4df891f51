"""Public holidays: federal ones, a state's own, and places that have none we know."""

from __future__ import annotations

from datetime import date

import pytest

from calendars.public_holidays import public_holidays


def test_the_federal_holidays_of_a_year_are_known() -> None:
    found = public_holidays("US", 2026, 2027)
    assert found[date(2026, 11, 26)] == "Thanksgiving Day"
    assert date(2027, 7, 5) in found  # the 4th is a Sunday
    assert date(2026, 11, 27) not in found


def test_a_state_has_its_own_too_and_no_place_has_none() -> None:
    assert date(2026, 3, 31) in public_holidays("US-CA", 2026, 2026)  # Cesar Chavez
    assert public_holidays("", 2026, 2026) == {}


def test_a_place_without_known_holidays_is_refused() -> None:
    with pytest.raises(ValueError, match="holidays of 'XX' are not known"):
        public_holidays("XX", 2026, 2026)
