"""`orchestrator build-travel-tables`: make the tables of places and lodging rates anew, by hand.

Places: every active ZIP of the `zipcodes` library (its only importer), with the zone that the table
names and, where the zone of its coordinates by `tzfpy` (its only importer) keeps other hours, that
one too. Neither library is loaded by the service: the first takes fifty megabytes, the second
thirty. Rates: the ZIP table of GSA's file, one line a ZIP.
"""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tzfpy
import zipcodes
from django.core.management.base import BaseCommand

from calendars import clock
from orchestrator.rules.place.gazetteer import city_key

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

HERE = Path(__file__).resolve().parents[2] / "data" / "travel"
YEAR = 2026


class Command(BaseCommand):
    help = "Make orchestrator/data/travel/places.txt, cities.txt and gsa-zips.txt anew."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--gsa", type=Path, help="GSA's rates, as JSON")
        parser.add_argument("--into", type=Path, default=HERE, help="the directory to write into")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        into: Path = options["into"]
        active = [row for row in zipcodes.list_all() if row["active"]]  # type: ignore[no-untyped-call]
        _write(into / "places.txt", [_place_line(row) for row in active])
        _write(into / "cities.txt", _city_lines(active))
        if options["gsa"]:
            rates = json.loads(options["gsa"].read_text(encoding="utf-8"))
            zips = rates.pop("zips")
            _write(into / "gsa-zips.txt", [_rate_line(code, to) for code, to in zips.items()])
            text = json.dumps(rates, indent=None, sort_keys=True, separators=(",", ":"))
            (into / "gsa.json").write_text(text + "\n", encoding="utf-8")
        self.stdout.write(f"{len(active)} places in {into}")


def _write(path: Path, lines: list[str]) -> None:
    path.write_bytes(b"".join(line.encode() + b"\n" for line in sorted(lines, key=str.encode)))


def _place_line(row: dict[str, Any]) -> str:
    zone, other = row["timezone"], ""
    if zone:
        zone, other = _zones(zone, tzfpy.get_tz(float(row["long"]), float(row["lat"])))
    county = row["county"].removesuffix(" County")
    where = [row["lat"], row["long"], zone, other]
    return "\t".join([row["zip_code"], row["state"], row["city"], county, *where])


def _zones(said: str, found: str) -> tuple[str, str]:
    """Return the zone, and the other source's where both are places and keep other hours."""
    if said not in clock.place_zones():  # the table has one slip: a town in the place of its zone
        return found, ""
    if found not in clock.place_zones() or _hours(said) == _hours(found):  # Etc/…: the open sea
        return said, ""
    return said, found


def _hours(name: str) -> list[object]:
    zone = clock.zone(name)
    return [datetime(YEAR, month, 15, tzinfo=UTC).astimezone(zone).utcoffset() for month in (1, 7)]


def _city_lines(rows: list[dict[str, Any]]) -> list[str]:
    codes: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for name in (row["city"], *row["acceptable_cities"]):
            codes[f"{city_key(name)}|{row['state']}"].add(row["zip_code"])
    return [f"{key}\t{' '.join(sorted(found))}" for key, found in codes.items()]


def _rate_line(code: str, to: list[int | str]) -> str:
    return f"{code}\t{' '.join(str(one) for one in to)}"
