"""Checking a request: what the rules say of it, what the ledger says, and what it would cost.

Writes nothing. The same decision is taken again, behind the ledger's lock, when it is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from calendars import clock
from calendars.public_holidays import public_holidays
from orchestrator.rules.quote import Quote, quote_fee, quote_travel
from orchestrator.rules.request import hints, not_free, read_wish
from orchestrator.rules.request_form import Mode
from orchestrator.rules.split import shares
from orchestrator.rules.verdict import Verdict, verdict_of
from orchestrator.services import ledger
from orchestrator.services.requests import tables

if TYPE_CHECKING:
    from calendars.intervals import Span
    from orchestrator.rules.request import Wish
    from orchestrator.rules.request_form import Written
    from orchestrator.rules.verdict import Hint, Reason

FEDERAL = "US"


@dataclass(frozen=True, slots=True)
class Check:
    """What is said of a request now; `quote` is None where no table can price it.

    `split` has each organization with the most it would pay, in whole cents.
    """

    wish: Wish
    verdict: Verdict
    reasons: tuple[Reason, ...]
    hints: tuple[Hint, ...]
    quote: Quote | None
    split: tuple[tuple[str, int], ...]

    @property
    def free(self) -> bool | None:
        """Say whether the time and the days of travel are free; None while they are not known."""
        if self.wish.block is None:
            return None
        busy = {"facilitator_busy", "travel_days_taken"}
        return not any(reason.code in busy for reason in self.reasons)


def check(written: Written, *, own: tuple[str, str] | None = None) -> Check:
    """Return what is said of the request; `own` names a claim of its own that does not count."""
    wish = read_wish(written, tables.terms(), clock.now(), tables.gazetteer(), tables.airports())
    taken = _taken(wish.block, own) if wish.block else []
    reasons = (*wish.reasons, *not_free(wish, taken))
    quote = price(wish)
    return Check(
        wish=wish,
        verdict=verdict_of(reasons),
        reasons=reasons,
        hints=_hints(wish),
        quote=quote,
        split=_split(wish, quote),
    )


def price(wish: Wish) -> Quote | None:
    """Return what it costs, as far as the tables know."""
    if wish.mode is None or wish.span is None:
        return None
    fee = quote_fee(tables.fee_cents(wish.mode))
    if wish.mode is Mode.ONLINE:
        return Quote(fee)
    if wish.plan is None or wish.located.settlement is None or not wish.priced_by_table:
        return None
    said = settings.COMPANY.travel
    journey = quote_travel(
        wish.plan,
        wish.located.settlement,
        tables.rate_book(),
        road_factor=said.road_factor,
        local_miles=said.local_miles,
    )
    return Quote((*fee, *journey.lines))


def _taken(block: Span, own: tuple[str, str] | None) -> list[Span]:
    claims = ledger.claims_in(block)
    if own:
        claims = claims.exclude(kind=own[0], key=own[1])
    return [claim.span for claim in claims] + [
        (away.start, away.end) for away in ledger.time_off_in(block)
    ]


def _hints(wish: Wish) -> tuple[Hint, ...]:
    years = sorted(moment.year for moment in wish.block) if wish.block else []
    named = public_holidays(FEDERAL, years[0], years[-1]) if years else {}
    return hints(wish, settings.COMPANY.company.timezone, named)


def _split(wish: Wish, quote: Quote | None) -> tuple[tuple[str, int], ...]:
    if quote is None or not wish.parties:
        return ()
    cents = shares(quote.high_cents, [party.weight for party in wish.parties])
    return tuple((party.name, cut) for party, cut in zip(wish.parties, cents, strict=True))
