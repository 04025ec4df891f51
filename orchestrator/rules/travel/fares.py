"""Airports that are flown to from home, with what a flight costs each way."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orchestrator.rules.place.geography import Point


@dataclass(frozen=True, slots=True)
class Airport:
    """One airport with fares; `out` and `back` are one-way quartiles in cents: 25, 50, 75 %."""

    code: str
    name: str
    point: Point
    out: tuple[int, int, int]
    back: tuple[int, int, int]

    @property
    def return_fare(self) -> tuple[int, int, int]:
        """Return low, likely and high of a flight there and back."""
        low, likely, high = (there + home for there, home in zip(self.out, self.back, strict=True))
        return low, likely, high


def read_airports(text: str) -> tuple[Airport, ...]:
    """Return the airports of the table, whose fares are in whole dollars."""
    return tuple(_airport(row) for row in csv.DictReader(io.StringIO(text)))


def _airport(row: dict[str, str]) -> Airport:
    quartiles = ("p25", "median", "p75")
    out = tuple(int(row[f"out_{name}"]) * 100 for name in quartiles)
    back = tuple(int(row[f"back_{name}"]) * 100 for name in quartiles)
    return Airport(
        code=row["airport"],
        name=row["name"],
        point=(float(row["latitude"]), float(row["longitude"])),
        out=(out[0], out[1], out[2]),
        back=(back[0], back[1], back[2]),
    )
