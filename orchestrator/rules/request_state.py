"""Where a kept request stands, and who is told what would happen next."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from orchestrator.rules.refusal import RuleBroken

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from orchestrator.rules.verdict import Reason


class RequestState(StrEnum):
    """Where a request stands."""

    REVIEW = "review"  # the facilitator says yes with a price, or no
    QUOTED = "quoted"  # the organizations accept, by a deadline
    SCHEDULED = "scheduled"  # all accepted: it is a workshop
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"  # nobody is left
    EXPIRED = "expired"


OPEN_STATES = (RequestState.REVIEW, RequestState.QUOTED)
# What a person may decide otherwise; what stands in the ledger, or in the seats, nobody can.
OVERRIDABLE = frozenset({"too_soon", "outside_united_states", "freely_associated_state"})
MOST_OPEN = 2  # requests by one address: nobody takes the calendar
LONGEST_LINE, LONGEST_BILLING = 200, 500


def answer_by(now: datetime, start: datetime, days: int) -> datetime:
    """Return when an answer is due: after so many days, and a day before the start at the latest.

    Where the start is nearer than two days, half of the time is left to answer.

    >>> from datetime import UTC, datetime
    >>> answer_by(datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 5, tzinfo=UTC), 10).day
    4
    """
    latest = max(start - timedelta(days=1), now + (start - now) / 2)
    return min(now + timedelta(days=days), latest)


def refusal_of(reasons: Iterable[Reason]) -> RuleBroken | None:
    """Return the first refusal, else the first question, as what a door answers; None for a yes."""
    for verdict in ("refused", "ask"):
        for reason in reasons:
            if reason.verdict == verdict:
                by = "owner" if reason.code in OVERRIDABLE else ""
                return RuleBroken(
                    reason.code, reason.message, allowed=reason.allowed, override_by=by
                )
    return None


def read_line(text: str, what: str, longest: int = LONGEST_LINE) -> str:
    """Return a text on one line. Raises RuleBroken (`text_too_long`)."""
    line = " ".join(text.split())
    if len(line) > longest or not line.isprintable():
        raise RuleBroken(
            "text_too_long",
            "The {what} is too long, or holds what cannot be shown.",
            allowed="at most {longest} characters",
            what=what,
            longest=longest,
        )
    return line
