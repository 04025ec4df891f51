"""The gazetteer: ZIPs and cities of the United States, found in sorted lines of text.

A binary search in a mapped file stands in for fifty megabytes of dictionaries.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mmap import mmap


@dataclass(frozen=True, slots=True)
class Settlement:
    """One ZIP: its main city and county, its centre in degrees, and its zone.

    `other_zone` stands where a second source (the coordinates) names a zone with other hours.
    Military mail has neither zone nor a place of its own.
    """

    zip_code: str
    state: str
    city: str
    county: str
    latitude: float
    longitude: float
    zone: str
    other_zone: str = ""

    @property
    def point(self) -> tuple[float, float]:
        """Return latitude and longitude in degrees."""
        return self.latitude, self.longitude


class SortedLines:
    """Lines of `key<tab>rest`, sorted by their bytes, searched where they lie."""

    def __init__(self, data: bytes | mmap) -> None:
        """Take the bytes; nothing is copied."""
        self._data = data

    def get(self, key: str) -> str | None:
        """Return what stands behind the key, None when it is not there."""
        found = self.starting(f"{key}\t")
        return found[0].partition("\t")[2] if found else None

    def starting(self, prefix: str) -> list[str]:
        """Return the lines that start so, in order."""
        wanted, found = prefix.encode(), []
        at = self._line_start(bisect_left(_Starts(self._data), wanted))
        while wanted and self._data[at : at + len(wanted)] == wanted:
            end = self._data.find(b"\n", at)
            found.append(self._data[at:end].decode())
            at = end + 1
        return found

    def _line_start(self, offset: int) -> int:
        """Return the start of the first line at or after the byte."""
        if offset == 0:
            return 0
        return self._data.find(b"\n", offset - 1) + 1 or len(self._data)


class _Starts:
    """The bytes seen as a sequence: at each offset stands the first whole line from there on."""

    def __init__(self, data: bytes | mmap) -> None:
        self._data = data

    def __len__(self) -> int:
        return len(self._data)

    def __getitem__(self, offset: int) -> bytes:
        if offset:
            offset = self._data.find(b"\n", offset - 1) + 1 or len(self._data)
        end = self._data.find(b"\n", offset)
        return self._data[offset:end] if end >= 0 else b"\xff"


class Gazetteer:
    """ZIPs and cities, by the tables that `build-travel-tables` makes."""

    def __init__(self, places: bytes | mmap, cities: bytes | mmap) -> None:
        """Take both tables as they lie on the disk."""
        self._places, self._cities = SortedLines(places), SortedLines(cities)

    def settlement(self, zip_code: str) -> Settlement | None:
        """Return the place of five digits, None when no such ZIP is in use."""
        rest = self._places.get(zip_code)
        if rest is None:
            return None
        state, city, county, latitude, longitude, zone, other = rest.split("\t")
        return Settlement(
            zip_code, state, city, county, float(latitude), float(longitude), zone, other
        )

    def states_of(self, city: str) -> list[str]:
        """Return the states that have a city of that name."""
        lines = self._cities.starting(f"{city_key(city)}|")
        return [line.partition("\t")[0].rpartition("|")[2] for line in lines]

    def settlements(self, city: str, state: str) -> list[Settlement]:
        """Return the ZIPs of a city, by number; empty when the state has no such city."""
        codes = self._cities.get(f"{city_key(city)}|{state}") or ""
        found = [self.settlement(code) for code in codes.split()]
        return [one for one in found if one is not None]


def city_key(name: str) -> str:
    """Return a city's name as the table is sorted by: small letters, one way to write Saint.

    >>> city_key("St. Paul"), city_key("Winston-Salem"), city_key("Coeur d'Alene")
    ('saint paul', 'winston salem', 'coeur dalene')
    """
    words = re.sub(r"[^\w\s]", "", name.replace("-", " ").casefold()).split()
    longer = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}
    return " ".join(longer.get(word, word) for word in words)
