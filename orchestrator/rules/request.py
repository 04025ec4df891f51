"""A request for a workshop of one's own: everything that speaks for and against it, weighed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from calendars.intervals import overlap
from calendars.words import Form
from orchestrator.rules.days import Day
from orchestrator.rules.lead_time import day_in, earliest_day, too_soon, why_earliest
from orchestrator.rules.place.reading import Located, read_place
from orchestrator.rules.place.states import Scope
from orchestrator.rules.request_form import (
    Mode,
    Party,
    Reader,
    Written,
    read_count,
    read_day,
    read_instant,
    read_mode,
    read_parties,
    read_split,
    read_zone,
)
from orchestrator.rules.sentence import Joined, Sentence
from orchestrator.rules.split import SplitBy
from orchestrator.rules.travel.plan import TravelPlan, TravelRules, plan_travel
from orchestrator.rules.verdict import Hint, Reason, refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from calendars.intervals import Span
    from orchestrator.rules.place.gazetteer import Gazetteer
    from orchestrator.rules.travel.fares import Airport

WEEK = timedelta(weeks=1)
BEFORE_EVENT = (2 * WEEK, 4 * WEEK)


@dataclass(frozen=True, slots=True)
class Terms:
    """What the company has decided about workshops on request; `zone` is its own."""

    zone: str
    lead_months: int
    least_seats: int
    most_seats: int
    length: timedelta
    travel: TravelRules


@dataclass(frozen=True, slots=True)
class Wish:
    """A request as far as it could be read; `reasons` say what could not, or may not be.

    `start` is UTC, `zone` the one the workshop's hours are counted in.
    """

    asked_at: datetime
    mode: Mode | None
    start: datetime | None
    zone: str
    located: Located
    plan: TravelPlan | None
    attendees: int | None
    parties: tuple[Party, ...]
    split_by: SplitBy
    event_day: date | None
    earliest: date
    why_earliest: str
    span: Span | None
    reasons: tuple[Reason, ...]

    @property
    def block(self) -> Span | None:
        """Return all the time (UTC) it takes: with the journey, or the workshop's own."""
        return self.plan.block if self.plan else self.span

    @property
    def priced_by_table(self) -> bool:
        """Say whether the tables know what the journey costs."""
        return self.plan is not None and self.located.scope is Scope.AUTOMATIC


def read_wish(
    written: Written,
    terms: Terms,
    now: datetime,
    gazetteer: Gazetteer,
    airports: Sequence[Airport],
) -> Wish:
    """Return what is wished, with everything the rules say of it by themselves; never raises."""
    reader = Reader()
    mode = reader.read(read_mode, written.mode)
    located = Located()
    if mode is Mode.ON_SITE:
        located = read_place(written.place, gazetteer)
        reader.reasons += located.reasons
    asked_at = now
    if written.requested_at.strip():
        asked_at = reader.read(read_instant, written.requested_at, terms.zone, _ASKING) or now
    zone = reader.read(read_zone, written.timezone, located.zone or terms.zone)
    start = reader.read(read_instant, written.start, zone or terms.zone)
    span = (start, start + terms.length) if start else None
    plan = _plan(terms, located, span, airports) if mode is Mode.ON_SITE else None
    if start:
        reader.reasons += [one for one in [_lead(terms, start, asked_at)] if one]
    attendees = reader.read(
        read_count, written.attendees, "attendees", Sentence("How many people?"), 2
    )
    split_by = reader.read(read_split, written.split) or SplitBy.SEATS
    parties = reader.read(read_parties, written.organizations, split_by, terms.most_seats) or ()
    reader.reasons += _seats(terms, attendees, parties)
    return Wish(
        asked_at=asked_at,
        mode=mode,
        start=start,
        zone=located.zone or zone or terms.zone,
        located=located,
        plan=plan,
        attendees=attendees,
        parties=parties,
        split_by=split_by,
        event_day=reader.read(read_day, written.event_day),
        earliest=earliest_day(asked_at, terms.lead_months, terms.zone),
        why_earliest=why_earliest(asked_at, terms.lead_months, terms.zone),
        span=span,
        reasons=tuple(reader.reasons),
    )


