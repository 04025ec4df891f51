"""The shipped travel tables, read once, for tests of the rules."""

from __future__ import annotations

import json
from datetime import date, time, timedelta
from functools import cache
from pathlib import Path

from orchestrator.rules.place.gazetteer import Gazetteer
from orchestrator.rules.quote import RateBook, Source, Spread
from orchestrator.rules.request import Terms
from orchestrator.rules.travel.fares import Airport, read_airports
from orchestrator.rules.travel.mileage import read_rates
from orchestrator.rules.travel.per_diem import PerDiem
from orchestrator.rules.travel.plan import TravelRules

HERE = Path(__file__).resolve().parents[2] / "orchestrator" / "data" / "travel"
PORTLAND = (45.5152, -122.6784)
RULES = TravelRules(
    home=PORTLAND,
    zone="America/Los_Angeles",
    local_miles=30,
    drive_miles=250,
    road_factor=1.2,
    early_start=time(6),
    rest_shift_hours=2,
    rest_hours=12,
    local_margin=timedelta(hours=1),
)
TERMS = Terms(
    zone="America/Los_Angeles",
    lead_months=1,
    least_seats=2,
    most_seats=14,
    length=timedelta(hours=4),
    travel=RULES,
)


@cache
def gazetteer() -> Gazetteer:
    """Return the shipped ZIPs and cities."""
    return Gazetteer((HERE / "places.txt").read_bytes(), (HERE / "cities.txt").read_bytes())


@cache
def airports() -> tuple[Airport, ...]:
    """Return the shipped airports."""
    return read_airports((HERE / "airports.csv").read_text())


@cache
def per_diem() -> PerDiem:
    """Return the shipped lodging rates."""
    table = json.loads((HERE / "gsa.json").read_text())
    return PerDiem(table, (HERE / "gsa-zips.txt").read_bytes())


@cache
def book() -> RateBook:
    """Return every shipped rate."""
    source = Source("somebody", "of old", date(2027, 9, 30))
    names = ("fares", "per_diem", "mileage", "ground")
    return RateBook(
        per_diem(),
        read_rates((HERE / "mileage.csv").read_text()),
        dict.fromkeys(names, source),
        Spread(80, 130, (2500, 4500, 8000)),
    )
