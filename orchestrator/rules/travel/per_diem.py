"""Lodging and meals at the rates of the General Services Administration, by ZIP, county and month.

A fiscal year runs from October to September and is named after its end. A ZIP may lie in several
of GSA's areas: the county decides, and where it does not, the dearer one is reckoned with.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from orchestrator.rules.place.gazetteer import SortedLines, city_key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from mmap import mmap

    from orchestrator.rules.place.gazetteer import Settlement

OCTOBER = 10
PARTIAL_DAY_PERCENT = 75  # of the meals, on the first and the last day


@dataclass(frozen=True, slots=True)
class Area:
    """One of GSA's areas: dollars a night by month (October first) and dollars of meals a day."""

    name: str
    lodging: tuple[int, ...]
    meals: int

    def night_cents(self, night: date) -> int:
        """Return what a night costs."""
        return self.lodging[(night.month - OCTOBER) % 12] * 100

    def meals_cents(self, days: Sequence[date]) -> int:
        """Return the meals of a journey: the first and the last day count three quarters.

        >>> from datetime import date
        >>> Area("", (), 86).meals_cents([date(2026, 12, day) for day in (8, 9, 10)])
        21500
        """
        partial = min(2, len(days))
        full = len(days) - partial
        return self.meals * full * 100 + self.meals * partial * PARTIAL_DAY_PERCENT


class PerDiem:
    """The rates of one fiscal year."""

    def __init__(self, table: dict[str, Any], zips: bytes | mmap) -> None:
        """Take GSA's areas as `gsa.json` has them, and the table of ZIPs."""
        self.fiscal_year: int = table["fiscal_year"]
        self._areas = {row["id"]: _area(row) for row in table["destinations"]}
        self._standard = _area({"name": "standard rate", **table["standard"]})
        self._counties: dict[str, int] = table["county_map"]
        self._cities: dict[str, int] = table["place_map"]
        self._excluded: dict[str, list[str]] = table["excluded"]
        self._zips = SortedLines(zips)

    def area(self, place: Settlement) -> Area:
        """Return the area of a place in the contiguous states, the standard rate where none is."""
        city = f"{place.state}|{city_key(place.city)}"
        if city in self._cities:
            return self._areas[self._cities[city]]
        names = (self._zips.get(place.zip_code) or "").split()
        found = [one for name in names if (one := self._named(name, city)) is not None]
        if len(found) != 1:
            county = self._counties.get(f"{place.state}|{_county_key(place.county)}")
            if county and (not names or str(county) in names):
                return self._areas[county]
        return max(found, key=lambda area: sum(area.lodging), default=self._standard)

    def is_out_for(self, day: date) -> bool:
        """Say whether the rates of that day are the published ones."""
        return day.year + (day.month >= OCTOBER) == self.fiscal_year

    def _named(self, name: str, city: str) -> Area | None:
        if not name.isdigit():
            return self._standard
        return None if city in self._excluded.get(name, ()) else self._areas[int(name)]


def _area(row: dict[str, Any]) -> Area:
    return Area(row["name"], tuple(row["months"]), row["meals"])


def _county_key(name: str) -> str:
    """Return a county's name as GSA's table has it: `St. Louis` is `st louis`."""
    plain = re.sub(r"\s+(county|parish)$", "", name.casefold())
    return " ".join(re.sub(r"[^\w\s]", "", plain.replace("-", " ")).split())
