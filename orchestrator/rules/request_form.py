"""Reading a request as it is typed or sent: each field by itself, and in words what is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from calendars import clock
from orchestrator.rules.place.reading import GivenPlace
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.sentence import Sentence
from orchestrator.rules.split import SplitBy, check_weights
from orchestrator.rules.verdict import Reason, asked, refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    T = TypeVar("T")

YEARS = range(2000, 2101)
LONGEST_NAME = 200
MOST_CENTS = 100_000_000  # a million dollars
_COUNT = re.compile(r"\d{1,9}", re.ASCII)
_NUMBER = re.compile(r"\$?(-?)(\d{1,9})(?:\.(\d{1,2}))? ?%?", re.ASCII)


class Mode(StrEnum):
    """How the workshop is given."""

    ONLINE = "online"
    ON_SITE = "on_site"


@dataclass(frozen=True, slots=True)
class WrittenOrganization:
    """One organization as somebody wrote it; `share` is its percent, or its dollars."""

    name: str = ""
    seats: str = ""
    share: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A whole request as somebody wrote it; every field is text, nothing is trusted."""

    mode: str = ""
    start: str = ""
    timezone: str = ""
    place: GivenPlace = field(default_factory=GivenPlace)
    attendees: str = ""
    organizations: tuple[WrittenOrganization, ...] = ()
    split: str = ""
    event_day: str = ""
    requested_at: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """One organization that shares: its seats, and its weight in the split."""

    name: str
    seats: int
    weight: int


@dataclass(slots=True)
class Reader:
    """Reads fields and collects what is wrong with them."""

    reasons: list[Reason] = field(default_factory=list)

    def read(self, parse: Callable[..., T], *given: object) -> T | None:
        """Return what `parse` makes of the text, None after noting why it makes nothing of it."""
        try:
            return parse(*given)
        except RuleBroken as broken:
            make = asked if broken.code.endswith(("_missing", "_unreadable")) else refused
            self.reasons.append(make(broken.code, broken.message, broken.allowed))
            return None


def read_mode(text: str) -> Mode:
    """Return the mode. Raises RuleBroken (`mode_missing`)."""
    try:
        return Mode(text)
    except ValueError:
        raise RuleBroken(
            "mode_missing", "Shall it be online or at your place?", allowed="online or on_site"
        ) from None


def read_zone(text: str, otherwise: str) -> str:
    """Return the zone, or `otherwise` for none. Raises RuleBroken (`timezone_unknown`)."""
    try:
        return clock.zone(text.strip() or otherwise).key
    except clock.TimeError:
        raise RuleBroken(
            "timezone_unknown",
            "We do not know that time zone.",
            allowed="a name like America/New_York",
        ) from None


def read_instant(text: str, zone: str, name: str = "start") -> datetime:
    """Return the UTC instant of an ISO text; without an offset it is the time of `zone`.

    Raises RuleBroken: `start_missing`, `start_unreadable`, `start_impossible`, `start_skipped` (or
    with another `name` in the place of start).
    """
    text = text.strip()
    if not text:
        raise RuleBroken(f"{name}_missing", "Which day, and which hour?", allowed=_EXAMPLE)
    try:
        value = datetime.fromisoformat(text if text.isascii() else "")
    except ValueError:
        message = Sentence("We cannot read that date and time.")
        raise RuleBroken(f"{name}_unreadable", message, allowed=_EXAMPLE) from None
    if value.year not in YEARS:
        raise RuleBroken(
            f"{name}_impossible", "That is no year we work in.", allowed="a day of the next years"
        )
    if value.tzinfo is not None:
        return value.astimezone(UTC)
    try:
        return clock.instant(value.date(), value.time(), zone)
    except clock.TimeError:
        raise RuleBroken(
            f"{name}_skipped",
            "{hour} on {day} does not exist in {zone}: the clocks go forward.",
            allowed="an hour later",
            hour=f"{value:%H:%M}",
            day=value.date(),
            zone=zone,
        ) from None


