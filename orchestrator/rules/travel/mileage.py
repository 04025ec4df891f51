"""What a mile by car costs: the tax office's business rate of the year of travel."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


@dataclass(frozen=True, slots=True)
class MileRate:
    """Tenths of a cent a mile, of which year, and whether it is only the last one known."""

    tenths: int
    year: int
    provisional: bool

    def cents(self, miles: float) -> int:
        """Return what so many miles cost, in whole cents.

        >>> MileRate(725, 2026, False).cents(100.5)
        7286
        """
        exact = Decimal(str(miles)) * self.tenths / 10
        return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def read_rates(text: str) -> dict[int, int]:
    """Return tenths of a cent by year, from a table of years and cents."""
    rows = csv.DictReader(io.StringIO(text))
    return {int(row["year"]): int(Decimal(row["cents"]) * 10) for row in rows}


def rate_on(day: date, rates: Mapping[int, int]) -> MileRate:
    """Return the rate of a travel day; of a year that is not out yet the latest, provisionally."""
    if day.year in rates:
        return MileRate(rates[day.year], day.year, provisional=False)
    earlier = [year for year in rates if year < day.year]
    year = max(earlier) if earlier else min(rates)
    return MileRate(rates[year], year, provisional=True)
