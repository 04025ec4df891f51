"""`POST requests/check`: may it be, when at the earliest, what does it cost, who pays what."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

from ninja import Field, Router, Schema, Status

from orchestrator.rules.place.reading import GivenPlace
from orchestrator.rules.request_form import Written, WrittenOrganization
from orchestrator.rules.split import SplitBy
from orchestrator.services.language import said
from orchestrator.services.requests import asking, checking
from orchestrator.web.api.answers import Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest

    from orchestrator.rules.quote import Quote, QuoteLine
    from orchestrator.rules.travel.plan import TravelPlan
    from orchestrator.rules.verdict import Hint, Reason
    from orchestrator.services.requests.checking import Check

router = Router()
Text = Annotated[str, Field(max_length=300)]
Number = int | float | Text | None  # what is no number is answered with a code, not a schema
MOST = 100


class PlaceIn(Schema):
    """Where: a ZIP, or city and state; `country` only outside the United States."""

    zip: Text | int | None = ""
    city: Text | None = ""
    state: Text | None = ""
    country: Text | None = ""


class OrganizationIn(Schema):
    """Who shares, with how many seats; `percent` or `cents` where that is shared by."""

    name: Text | None = ""
    seats: Number = None
    percent: Number = None
    cents: Number = None


class RequestIn(Schema):
    """A request; a `start` without an offset is the time at the venue, or of `timezone`."""

    mode: Text | None = ""
    requested_at: Text | None = ""
    start: Text | None = ""
    timezone: Text | None = ""
    place: PlaceIn | None = None
    attendees: Number = None
    organizations: Annotated[list[OrganizationIn], Field(max_length=MOST)] | None = None
    split: Text | None = ""
    event_day: Text | None = ""


class KeepOrganizationIn(OrganizationIn):
    """An organization with whom we write to, and what its invoice needs."""

    contact: Text | None = ""
    email: Text | None = ""
    purchase_order: Text | None = ""
    billing_address: Annotated[str, Field(max_length=1000)] | None = ""


class KeepIn(RequestIn):
    """A request to be kept: `venue` is the address, `threshold` how many must accept at least.

    `language` is that of our mails, such as es.
    """

    organizations: Annotated[list[KeepOrganizationIn], Field(max_length=MOST)] | None = None  # type: ignore[assignment]  # narrower
    venue: Text | None = ""
    threshold: int | None = Field(None, ge=0, le=MOST)
    language: Annotated[str, Field(max_length=8)] | None = ""


class KeptOut(Schema):
    """What was kept: `state` is quoted, or review when the facilitator prices it by hand."""

    public_id: str
    state: str
    start: datetime
    end: datetime
    expires_at: datetime


class ReasonOut(Schema):
    """One thing against a plain yes, and what would be right."""

    code: str
    message: str
    allowed: str = ""


class HintOut(Schema):
    """Something good to know."""

    code: str
    message: str


class BlockOut(Schema):
    """A span in UTC."""

    start: datetime
    end: datetime


class TravelOut(Schema):
    """The journey: `airport` where one flies to a known one, miles of road one way."""

    mode: str
    airport: str | None
    distance_miles: float
    block: BlockOut


class LineOut(Schema):
    """One line of the quote, in whole cents."""

    code: str
    words: str
    low_cents: int
    likely_cents: int
    high_cents: int
    source: str
    vintage: str
    provisional: bool


class QuoteOut(Schema):
    """The quote: what is accepted is the actual cost up to `high_cents`."""

    lines: list[LineOut]
    low_cents: int
    likely_cents: int
    high_cents: int
    provisional: bool


class ShareOut(Schema):
    """The most that one organization pays."""

    organization: str
    cents: int


class CheckOut(Schema):
    """The verdict, and everything it stands on."""

    verdict: str
    reasons: list[ReasonOut]
    hints: list[HintOut]
    earliest_date: date
    earliest_why: str
    venue_timezone: str
    travel: TravelOut | None
    quote: QuoteOut | None
    split: list[ShareOut]


@router.post("requests/check", response=CheckOut, auth=None, url_name="requests-check")
def check(request: HttpRequest, wanted: RequestIn) -> Any:  # noqa: ANN401, ARG001 -- ninja's
    """Say whether a private workshop may be, and what it would cost; nothing is written."""
    return answer(checking.check(written(wanted)))


@router.post(
    "requests",
    response={201: KeptOut, 409: Refusal, 422: Refusal},
    auth=None,
    url_name="requests",
)
def ask(request: HttpRequest, wanted: KeepIn) -> Any:  # noqa: ANN401, ARG001 -- ninja's
    """Keep a request: its date is kept, and each organization gets the quote by mail."""
    row = asking.ask(
        asking.Asked(
            written=written(wanted),
            contacts=[
                asking.Contact(
                    one.contact or "",
                    one.email or "",
                    one.purchase_order or "",
                    one.billing_address or "",
                )
                for one in wanted.organizations or ()
            ],
            source="api",
            venue=wanted.venue or "",
            threshold=wanted.threshold or 0,
            language=wanted.language or "",
        )
    )
    return Status(201, row)


def written(wanted: RequestIn) -> Written:
    """Return what was sent, every field as text."""
    place = wanted.place or PlaceIn()
    zone = wanted.timezone or ""
    return Written(
        mode=wanted.mode or "",
        start=wanted.start or "",
        timezone=zone,
        place=GivenPlace(
            zip_code=_text(place.zip),
            city=place.city or "",
            state=place.state or "",
            country=place.country or "",
            timezone=zone,
        ),
        attendees=_text(wanted.attendees),
        organizations=tuple(
            WrittenOrganization(one.name or "", _text(one.seats), _share(one, wanted.split or ""))
            for one in wanted.organizations or ()
        ),
        split=wanted.split or "",
        event_day=wanted.event_day or "",
        requested_at=wanted.requested_at or "",
    )


def answer(found: Check) -> dict[str, Any]:
    """Return the check as the API says it."""
    wish = found.wish
    return {
        "verdict": found.verdict.value,
        "reasons": [_told(one, "code", "message", "allowed") for one in found.reasons],
        "hints": [_told(one, "code", "message") for one in found.hints],
        "earliest_date": wish.earliest,
        "earliest_why": said(wish.why_earliest),
        "venue_timezone": wish.zone,
        "travel": _travel(wish.plan),
        "quote": _quote(found.quote),
        "split": [{"organization": name, "cents": cents} for name, cents in found.split],
    }


def _travel(plan: TravelPlan | None) -> dict[str, Any] | None:
    if plan is None:
        return None
    return {
        "mode": plan.mode.value,
        "airport": plan.airport.code if plan.airport else None,
        "distance_miles": plan.distance_miles,
        "block": {"start": plan.block[0], "end": plan.block[1]},
    }


def _quote(quote: Quote | None) -> dict[str, Any] | None:
    if quote is None:
        return None
    sums = ("low_cents", "likely_cents", "high_cents", "provisional")
    lines = [asdict(line) | _told(line, "words", "source", "vintage") for line in quote.lines]
    return {"lines": lines, **{name: getattr(quote, name) for name in sums}}


def _told(one: Reason | Hint | QuoteLine, *names: str) -> dict[str, str]:
    """Return texts in the language of whoever asks."""
    return {name: said(getattr(one, name)) for name in names}


def _share(one: OrganizationIn, split: str) -> str:
    """Return the percent as it is, cents as the dollars that a form would have."""
    if split != SplitBy.AMOUNT:
        return _text(one.percent)
    if isinstance(one.cents, int):
        sign = "-" if one.cents < 0 else ""
        return f"{sign}{abs(one.cents) // 100}.{abs(one.cents) % 100:02}"
    return _text(one.cents) and "no whole number of cents"


def _text(value: float | str | None) -> str:
    """Return a number as somebody would type it."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    return str(value)