def not_free(wish: Wish, taken: Iterable[Span]) -> tuple[Reason, ...]:
    """Return the refusal when a part of the time it takes is taken (UTC spans), else nothing."""
    if wish.span is None or wish.block is None:
        return ()
    spans = [span for span in taken if overlap(span, wish.block)]
    if any(overlap(span, wish.span) for span in spans):
        return (
            refused(
                "facilitator_busy",
                "The facilitator is not free at that time.",
                "another day or hour",
            ),
        )
    if spans:
        return (
            refused(
                "travel_days_taken",
                "The facilitator is free at that time, but not for the journey there and back.",
                "another day, or an online workshop at that time",
            ),
        )
    return ()


def hints(wish: Wish, zone: str, holidays: Mapping[date, str]) -> tuple[Hint, ...]:
    """Return what is good to know; federal `holidays` warn and never stand in the way."""
    found = list(wish.located.hints)
    for day in _days(wish, zone):
        if day in holidays:
            named = {"holiday": holidays[day], "day": Day(day, Form.WEEKDAY_DAY)}
            words = (
                Sentence("{holiday} ({day}) falls into it: flights and rooms may be dear.", **named)
                if wish.plan
                else Sentence("{holiday} ({day}) falls into it.", **named)
            )
            found.append(Hint("federal_holiday", words))
    found += _about_the_event(wish, zone)
    return tuple(found)


def _days(wish: Wish, zone: str) -> Sequence[date]:
    """Return the days at home on which one works or travels."""
    if wish.plan and wish.plan.days:
        return wish.plan.days
    return sorted({day_in(moment, zone) for moment in wish.span}) if wish.span else ()


def _about_the_event(wish: Wish, zone: str) -> list[Hint]:
    advice = Sentence("Most organizers take the workshop two to four weeks before their event.")
    if wish.event_day is None or wish.start is None:
        return [Hint("before_your_event", advice)]
    ahead = wish.event_day - day_in(wish.start, zone)
    if ahead < timedelta(0):
        return [Hint("after_your_event", Joined([Sentence("That is after your event."), advice]))]
    if ahead < BEFORE_EVENT[0]:
        return [
            Hint("close_to_your_event", Joined([Sentence("That is close to your event."), advice]))
        ]
    if ahead > BEFORE_EVENT[1]:
        return [
            Hint(
                "long_before_your_event",
                Joined([Sentence("That is long before your event."), advice]),
            )
        ]
    return []


def _plan(
    terms: Terms, located: Located, span: Span | None, airports: Sequence[Airport]
) -> TravelPlan | None:
    place = located.settlement
    if place is None or span is None or located.scope in _NO_JOURNEY:
        return None
    known = airports if located.scope is Scope.AUTOMATIC else ()
    return plan_travel(terms.travel, place.point, located.zone, span, known)


def _lead(terms: Terms, start: datetime, asked_at: datetime) -> Reason | None:
    return too_soon(start, asked_at, terms.lead_months, terms.zone)


def _seats(terms: Terms, attendees: int | None, parties: Sequence[Party]) -> list[Reason]:
    if attendees is None:
        return []
    least, most = terms.least_seats, terms.most_seats
    if not least <= attendees <= most:
        return [
            refused(
                "attendees_not_possible",
                "A workshop has {least} to {most} people: they practise in pairs.",
                "{least} to {most}",
                least=least,
                most=most,
            )
        ]
    if len(parties) > attendees:
        return [
            refused(
                "organizations_too_many",
                "There are more organizations than people.",
                "at most {attendees} organizations",
                attendees=attendees,
            )
        ]
    seats = sum(party.seats for party in parties)
    if seats > attendees:
        return [
            refused(
                "seats_over_attendees",
                "The organizations' seats come to {seats}, the people to {attendees}.",
                "at most {attendees} seats together",
                seats=seats,
                attendees=attendees,
            )
        ]
    return []


_ASKING = "requested_at"
_NO_JOURNEY = (Scope.MILITARY, Scope.ASSOCIATED, Scope.ABROAD, None)
