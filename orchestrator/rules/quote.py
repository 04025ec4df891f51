"""The quote: what a journey costs, line by line, low, likely and high, with source and vintage.

The client accepts "actual cost up to HIGH": high is the sum that nobody pays more than.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from orchestrator.rules.place.geography import miles_between
from orchestrator.rules.sentence import Counted, Sentence, from_kept, kept
from orchestrator.rules.travel.mileage import rate_on
from orchestrator.rules.travel.plan import TravelMode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from orchestrator.rules.place.gazetteer import Settlement
    from orchestrator.rules.travel.per_diem import PerDiem
    from orchestrator.rules.travel.plan import TravelPlan


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One kind of cost in whole cents; `provisional` while a rate it stands on is not out yet."""

    code: str
    words: str
    low_cents: int
    likely_cents: int
    high_cents: int
    source: str
    vintage: str
    provisional: bool = False


def line_as_json(line: QuoteLine) -> dict[str, Any]:
    """Return a line as it is kept, its words so that they can be told in any language."""
    return asdict(line) | {name: kept(getattr(line, name)) for name in _SPOKEN}


def line_from_json(row: dict[str, Any]) -> QuoteLine:
    """Return a line that was kept."""
    return QuoteLine(**row | {name: from_kept(row[name]) for name in _SPOKEN})


_SPOKEN = ("words", "source", "vintage")


@dataclass(frozen=True, slots=True)
class Quote:
    """All lines, and their sums."""

    lines: tuple[QuoteLine, ...]

    @property
    def low_cents(self) -> int:
        """Return the least it may cost."""
        return sum(line.low_cents for line in self.lines)

    @property
    def likely_cents(self) -> int:
        """Return what it will cost most likely."""
        return sum(line.likely_cents for line in self.lines)

    @property
    def high_cents(self) -> int:
        """Return the most that is ever charged."""
        return sum(line.high_cents for line in self.lines)

    @property
    def provisional(self) -> bool:
        """Say whether a rate in it is not out yet."""
        return any(line.provisional for line in self.lines)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a table comes from, and of when it is; `last_day` is the last one it is meant for."""

    name: str
    vintage: str
    last_day: date


@dataclass(frozen=True, slots=True)
class Spread:
    """What the company adds where no table says it: percents of the rate, and cents a day.

    Lodging rates are without taxes, which the high one has to cover.
    """

    lodging_low_percent: int
    lodging_high_percent: int
    ground_day_cents: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class RateBook:
    """Every rate a quote stands on."""

    per_diem: PerDiem
    mileage: Mapping[int, int]
    sources: Mapping[str, Source]
    spread: Spread


def quote_fee(cents: int) -> tuple[QuoteLine, ...]:
    """Return the line of the workshop's own price; none where the price is agreed by hand."""
    if not cents:
        return ()
    return (
        QuoteLine(
            "workshop",
            Sentence("The workshop itself"),
            cents,
            cents,
            cents,
            Sentence("our prices"),
            Sentence("now"),
        ),
    )


def quote_travel(
    plan: TravelPlan, place: Settlement, book: RateBook, *, road_factor: float, local_miles: int
) -> Quote:
    """Return what the journey costs; a line that would be nothing is left out.

    From the airport the way is driven, and counted in miles when it is longer than local.
    """
    lines = [*_airfare(plan, book)]
    miles = 0.0
    if plan.airport is None:
        miles = plan.distance_miles
    else:
        onward = round(miles_between(plan.airport.point, place.point) * road_factor, 1)
        miles = onward if onward > local_miles else 0.0
    lines += [*_stay(plan, place, book), *_mileage(plan, miles, book), *_ground(plan, book)]
    return Quote(tuple(lines))


def _airfare(plan: TravelPlan, book: RateBook) -> Iterator[QuoteLine]:
    if plan.airport is None:
        return
    low, likely, high = plan.airport.return_fare
    words = Sentence(
        "Flight from Portland (PDX) to {airport} ({code}) and back",
        airport=plan.airport.name,
        code=plan.airport.code,
    )
    yield _line("airfare", words, (low, likely, high), book.sources["fares"])


def _stay(plan: TravelPlan, place: Settlement, book: RateBook) -> Iterator[QuoteLine]:
    if not plan.nights:
        return
    area, spread, source = book.per_diem.area(place), book.spread, book.sources["per_diem"]
    provisional = not all(book.per_diem.is_out_for(day) for day in plan.days)
    bed = sum(area.night_cents(night) for night in plan.nights)
    yield _line(
        "lodging",
        Counted(
            "{count} night, {area}", "{count} nights, {area}", len(plan.nights), area=area.name
        ),
        (bed * spread.lodging_low_percent // 100, bed, bed * spread.lodging_high_percent // 100),
        source,
        provisional=provisional,
    )
    meals = area.meals_cents(plan.days)
    yield _line(
        "meals",
        Sentence(
            "Meals on {days} days, three quarters on the first and the last", days=len(plan.days)
        ),
        (meals, meals, meals),
        source,
        provisional=provisional,
    )


def _mileage(plan: TravelPlan, miles: float, book: RateBook) -> Iterator[QuoteLine]:
    if not miles:
        return
    rate = rate_on(plan.first_day, book.mileage)
    cents = rate.cents(2 * miles)
    yield _line(
        "mileage",
        Sentence(
            "{miles} miles by car at {cents} cents ({year})",
            miles=f"{2 * miles:.0f}",
            cents=f"{rate.tenths / 10:g}",
            year=rate.year,
        ),
        (cents, cents, cents),
        book.sources["mileage"],
        provisional=rate.provisional,
    )


def _ground(plan: TravelPlan, book: RateBook) -> Iterator[QuoteLine]:
    if plan.mode is not TravelMode.FLY:
        return
    days = len(plan.days)
    low, likely, high = (cents * days for cents in book.spread.ground_day_cents)
    words = Sentence("Getting about on {days} days: taxi, bus or a rented car", days=days)
    yield _line("ground", words, (low, likely, high), book.sources["ground"])


def _line(
    code: str, words: str, cents: tuple[int, int, int], source: Source, *, provisional: bool = False
) -> QuoteLine:
    return QuoteLine(code, words, *cents, source.name, source.vintage, provisional)
