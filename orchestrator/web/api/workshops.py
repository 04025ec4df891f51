"""`GET workshops`: the public workshops to come."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from ninja import Router, Schema

from orchestrator.services.seats import offering

if TYPE_CHECKING:
    from django.http import HttpRequest

router = Router()
_PLAIN = ("uid", "title", "state", "month", "start", "end", "timezone", "venue", "ticket_url")


class WorkshopOut(Schema):
    """One public workshop; instants are UTC, `month` is the first of its month."""

    uid: str
    title: str
    state: str
    month: date
    start: datetime | None
    end: datetime | None
    timezone: str
    venue: str
    seats_free: int
    waitlist_open: bool
    ticket_url: str


@router.get("workshops", response=list[WorkshopOut], auth=None, url_name="workshops")
def workshops(request: HttpRequest) -> Any:  # noqa: ANN401, ARG001 -- ninja's
    """List the public workshops to come, and the months whose date is still to be decided."""
    return [
        {
            **{name: getattr(one.workshop, name) for name in _PLAIN},
            "seats_free": one.seats_free,
            "waitlist_open": one.waitlist_open,
        }
        for one in offering.offered()
    ]