def read_day(text: str) -> date | None:
    """Return the day of the event, None for none. Raises RuleBroken (`event_day_unreadable`)."""
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
        if text.isascii() and day.year in YEARS:
            return day
    except ValueError:
        pass
    raise RuleBroken(
        "event_day_unreadable", "We cannot read the day of your event.", allowed="like 2027-02-20"
    )


def read_count(text: str, code: str, question: str, least: int = 0) -> int:
    """Return a whole number typed in plain digits. Raises RuleBroken (`code`_missing, …)."""
    text = text.strip()
    if not text:
        raise RuleBroken(f"{code}_missing", question, allowed="{least} or more", least=least)
    if not _COUNT.fullmatch(text):
        raise RuleBroken(
            f"{code}_unreadable",
            "We need a whole number, typed with the keys 0 to 9.",
            allowed="{least} or more",
            least=least,
        )
    return int(text)


def read_hundredths(text: str, what: str) -> int:
    """Return dollars as cents, or percents as hundredths; nothing written is 0.

    Raises RuleBroken: `amount_unreadable`, `amount_negative`, `amount_too_large`.

    >>> read_hundredths("33.5", "percent"), read_hundredths("$1200", "dollars")
    (3350, 120000)
    """
    text = text.strip().replace(",", "")
    if not text:
        return 0
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise RuleBroken(
            "amount_unreadable",
            "We cannot read that number of {what}.",
            allowed="a number like 1200.50",
            what=what,
        )
    value = int(found[2]) * 100 + int((found[3] or "0").ljust(2, "0"))
    if found[1] and value:
        raise RuleBroken(
            "amount_negative", "A share cannot be less than nothing.", allowed="0 or more"
        )
    if value > MOST_CENTS:
        raise RuleBroken(
            "amount_too_large", "That share is too large.", allowed="a million at most"
        )
    return value


def read_split(text: str) -> SplitBy:
    """Return by what is shared; by seats where nothing is said. Raises RuleBroken."""
    try:
        return SplitBy(text.strip() or SplitBy.SEATS)
    except ValueError:
        raise RuleBroken(
            "split_unknown",
            "We do not know that way to share.",
            allowed="{ways}",
            ways=", ".join(SplitBy),
        ) from None


def read_parties(
    written: tuple[WrittenOrganization, ...], by: SplitBy, most: int
) -> tuple[Party, ...]:
    """Return who shares, by name.

    Raises RuleBroken: `organizations_missing`, `organizations_too_many`, `organization_name`,
    `organization_twice`, those of the numbers and of `check_weights`.
    """
    if len(written) > most:
        raise RuleBroken(
            "organizations_too_many",
            "At most {most} organizations can share a workshop.",
            allowed="1 to {most}",
            most=most,
        )
    found = tuple(_party(one, by) for one in written)
    names = [one.name.casefold() for one in found]
    if len(set(names)) < len(names):
        raise RuleBroken(
            "organization_twice", "An organization is named twice.", allowed="each once"
        )
    if by is SplitBy.SEATS and found and not any(one.weight for one in found):
        found = tuple(Party(one.name, one.seats, 1) for one in found)
    check_weights(by, [one.weight for one in found])
    return found


def _party(written: WrittenOrganization, by: SplitBy) -> Party:
    name = " ".join(written.name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise RuleBroken(
            "organization_name",
            "Each organization needs its name.",
            allowed="1 to {longest} characters",
            longest=LONGEST_NAME,
        )
    seats = read_count(written.seats or "0", "seats", Sentence("How many seats?"))
    weight = {SplitBy.EQUAL: 1, SplitBy.SEATS: seats}.get(by)
    if weight is None:
        what = "percent" if by is SplitBy.PERCENT else "dollars"
        weight = read_hundredths(written.share, what)
    return Party(name, seats, weight)


_EXAMPLE = Sentence("a date and time like 2027-01-14T09:00")
