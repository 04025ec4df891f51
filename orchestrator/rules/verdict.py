"""What a request comes to: accepted, for the facilitator, to be asked about, refused; and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from orchestrator.rules.sentence import filled_in

if TYPE_CHECKING:
    from collections.abc import Iterable


class Verdict(StrEnum):
    """What is said of a request; the later ones outweigh the earlier ones."""

    ACCEPTED = "accepted"
    NEEDS_REVIEW = "needs_review"  # the facilitator decides
    ASK = "ask"  # something is missing, or two things do not agree
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that stands against a plain yes: code, sentence, and what would be right."""

    verdict: Verdict
    code: str
    message: str
    allowed: str = ""


@dataclass(frozen=True, slots=True)
class Hint:
    """Something good to know that stands in nobody's way."""

    code: str
    message: str


def refused(code: str, message: str, allowed: str, **values: object) -> Reason:
    """Return a reason that refuses."""
    return Reason(Verdict.REFUSED, code, filled_in(message, values), filled_in(allowed, values))


def asked(code: str, message: str, allowed: str, **values: object) -> Reason:
    """Return a reason that asks the visitor."""
    return Reason(Verdict.ASK, code, filled_in(message, values), filled_in(allowed, values))


def for_review(code: str, message: str, allowed: str, **values: object) -> Reason:
    """Return a reason that leaves it to the facilitator."""
    return Reason(
        Verdict.NEEDS_REVIEW, code, filled_in(message, values), filled_in(allowed, values)
    )


def verdict_of(reasons: Iterable[Reason]) -> Verdict:
    """Return the weightiest verdict of the reasons; without any it is accepted.

    >>> verdict_of([asked("a", "?", ""), for_review("b", "?", "")]).value
    'ask'
    """
    order = list(Verdict)
    return max((one.verdict for one in reasons), key=order.index, default=Verdict.ACCEPTED)
