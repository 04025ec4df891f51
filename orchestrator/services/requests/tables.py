"""The travel tables that come with the code, mapped or read when first asked for."""

from __future__ import annotations

import json
import mmap
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from django.conf import settings

from calendars import clock
from orchestrator.rules.place.gazetteer import Gazetteer
from orchestrator.rules.quote import RateBook, Source, Spread
from orchestrator.rules.request import Terms
from orchestrator.rules.request_form import Mode
from orchestrator.rules.travel.fares import Airport, read_airports
from orchestrator.rules.travel.mileage import read_rates
from orchestrator.rules.travel.per_diem import PerDiem
from orchestrator.rules.travel.plan import TravelRules

HERE = Path(__file__).resolve().parents[2] / "data" / "travel"
LEAST_SEATS = 2  # role-play is with a partner


@dataclass(frozen=True, slots=True)
class Passed:
    """A table whose last day has passed."""

    table: str
    source: Source


@cache
def gazetteer() -> Gazetteer:
    """Return the ZIPs and cities; three megabytes on the disk, some pages of them in memory."""
    return Gazetteer(_mapped("places.txt"), _mapped("cities.txt"))


@cache
def airports() -> tuple[Airport, ...]:
    """Return the airports that have fares from home."""
    return read_airports(_text("airports.csv"))


@cache
def sources() -> dict[str, Source]:
    """Return where each table comes from."""
    return {name: Source(**row) for name, row in tomllib.loads(_text("sources.toml")).items()}


def passed(today: date | None = None) -> list[Passed]:
    """Return the tables whose last day has passed: the owner is to renew them."""
    day = today or clock.today(settings.COMPANY.company.timezone)
    return [Passed(name, one) for name, one in sources().items() if one.last_day < day]


def rate_book() -> RateBook:
    """Return every rate, with what the company adds."""
    said = settings.COMPANY.travel
    low, likely, high = (dollars * 100 for dollars in said.ground_day_dollars)
    spread = Spread(said.lodging_low_percent, said.lodging_high_percent, (low, likely, high))
    return RateBook(_per_diem(), _mileage(), sources(), spread)


def fee_cents(mode: Mode) -> int:
    """Return what the workshop itself costs; 0 where that is agreed by hand."""
    said = settings.COMPANY.requests
    dollars = said.online_fee_dollars if mode is Mode.ONLINE else said.on_site_fee_dollars
    return dollars * 100


def terms() -> Terms:
    """Return what the company has decided about workshops on request."""
    said, workshops = settings.COMPANY.travel, settings.COMPANY.workshops
    zone = settings.COMPANY.company.timezone
    return Terms(
        zone=zone,
        lead_months=workshops.lead_time_months,
        least_seats=LEAST_SEATS,
        most_seats=workshops.capacity,
        length=timedelta(hours=workshops.hours),
        travel=TravelRules(
            home=(said.latitude, said.longitude),
            zone=zone,
            local_miles=said.local_miles,
            drive_miles=said.drive_miles,
            road_factor=said.road_factor,
            early_start=said.early_start,
            rest_shift_hours=said.rest_shift_hours,
            rest_hours=said.rest_hours,
            local_margin=timedelta(minutes=said.local_margin_minutes),
        ),
    )


@cache
def _per_diem() -> PerDiem:
    return PerDiem(json.loads(_text("gsa.json")), _mapped("gsa-zips.txt"))


@cache
def _mileage() -> dict[int, int]:
    return read_rates(_text("mileage.csv"))


def _text(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _mapped(name: str) -> mmap.mmap:
    with (HERE / name).open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
