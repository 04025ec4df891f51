"""What a consultation can be, who can book one, and in which words a time is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from calendars.slots import WhyNot
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.registration import read_person
from orchestrator.rules.sentence import Sentence

if TYPE_CHECKING:
    from datetime import datetime

    from orchestrator.rules.email_address import EmailAddress

LONGEST_ORGANIZATION = 120
LONGEST_NEEDS = 1000
MOST_LINKS = 2  # more is what advertising looks like
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
MOST_COMING = 2  # by one address: nobody takes the week
IDEMPOTENCY_KEY_LENGTH = range(8, 201)


class ConsultationState(StrEnum):
    """Where a consultation stands. That it is over follows from the time, so no row says so."""

    REQUESTED = "requested"  # its time is kept until somebody, or a calendar, says yes or no
    BOOKED = "booked"
    DECLINED = "declined"
    LAPSED = "lapsed"  # nobody said yes in time
    CANCELLED = "cancelled"


class WaitsFor(StrEnum):
    """What a requested consultation waits for."""

    NOTHING = ""
    APPROVAL = "approval"
    CALENDAR = "calendar"  # one could not be read at the moment of booking


KEPT_STATES = (ConsultationState.REQUESTED, ConsultationState.BOOKED)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who wants to talk, and about what; every text is cleaned and within its length."""

    name: str
    email: EmailAddress
    organization: str = ""
    needs: str = ""


def read_visitor(name: str, email: str, organization: str = "", needs: str = "") -> Visitor:
    """Return the visitor as given; raises RuleBroken with what is wrong.

    Codes: those of `read_person`, `name_is_a_link`, `organization_too_long`, `needs_too_long`,
    `needs_unreadable`, `needs_links`.
    """
    person = read_person(name, email)
    if _LINK.search(person.name):
        raise RuleBroken("name_is_a_link", "That is a link, not a name.", allowed="your name")
    organization = " ".join(organization.split())
    if len(organization) > LONGEST_ORGANIZATION or not organization.isprintable():
        raise RuleBroken(
            "organization_too_long",
            "That name of an organization is too long, or holds what cannot be shown.",
            allowed="at most {longest} characters, or nothing",
            longest=LONGEST_ORGANIZATION,
        )
    return Visitor(person.name, person.email, organization, read_needs(needs))


def read_needs(text: str) -> str:
    """Return what somebody wrote, line by line. Raises RuleBroken when it is too long."""
    lines = [" ".join(line.split()) for line in text.strip().splitlines()]
    needs = "\n".join(lines)
    if len(needs) > LONGEST_NEEDS:
        raise RuleBroken(
            "needs_too_long",
            "Please say it in {longest} characters; there is time to talk.",
            allowed="at most {longest} characters, or nothing",
            longest=LONGEST_NEEDS,
        )
    if not all(line.isprintable() for line in lines):
        raise RuleBroken(
            "needs_unreadable",
            "That text holds characters that cannot be shown.",
            allowed="plain text",
        )
    if len(_LINK.findall(needs)) > MOST_LINKS:
        raise RuleBroken(
            "needs_links",
            "That text has more links than words about you need.",
            allowed="at most {most} links",
            most=MOST_LINKS,
        )
    return needs


def refused(reason: WhyNot, minutes: int) -> RuleBroken:
    """Return the refusal that a visitor reads; it never tells what the host does instead."""
    message, allowed = _WORDS[reason]
    return RuleBroken(reason.value, message.template, allowed=allowed.template, minutes=minutes)


_ANOTHER = Sentence("another of the offered times")
_WORDS = {
    WhyNot.PAST: (Sentence("That time has passed."), _ANOTHER),
    WhyNot.NOTICE: (
        Sentence("That is too soon for us to be ready for you."),
        Sentence("a later time"),
    ),
    WhyNot.HORIZON: (Sentence("We do not book so far ahead yet."), Sentence("an earlier time")),
    WhyNot.LENGTH: (
        Sentence("A consultation lasts {minutes} minutes."),
        Sentence("{minutes} minutes"),
    ),
    WhyNot.CLOSED_DAY: (
        Sentence("There are no consultations on that day."),
        Sentence("another day"),
    ),
    WhyNot.OUTSIDE_HOURS: (Sentence("That is outside our hours."), _ANOTHER),
    WhyNot.OFF_GRID: (Sentence("Consultations do not start at that minute."), _ANOTHER),
    WhyNot.TAKEN: (Sentence("That time is not free any more."), _ANOTHER),
    WhyNot.UNSURE: (
        Sentence("We cannot see just now whether that time is free."),
        Sentence("another time, or the same one in a few minutes"),
    ),
    WhyNot.DAILY_CAP: (Sentence("That day is full."), Sentence("another day")),
    WhyNot.WEEKLY_CAP: (Sentence("That week is full."), Sentence("another week")),
}


def waits_until(asked_at: datetime, start: datetime, hours: int) -> datetime:
    """Return when a request that nobody answers ends: after so many hours, and before it starts.

    An hour before, or half way when it starts sooner than in two hours.

    >>> from datetime import UTC, datetime
    >>> nine = datetime(2026, 12, 1, 9, tzinfo=UTC)
    >>> waits_until(nine, nine + timedelta(hours=5), 24).hour
    13
    >>> waits_until(nine, nine + timedelta(minutes=40), 24).minute
    20
    """
    before = max(start - timedelta(hours=1), asked_at + (start - asked_at) / 2)
    return min(asked_at + timedelta(hours=hours), before)
