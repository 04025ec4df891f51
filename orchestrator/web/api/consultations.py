"""`GET consultations/slots` and `POST consultations`: free times, and booking one of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

from django.conf import settings
from ninja import Field, Header, Query, Router, Schema, Status

from calendars import clock
from orchestrator.rules.consultation import IDEMPOTENCY_KEY_LENGTH, read_visitor
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.consultations import booking, diary
from orchestrator.services.consultations.links import page_address
from orchestrator.web.api.answers import Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest

    from orchestrator.models import Consultation

router = Router()
A_DAY = timedelta(days=1)
Text = Annotated[str, Field(max_length=2000)]


class SlotsIn(Schema):
    """The days that are asked for, and in which zone they are counted."""

    first: date | None = Field(None, alias="from")
    last: date | None = Field(None, alias="to")
    timezone: Text = ""


class SlotsOut(Schema):
    """The starts (UTC) that can be booked now, of the days asked for in that zone."""

    timezone: str
    minutes: int
    slots: list[datetime]


class BookingIn(Schema):
    """Who wants to talk when; `start` carries its offset, `timezone` is where they live."""

    model_config = {"extra": "forbid"}  # noqa: RUF012 -- pydantic's own name

    start: datetime
    timezone: Text = ""
    minutes: int | None = Field(None, ge=1, le=1440)
    name: Text
    email: Text
    organization: Text = ""
    needs: Text = ""
    language: Annotated[str, Field(max_length=8, description="of our mails, such as es")] = ""


class BookingOut(Schema):
    """What was booked: `state` is booked, or requested when an answer follows by mail."""

    state: str
    start: datetime
    end: datetime
    timezone: str
    page: str


@router.get(
    "consultations/slots",
    response={200: SlotsOut, 422: Refusal},
    auth=None,
    url_name="consultation-slots",
)
def slots(request: HttpRequest, asked: Query[SlotsIn]) -> Any:  # noqa: ANN401, ARG001 -- ninja's
    """List the free times of the days `from` to `to`, both included, as the zone counts them.

    Without days the whole time that can be booked is listed.
    """
    zone, first, last = _zone(asked.timezone), asked.first, asked.last
    tz = clock.zone(zone)
    if first and last and last < first:
        raise RuleBroken(
            "days_turned_round", "The first day is after the last.", allowed="from <= to"
        )
    found = [
        start
        for start in diary.availability().starts(*diary.bookable_days())
        if (first is None or first <= start.astimezone(tz).date())
        and (last is None or start.astimezone(tz).date() <= last)
    ]
    return {"timezone": zone, "minutes": settings.COMPANY.consultations.minutes, "slots": found}


@router.post(
    "consultations",
    response={200: BookingOut, 201: BookingOut, 409: Refusal, 422: Refusal},
    auth=None,
    url_name="consultations",
)
def book(
    request: HttpRequest,  # noqa: ARG001 -- ninja's
    wanted: BookingIn,
    idempotency_key: Annotated[str | None, Header(max_length=1000)] = None,
) -> Any:  # noqa: ANN401 -- ninja's
    """Book a consultation; the same `Idempotency-Key` with the same words books it once.

    201 when it was booked now, 200 when the key had booked it before.
    """
    row, new = booking.book_once(
        booking.Asked(
            start=_instant(wanted.start),
            visitor=read_visitor(wanted.name, wanted.email, wanted.organization, wanted.needs),
            timezone=_zone(wanted.timezone),
            source="api",
            length=timedelta(minutes=wanted.minutes) if wanted.minutes else None,
            key=_key(idempotency_key),
            language=wanted.language,
        )
    )
    return Status(201 if new else 200, _out(row))


def _out(row: Consultation) -> dict[str, Any]:
    return {
        "state": row.state,
        "start": row.start,
        "end": row.end,
        "timezone": row.timezone,
        "page": page_address(row),
    }


def _zone(name: str) -> str:
    """Return the zone, the company's when none is named. Raises RuleBroken."""
    try:
        return clock.zone(name or settings.COMPANY.company.timezone).key
    except clock.TimeError as error:
        raise RuleBroken(
            "timezone_unknown",
            "{name} is not a time zone; a name like America/Los_Angeles is.",
            allowed="a name like America/New_York",
            name=repr(name),
        ) from error


def _instant(moment: datetime) -> datetime:
    """Return the start in UTC. Raises RuleBroken without an offset, or in no year of people."""
    if moment.tzinfo is None:
        raise RuleBroken(
            "start_without_offset",
            "The start has no offset, so it is no instant.",
            allowed="a start like 2026-12-01T17:00:00Z",
        )
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise RuleBroken(
            "start_impossible", "That is no time anybody lives in.", allowed="a start to come"
        ) from error


def _key(given: str | None) -> str:
    if given is None:
        return ""
    if len(given) not in IDEMPOTENCY_KEY_LENGTH:
        raise RuleBroken(
            "idempotency_key_length",
            "That idempotency key is too short or too long.",
            allowed="8 to 200 characters, such as a UUID",
        )
    return given
